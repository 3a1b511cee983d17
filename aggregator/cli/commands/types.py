"""`aggregator types`: write the types of cards in Python, from their queries and the schema."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.terminal.diagnostics import count
from aggregator.cli.terminal.failure import FAILED, WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import err, out, say
from aggregator.cli.terminal.program import runnable
from aggregator.language.files import MAX_TYPES_BYTES, read_bounded, write_text

if TYPE_CHECKING:
    from aggregator.language.source import CardSource, SharedFragments
    from aggregator.settings import Settings
    from aggregator.world import World

ORDER = 26

_EPILOG = """\b
Examples:
  aggregator types                       of every card that has a KEY.py
  aggregator types usage-trend           of one, before its KEY.py is there
  aggregator types --check               fails where one is stale, for CI
  aggregator types --into build/cards    and copies of the cards, for
  mypy --strict build/cards              a type checker

\b
A card in Python is KEY.graphql (what it reads, and @card) and KEY.py (how
it looks). The types are KEY_types.py, with _ for what no Python name can
hold. Commit all three. Exit codes: 0 well, 1 a query has a mistake, or
--check found a stale file; 2 wrong usage.
"""


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(types)


@dataclass(frozen=True, slots=True)
class _Types:
    """The types of one card; `text` None where its query has a mistake."""

    card: "CardSource"
    path: Path
    text: str | None

    @property
    def stale(self) -> bool:
        """Whether the file says something else, or is not there."""
        try:
            return (
                self.text is not None
                and read_bounded(self.path, MAX_TYPES_BYTES) != self.text.encode()
            )
        except OSError:
            return True


def types(
    chosen: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY|PATH",
            help="Cards by key, or their files or folders. By default all that have a KEY.py.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail where a file is stale.")
    ] = False,
    into: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Write copies of cards and types there too, under names that can be imported.",
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write the types of cards in Python, from their queries and the schema.

    Objects are frozen dataclasses, lists tuples, enums StrEnums; what may be null says so. Money is
    exact, a moment has its offset.
    """
    from aggregator.settings import load_settings

    settings = load_settings(config, only=("cards", "graphql", "connectors"))
    found = list(_found(chosen or [], settings))
    stale = 0
    for each in found:
        if each.text is None:
            say(
                err(), runnable(f"{each.card.path} has a mistake. Fix: aggregator check says which")
            )
        elif each.stale:
            stale += 1
            if not check:
                write_text(each.path, each.text)
            say(out(), f"{each.path} {'is stale' if check else 'written'}")
        if into is not None:
            _lay_out(each, into)
    broken = sum(each.text is None for each in found)
    say(err(), _summary(found, stale, "stale" if check else "written", broken))
    if broken or (check and stale):
        raise typer.Exit(FAILED)


def _found(chosen: Sequence[str], settings: "Settings") -> Iterator[_Types]:
    from aggregator.language.folder import FRAGMENTS
    from aggregator.language.script import types_path
    from aggregator.language.source import read_fragments
    from aggregator.lint.looked import read_cards
    from aggregator.render.python.typing_file import types_text
    from aggregator.world import build_world

    world = build_world(settings.connectors)
    shared = read_fragments(settings.graphql / FRAGMENTS)
    cards = read_cards([settings.cards], shared)
    if chosen:
        found = [card for word in chosen for card in _named(word, cards, settings.cards, shared)]
    else:
        found = [card for card in cards if card.script is not None]
    for card in {card.path.absolute(): card for card in found}.values():
        text = types_text(card, world.schema) if _query_is_right(card, world) else None
        yield _Types(card, types_path(card.path), text)


def _query_is_right(card: "CardSource", world: "World") -> bool:
    """Whether the query can be read from Python, which may be wrong for want of its types."""
    from aggregator.language.script import parse_script, script_path
    from aggregator.lint.check import check_card

    name = str(script_path(card.path))
    in_python = replace(card, script=parse_script(Path(name), name, b"", None))
    found = check_card(in_python, world.schema)
    # Layout may stand in it for as long as its Python is not there.
    others = (each for each in found.diagnostics if each.code != "python-with-layout")
    return all(each.serves or each.path == name for each in others)


def _named(
    word: str, cards: Sequence["CardSource"], folder: Path, shared: "SharedFragments"
) -> Sequence["CardSource"]:
    """Find the cards of that key, or at that path. WrongUsage where there is none."""
    from aggregator.authoring.cases.spelling import meant
    from aggregator.lint.looked import read_cards

    same = [card for card in cards if card.key == word]
    if same:
        return same
    there = read_cards([Path(word)], shared, folder)
    if Path(word).is_file():
        return there
    of_python = [card for card in there if card.script is not None]
    if not of_python:
        known = [card.key for card in cards]
        raise WrongUsage(f"{word} is no card in {folder}. {meant(word, known)}")
    return of_python


def _lay_out(types: _Types, into: Path) -> None:
    """Copy a card's Python to where it can be imported: a package for each team."""
    from aggregator.language.folder import PYTHON
    from aggregator.language.script import module_name

    card = types.card
    package = into / module_name(card.team)
    package.mkdir(parents=True, exist_ok=True)
    write_text(package / "__init__.py", "")
    if types.text is not None:
        write_text(package / types.path.name, types.text)
    if card.script is not None:
        write_text(package / f"{module_name(card.key)}{PYTHON}", card.script.text)


def _summary(found: Sequence[_Types], stale: int, what: str, broken: int) -> str:
    if not found:
        return "There are no cards in Python here"
    said = f"{count(len(found), 'card')} in Python: {stale or 'none'} {what}"
    return said + (f", {broken} with a mistake" if broken else "")
