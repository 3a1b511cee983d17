"""The cards that were found at some paths, and what no card is there to say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from graphql import Source

from aggregator.language.diagnostics import Diagnostic, UnreadableFile, Violation
from aggregator.language.files import legible
from aggregator.language.folder import SUFFIX, CardFile, CardFolder, look_at, right_name
from aggregator.language.script import refused_link, script_path, types_path
from aggregator.language.source import UNREADABLE, CardSource, SharedFragments, read_card
from aggregator.language.span import Span
from aggregator.lint.registry import all_rules


def read_cards(
    paths: Iterable[Path], shared: SharedFragments, within: Path | None = None
) -> Sequence[CardSource]:
    """Read the cards at `paths`, each file once."""
    looks = {path: look_at(path, within) for path in paths}
    return [
        read_card(card.path, card.team, shared, found.refused) for found, card in each_once(looks)
    ]


def each_once(looks: Mapping[Path, CardFolder]) -> Iterator[tuple[CardFolder, CardFile]]:
    """Yield each card with the look that found it first."""
    seen: set[Path] = set()
    for found in looks.values():
        for card in found.cards:
            if len(looks) > 1:
                where = card.path.absolute()
                if where in seen:
                    continue
                seen.add(where)
            yield found, card


def of_problem(problem: UnreadableFile) -> Diagnostic:
    return all_rules()[problem.code].diagnostic(problem.found)


def of_folder(path: Path, look: CardFolder) -> Iterator[Diagnostic]:
    """Say what no card is there to say: of what is away, belongs to none, or leads elsewhere."""
    if not (look.cards or look.python or look.unread or look.refused or look.misnamed):
        message = f"There are no card files here: a card is <team>/<key>{SUFFIX}"
        yield _at(path, "no-cards", message)
    if not (look.python or look.unread or look.refused or look.misnamed):
        return
    cards = {card.path for card in look.cards}
    scripts = {script_path(card) for card in cards}
    known = scripts | {types_path(card) for card in cards}
    for away, why in look.unread.items():
        if away not in cards | scripts:
            yield _at(away, UNREADABLE, why)
    for link, why in look.refused.items():
        if link not in cards | scripts:
            yield of_problem(refused_link(link, why))
    for file in look.misnamed:
        message = f"A card's name ends in {SUFFIX}: nothing reads this file"
        yield _at(file, "card-suffix", message, f"Rename it {right_name(file)}")
    for file in look.python:
        if file not in known and file not in look.refused and file not in look.unread:
            message = f"There is no {file.with_suffix(SUFFIX).name} that this could show"
            yield _at(file, "python-without-query", message)


def _at(path: Path, code: str, message: str, hint: str | None = None) -> Diagnostic:
    start = Span(Source("", legible(str(path))), 0, 1)
    return all_rules()[code].diagnostic(Violation(start, message, hint=hint))
