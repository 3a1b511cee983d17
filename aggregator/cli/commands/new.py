"""`aggregator new`: begin a card: its file, its cases, and what to do next."""

import os
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.terminal.credentials import demo_options
from aggregator.cli.terminal.failure import CommandFailed, WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import out, say
from aggregator.cli.terminal.program import program

if TYPE_CHECKING:
    from aggregator.authoring.scaffold.choice import Offer
    from aggregator.authoring.workbench import Workbench
    from aggregator.schema.build import Schema
    from aggregator.settings import Settings
    from aggregator.world import World

ORDER = 20

USUAL = "*"
"""Stands for what is chosen of an object when nobody chooses."""

_EPILOG = """\b
Examples:
  aggregator new card renewal                        asks what it shows
  aggregator new card renewal --from subscription    what is usual of it
  aggregator new card renewal --team billing --title "Renewal" --ttl 1h \\
      --from subscription.renewsAt,subscription.plan.name,invoices
  aggregator new card seats --from seats,tenant.account --yes
  aggregator new card usage-eu --like usage          another card, its cases

\b
What it writes, and never over what is there:
  cards/TEAM/KEY.graphql         the card
  cards/TEAM/KEY.cases/          cases: typical, empty, source-down
"""


def add_to(app: typer.Typer) -> None:
    noun = typer.Typer(help="Begin a card.")
    noun.callback()(_noun)
    noun.command(epilog=_EPILOG)(card)
    app.add_typer(noun, name="new", epilog=_EPILOG)


def _noun() -> None:
    """Begin a card."""


def card(
    key: Annotated[
        str, typer.Argument(metavar="KEY", help="The card's key in Plain: its file's name.")
    ],
    team: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The folder it goes to. Not needed where there is one."),
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Its title; the key in words unless told.")
    ] = None,
    begin: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="PATHS",
            help="Fields to begin with, separated by commas: objects, lists or values; of the "
            "customer, or under thread. and tenant.",
        ),
    ] = None,
    like: Annotated[
        str | None, typer.Option(metavar="OTHER", help="Copy this card and its cases instead.")
    ] = None,
    ttl: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="How long Plain may keep it: 90s, 5m, 2h, 1d."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: take what is usual where nothing is said.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Write a new card and its first cases, from fields of the schema or from another card.

    On a terminal it asks what is not told, and shows the fields there are. The cases hold data that
    is made up; a recorded request is better: aggregator replay --save-case.
    """
    from aggregator.authoring.cases.spelling import CaseError
    from aggregator.authoring.scaffold.names import ScaffoldError
    from aggregator.authoring.workbench import NEEDED
    from aggregator.settings import load_settings
    from aggregator.telemetry.log import configure

    configure("text")
    if like is not None and begin is not None:
        raise WrongUsage("--from and --like do not go together. Fix: leave one out")
    settings = load_settings(config, only=(*NEEDED, "port", "sources"))
    asks = sys.stdin.isatty() and not yes
    try:
        begun = _Begun(key, team, title, ttl, settings, asks=asks)
        files = begun.like(like) if like is not None else begun.chosen(begin)
    except (ScaffoldError, CaseError) as error:
        raise WrongUsage(str(error)) from None
    if asks and not _confirmed(files):
        raise typer.Exit
    _write(files)
    _finish(key, list(files), settings)


class _Begun:
    """What is asked and checked before anything is written."""

    def __init__(
        self,
        key: str,
        team: str | None,
        title: str | None,
        ttl: str | None,
        settings: "Settings",
        *,
        asks: bool,
    ) -> None:
        from aggregator.authoring.scaffold.names import (
            ScaffoldError,
            check_key,
            check_team,
            known_cards,
            known_teams,
            title_of,
        )
        from aggregator.language.durations import parse_ttl

        self.key = key
        self.asks = asks
        self.folder = settings.cards
        self.graphql = settings.graphql
        self.connectors = settings.connectors
        self.connected = {each.connector for each in settings.sources.values()}
        self.cards = known_cards(settings.cards)
        check_key(key, self.cards)
        if ttl is not None:
            try:
                parse_ttl(ttl)
            except ValueError as error:
                raise ScaffoldError(f"--ttl: {error}") from None
        teams = sorted({*known_teams(settings.cards), *settings.teams})
        self.team = team or self._team(teams)
        check_team(self.team, teams)
        usual = title_of(key)
        asked = self.asks and title is None
        self.title = typer.prompt("Its title", default=usual) if asked else (title or usual)
        self.ttl = ttl

    @property
    def file(self) -> Path:
        return self.folder / self.team / f"{self.key}.graphql"

    def like(self, other: str) -> dict[Path, str | Mapping[str, Any]]:
        """The card and the cases of `other`, under the new names."""
        from aggregator.authoring.cases.files import case_file
        from aggregator.authoring.cases.spelling import meant
        from aggregator.authoring.scaffold.copy import card_like, cases_like, python_like
        from aggregator.language.folder import FRAGMENTS
        from aggregator.language.source import read_fragments

        source = self.cards.get(other)
        if source is None:
            known = meant(other, self.cards) if self.cards else "There are none"
            raise WrongUsage(f"There is no card {other} in {self.folder}. {known}")
        text = card_like(source, self.key, self.title, self.ttl)
        shared = read_fragments(self.graphql / FRAGMENTS)
        files: dict[Path, str | Mapping[str, Any]] = {self.file: text}
        files.update(python_like(source, self.file, text, self._world().schema, shared))
        for name, body in cases_like(source, self.key):
            files[case_file(self.file, name).path] = body
        return files

    def chosen(self, begin: str | None) -> dict[Path, str | Mapping[str, Any]]:
        """A card of the fields that are told or asked for, and its first cases."""
        from aggregator.authoring.cases.files import case_file
        from aggregator.authoring.scaffold.card import card_text
        from aggregator.authoring.scaffold.cases import cases
        from aggregator.authoring.scaffold.choice import choose

        world = self._world()
        schema = world.schema
        paths = _paths(begin or "")
        if begin is None and self.asks:
            paths = _ask(schema)
        if not paths:
            raise WrongUsage("Begin with what? Fix: --from subscription,invoices, or --like OTHER")
        roots = choose(paths, schema)
        ttl = self.ttl or "5m"
        files: dict[Path, str | Mapping[str, Any]] = {
            self.file: card_text(self.key, self.title, roots, ttl)
        }
        for name, body in cases(roots, world.provided(self.connected)).items():
            files[case_file(self.file, name).path] = body
        return files

    def _world(self) -> "World":
        from aggregator.world import build_world

        return build_world(self.connectors)

    def _team(self, teams: Sequence[str]) -> str:
        if len(teams) == 1:
            return teams[0]
        if self.asks:
            known = f" ({', '.join(teams)})" if teams else ""
            return str(typer.prompt(f"The team it belongs to{known}"))
        there = f": {', '.join(teams)}" if teams else ""
        raise WrongUsage(f"Whose card is it? Fix: --team NAME{there}")


def _ask(schema: "Schema") -> list[str]:
    """Ask what it begins with, and what of each object."""
    from aggregator.authoring.scaffold.choice import choose, offers, offers_of

    _show(offers(schema))
    begun = _asked("Begin with (names, commas between)", lambda paths: choose(paths, schema))
    paths: list[str] = []
    for path in begun:
        inside = offers_of(schema, path)
        if inside:
            _show(inside)
            question = f"Of {path} ({USUAL} for those marked)"
            paths += _asked(question, lambda them: choose(them, schema), path)
        else:
            paths.append(path)
    return paths


def _paths(text: str, within: str | None = None) -> list[str]:
    """Read names; those `within` an object may be told without it, and all that is usual as *."""
    found = [path.strip() for path in text.split(",") if path.strip()]
    if within is None:
        return found
    whole = [path if path.startswith(f"{within}.") else f"{within}.{path}" for path in found]
    return [within if path == f"{within}.{USUAL}" else path for path in whole]


def _asked(
    question: str, accept: Callable[[Iterable[str]], object], within: str | None = None
) -> list[str]:
    """Ask for paths until they lead somewhere."""
    from aggregator.authoring.scaffold.names import ScaffoldError

    while True:
        told = typer.prompt(question, default=USUAL if within else None, show_default=False)
        paths = _paths(told, within)
        try:
            accept(paths)
        except ScaffoldError as error:
            say(out(), str(error), "red")
            continue
        return paths


def _show(offers: "Sequence[Offer]") -> None:
    names = max(len(offer.path) for offer in offers)
    types = max(len(offer.type) for offer in offers)
    console = out()
    for offer in offers:
        mark = "*" if offer.usual else " "
        say(console, f"{mark} {offer.path:<{names}}  {offer.type:<{types}}  {offer.description}")


def _confirmed(files: Mapping[Path, str | Mapping[str, Any]]) -> bool:
    text = next(text for text in files.values() if isinstance(text, str))
    say(out(), f"\n{text}")
    cases = sum(not isinstance(body, str) for body in files.values())
    return typer.confirm(f"Write it and {cases} cases", default=True)


def _write(files: Mapping[Path, str | Mapping[str, Any]]) -> None:
    from aggregator.authoring.cases.files import write_json
    from aggregator.language.files import write_text

    there = [path for path in files if os.path.lexists(path)]
    if there:
        raise CommandFailed(f"{there[0]} is there already. Fix: another key, or remove it")
    for path, body in files.items():
        if isinstance(body, str):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_text(path, body)
        else:
            write_json(path, body)


def _finish(key: str, files: Sequence[Path], settings: "Settings") -> None:
    """Check the card, accept what its cases show, and tell where things are and what is next."""
    import asyncio

    from aggregator.authoring.workbench import build_workbench
    from aggregator.cli.terminal.diagnostics import print_diagnostic

    file = files[0]
    workbench = build_workbench(settings)
    for diagnostic in workbench.catalog.diagnostics:
        if diagnostic.path == str(file):
            print_diagnostic(diagnostic)
    if key not in workbench.catalog.cards:
        raise CommandFailed(f"{file} is written, and has a mistake. Fix: see above")
    drawn = asyncio.run(_accept(key, workbench, settings))
    run, console = program(), out()
    cases = sorted(file.with_suffix(".cases").glob("*.json"))
    for path in dict.fromkeys((*(it for it in files if it.suffix != ".json"), *cases)):
        say(console, f"  {path}")
    say(console, f"\nchecked, {drawn} cases as they are drawn now. Next:", "bold")
    for line in (
        f"check {shlex.quote(str(file))}",
        f"test {key}",
        f"preview {key} --case typical",
        f"call 127.0.0.1:{settings.port} --keys {key} {shlex.join(_proof(settings))} --draw",
    ):
        say(console, f"  {run} {line}")


def _proof(settings: "Settings") -> list[str]:
    """Give whom to ask about, and what proves it: the settings' own, else those of the demo."""
    from aggregator.demo.company import LATENCY
    from aggregator.demo.personas import ALEX
    from aggregator.settings import load_settings

    own = load_settings(only=("signing_secrets", "header_secrets"))
    connected = {each.connector for each in settings.sources.values()}
    customer = "you@example.com" if connected - LATENCY.keys() else str(ALEX.email)
    proven = own.signing_secrets or own.header_secrets
    return ["--customer", customer, *([] if proven else demo_options())]


async def _accept(key: str, workbench: "Workbench", settings: "Settings") -> int:
    """Make what the cases show what they are expected to show; gives how many there are."""
    from aggregator.authoring.case_runner import NOW, hold_case
    from aggregator.authoring.cases.files import cases_of
    from aggregator.authoring.workbench import context_of

    found = workbench.catalog.cards[key]
    usual = context_of(settings, NOW)
    cases = cases_of(found.path)
    for case in cases:
        verdict, _ = await hold_case(case, found, workbench, usual, update=True)
        if verdict.failed:
            raise CommandFailed(f"{case.path}: {' '.join(verdict.lines)}")
    return len(cases)
