"""`aggregator test`: draw the cases of cards and compare them with what they should show."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.cards.again import Reads, again
from aggregator.cli.terminal.diagnostics import count
from aggregator.cli.terminal.failure import FAILED, CommandFailed, WrongUsage
from aggregator.cli.terminal.logs import text_logs
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import out, say
from aggregator.cli.terminal.program import runnable

if TYPE_CHECKING:
    from aggregator.authoring.case_runner import Verdict
    from aggregator.authoring.cases.files import CaseFile
    from aggregator.authoring.recording.folder import RecordingFolder
    from aggregator.authoring.workbench import Workbench
    from aggregator.render.card import CompiledCard, RenderContext

ORDER = 23

_EPILOG = """\b
Examples:
  aggregator test                              all cards
  aggregator test subscription-status          one card, by key
  aggregator test cards/billing                one team's
  aggregator test usage --update               what it shows now is right
  aggregator test --format junit > cases.xml   for CI

\b
A case is a file beside the card: KEY.cases/NAME.json holds the data, or
what the sources replied; NAME.expect.json what the card shows of it. A
recorded request becomes a case: aggregator replay latest KEY --save-case
NAME.

\b
Exit codes: 0 all as expected, 1 not so, 2 wrong usage.
"""

_MARKS = {"passed": ("ok      ", "green"), "failed": ("FAILED  ", "bold red")}
_MARKS["accepted"] = ("accepted", "yellow")
_LINES = {"-": "red", "+": "green"}


class CaseFormat(StrEnum):
    """How the outcome is written."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


def add_to(app: typer.Typer) -> None:
    app.command("test", epilog=_EPILOG)(hold)


def hold(
    chosen: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY|PATH",
            help="Cards by key, or their files, cases or folders. By default all.",
            show_default=False,
        ),
    ] = None,
    update: Annotated[
        bool,
        typer.Option(
            "--update",
            help="Accept what the cases show now; add to their data what cards select anew.",
        ),
    ] = False,
    record: Annotated[
        bool,
        typer.Option(
            "--record",
            help="With --update: what is missing comes from the newest recording that holds it.",
        ),
    ] = False,
    form: Annotated[
        CaseFormat,
        typer.Option("--format", help="Text for people, JSON for programs, JUnit for CI."),
    ] = CaseFormat.TEXT,
    cached: Annotated[
        bool,
        typer.Option(
            "--cache/--no-cache", help="Say again what passed, where nothing has changed since."
        ),
    ] = True,
    config: ConfigOption = None,
) -> None:
    """Draw the cases of cards and compare them with what they are expected to show.

    Beside the cases that are written, each source a card reads is down once: the card must be
    drawn, say nothing false, keep what does not come from it, and be asked again soon.
    """

    def work(reads: Reads) -> None:
        _hold(chosen or [], form, config, reads, update=update, record=record, cached=cached)

    if record and not update:
        raise WrongUsage("--record adds to cases. Fix: --update --record")
    if form is CaseFormat.JUNIT or record or not cached:
        work(Reads())
    else:
        again("test", (chosen, update, form), config, work)


def _hold(
    chosen: Sequence[str],
    form: CaseFormat,
    config: Path | None,
    reads: Reads,
    *,
    update: bool,
    record: bool,
    cached: bool,
) -> None:
    import asyncio

    from aggregator.authoring.recording.folder import RecordingFolder
    from aggregator.authoring.workbench import NEEDED, build_workbench
    from aggregator.settings.author import author_settings

    text_logs()
    settings = author_settings(config, NEEDED, cached=cached)
    reads.add(settings.cards, settings.graphql, *settings.connectors)
    keys = chosen if all(key in _keys(settings.cards) for key in chosen) else ()
    workbench = build_workbench(settings, keys or None, cached=cached)
    cards = _cards(chosen, workbench, settings.cards)
    if not cards:  # nothing that was tested must never look like all is well
        raise CommandFailed(
            f"There are no cards in {settings.cards}. Fix: run it where cards/ is, set "
            "AGGREGATOR_CARDS, or begin with aggregator new card KEY"
        )
    from aggregator.authoring.case_runner import NOW
    from aggregator.authoring.workbench import context_of

    recordings = RecordingFolder(settings.recordings) if record else None
    usual = context_of(settings, NOW)
    connected = {each.connector for each in settings.stated}
    verdicts = asyncio.run(
        _run(cards, workbench, usual, recordings, update=update, connected=connected)
    )
    workbench.results.save()
    verdicts += _strays(settings.cards, cards, workbench, every=not chosen)
    if form is CaseFormat.JSON:
        say(out(), json.dumps(_as_json(verdicts), indent=2, ensure_ascii=False))
    elif form is CaseFormat.JUNIT:
        from aggregator.cli.terminal.junit import junit

        say(out(), junit(verdicts))
    else:
        _print(verdicts)
    if any(verdict.failed for verdict in verdicts):
        reads.uncertain()  # a card in Python may have had too little time
        raise typer.Exit(FAILED)


def _keys(folder: Path) -> set[str]:
    """Name the cards that there are files of."""
    from aggregator.language.folder import look_at

    return {card.path.stem for card in look_at(folder).cards}


Chosen = dict[str, list["CaseFile"]]
"""Card key -> its cases that are to be run."""


def _cards(given: Sequence[str], workbench: "Workbench", folder: Path) -> Chosen:
    """Find what was asked for. WrongUsage for what is no card here."""
    from aggregator.authoring.cases.files import cases_of

    catalog = workbench.catalog
    paths = {card.path.resolve(): key for key, card in catalog.cards.items()}
    chosen: Chosen = {}
    for word in given or [*catalog.cards, *catalog.broken]:
        if word in catalog.broken or word in catalog.cards:
            card = catalog.cards.get(word)
            chosen[word] = cases_of(card.path) if card else []
            continue
        path = Path(word).resolve()
        found = _below(path, paths, workbench)
        if not found:
            raise WrongUsage(f"{word} is no card in {folder}. {_meant(word, list(catalog.cards))}")
        chosen.update(found)
    return chosen


def _below(path: Path, paths: dict[Path, str], workbench: "Workbench") -> Chosen:
    from aggregator.authoring.cases.files import cases_of

    found: Chosen = {}
    for file, key in paths.items():
        cases = cases_of(workbench.catalog.cards[key].path)
        if path == file or path in file.parents or path == file.with_suffix(".cases"):
            found[key] = cases
        else:
            one = [case for case in cases if path in (case.path.resolve(), _expected(case))]
            found.update({key: one} if one else {})
    return found


def _expected(case: "CaseFile") -> Path:
    return case.expectation.resolve()


async def _run(
    cards: Chosen,
    workbench: "Workbench",
    usual: "RenderContext",
    recordings: "RecordingFolder | None",
    *,
    update: bool,
    connected: Collection[str],
) -> list["Verdict"]:
    from aggregator.authoring.case_runner import CaseRun, Verdict, hold_case, hold_outages

    verdicts = []
    sources = workbench.world.provided(connected)
    for key, cases in cards.items():
        card = workbench.catalog.cards.get(key)
        if card is None or key in workbench.catalog.broken:
            words = ("The card's file has a mistake. Fix: aggregator check says which",)
            verdicts.append(Verdict(key, "its file", "failed", words))
        if card is None:
            continue
        drawn: dict[str, CaseRun] = {}
        anew = await _recorded(card, workbench, recordings) if recordings else None
        for case in cases:
            verdict, ran = await hold_case(case, card, workbench, usual, update=update, anew=anew)
            verdicts.append(verdict)
            if ran is not None:
                drawn[case.name] = ran
        verdicts += hold_outages(card, drawn, workbench, usual, sources)
    return verdicts


async def _recorded(
    card: "CompiledCard", workbench: "Workbench", recordings: "RecordingFolder"
) -> "Mapping[str, Any] | None":
    """Take the card's data, with stand-ins, of the newest recording that holds all it selects."""
    from aggregator.authoring.case_runner import take_case
    from aggregator.authoring.cases.spelling import CaseError

    for recording in recordings.read_all():
        if card.key in recording.keys:
            try:
                data: Mapping[str, Any] = (await take_case(recording, card, workbench))["data"]
            except CaseError:
                continue  # it is older than what the card selects now
            return data
    return None


def _strays(folder: Path, cards: Chosen, workbench: "Workbench", *, every: bool) -> list["Verdict"]:
    """Name expectations without a case, and folders of cases without a card."""
    from aggregator.authoring.case_runner import Verdict
    from aggregator.authoring.cases.files import orphans, stale_of

    found = []
    for key in cards:
        card: CompiledCard | None = workbench.catalog.cards.get(key)
        for path in stale_of(card.path) if card else ():
            words = (f"{path} belongs to no case. Fix: remove it",)
            found.append(Verdict(key, path.name, "failed", words))
    for path in orphans(folder) if every else ():
        words = (f"{path} belongs to no card. Fix: remove or rename it",)
        found.append(Verdict(path.stem, path.name, "failed", words))
    return found


def summary(verdicts: Sequence["Verdict"]) -> str:
    """Say in a line what it came to."""
    written = sum(not verdict.generated for verdict in verdicts)
    made = len(verdicts) - written
    failed = sum(verdict.failed for verdict in verdicts)
    accepted = sum(verdict.state == "accepted" for verdict in verdicts)
    cards = len({verdict.key for verdict in verdicts})
    said = f"{count(written, 'case')} and {count(made, 'outage')} of {count(cards, 'card')}: "
    said += f"{failed} failed" if failed else "all as expected"
    return f"{said}, {accepted} accepted" if accepted else said


def _print(verdicts: Sequence["Verdict"]) -> None:
    console = out()
    for verdict in verdicts:
        mark, style = _MARKS[verdict.state]
        say(console, f"{mark}  {verdict.key}: {verdict.name}", style)
        if verdict.state != "passed":
            for line in verdict.lines:
                say(console, f"            {runnable(line)}", _LINES.get(line[:1]))
    say(console, "")
    failed = [verdict for verdict in verdicts if verdict.failed]
    say(console, summary(verdicts), "bold red" if failed else "bold green")
    compared = [each for each in failed if any(line[:1] in _LINES for line in each.lines)]
    if compared:
        keys = " ".join(dict.fromkeys(verdict.key for verdict in compared))
        say(console, runnable(f"Where the new is right: aggregator test {keys} --update"), "dim")


def _as_json(verdicts: Sequence["Verdict"]) -> dict[str, object]:
    return {
        "failed": any(verdict.failed for verdict in verdicts),
        "summary": summary(verdicts),
        "cases": list(_entries(verdicts)),
    }


def _entries(verdicts: Sequence["Verdict"]) -> Iterator[dict[str, object]]:
    for verdict in verdicts:
        yield {
            "card": verdict.key,
            "case": verdict.name,
            "generated": verdict.generated,
            "state": verdict.state,
            "lines": list(verdict.lines),
        }


def _meant(word: str, keys: list[str]) -> str:
    from aggregator.authoring.cases.spelling import meant

    return meant(word, keys) if keys else "There are none"
