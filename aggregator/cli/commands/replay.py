"""`aggregator replay`: answer a recorded request with the cards as they are now, and compare."""

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.cards.watch import saves
from aggregator.cli.terminal.diagnostics import count
from aggregator.cli.terminal.failure import FAILED, CommandFailed, WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import err, out, say, step

if TYPE_CHECKING:
    from aggregator.authoring.recording.folder import RecordingFolder
    from aggregator.authoring.recording.recording import Recording
    from aggregator.authoring.recording.replay import Replayed
    from aggregator.authoring.workbench import Workbench
    from aggregator.language.stamps import Stamp
    from aggregator.settings import Settings

ORDER = 24

_EPILOG = """\b
Examples:
  aggregator replay                            what is recorded
  aggregator replay latest                     what the cards make of it now
  aggregator replay K7QW latest-invoices       only this card of it
  aggregator replay latest usage --watch       again on each save
  aggregator replay latest usage --save-case half-full
  aggregator replay --forget alex@grocery.co   whatever speaks of a person

\b
aggregator demo records, and so does aggregator serve with record = 50. What
is recorded has no headers, secrets or e-mail addresses, but names and texts
of your systems. A case of it has neither: --save-case writes what the card
selects and no more, with stand-ins for names, addresses, ids and texts.

\b
Exit codes: 0 the same components as then, 1 others, 2 wrong usage.
"""

_LINES = {"-": "red", "+": "green"}


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(replay)


def replay(
    recording: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            help="The recording: how its id begins, or latest: the newest that has each KEY.",
            show_default=False,
        ),
    ] = None,
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY", help="Only these of its cards.", show_default=False),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Answer it again whenever a card is saved; ^C ends.")
    ] = False,
    save_case: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Make a case of it, without anybody's own values.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the recording itself, whole.")
    ] = False,
    forget: Annotated[
        str | None,
        typer.Option(metavar="EMAIL|ID", help="Remove every recording that speaks of a person."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Answer a recorded request with the cards as they are now, and compare.

    No source is asked: each replies as it was recorded. Printed are the request and the replies,
    then for each card what it showed and what it shows.
    """
    from aggregator.authoring.cases.spelling import CaseError
    from aggregator.authoring.recording.folder import RecordingFolder
    from aggregator.authoring.workbench import NEEDED
    from aggregator.settings import load_settings
    from aggregator.telemetry.log import configure

    configure("text")
    settings = load_settings(config, only=NEEDED)
    folder = RecordingFolder(settings.recordings)
    try:
        if forget is not None:
            say(out(), f"{count(folder.forget(forget), 'recording')} removed")
        elif recording is None:
            _list(folder)
        else:
            found = folder.find(recording, keys or ())
            if as_json:
                say(out(), json.dumps(found.as_json(), indent=2, ensure_ascii=False))
                return
            _run(found, keys, settings, save_case, watch=watch)
    except CaseError as error:
        raise CommandFailed(str(error)) from None


def _run(
    recording: "Recording",
    keys: Sequence[str] | None,
    settings: "Settings",
    save_case: str | None,
    *,
    watch: bool,
) -> None:
    from aggregator.authoring.workbench import build_workbench
    from aggregator.catalog import stamp

    wanted = list(keys or recording.keys)
    strange = [key for key in wanted if key not in recording.keys]
    if strange:
        raise WrongUsage(
            f"{strange[0]} was not asked for then. Fix: one of {', '.join(recording.keys)}"
        )
    _print_input(recording)
    seen = stamp(settings.cards, settings.graphql)
    workbench = build_workbench(settings)
    replayed = _play(recording, workbench, wanted)
    if save_case is not None:
        _save(recording, workbench, wanted, save_case)
    differs = _compare(recording, replayed, wanted)
    if watch:
        _watch(recording, settings, wanted, seen)
    elif differs:
        raise typer.Exit(FAILED)


def _watch(
    recording: "Recording", settings: "Settings", keys: Sequence[str], seen: "Stamp"
) -> None:
    """Answer it again whenever a card or a shared fragment is saved, until ^C."""
    from aggregator.authoring.workbench import build_workbench
    from aggregator.catalog import stamp

    step(f"\nWatching {settings.cards}; ^C ends it")
    with suppress(KeyboardInterrupt):
        for _ in saves(lambda: stamp(settings.cards, settings.graphql), seen):
            say(out(), f"\n{time.strftime('%H:%M:%S')}  a card was saved", "bold")
            _compare(recording, _play(recording, build_workbench(settings), keys), keys)


def _play(recording: "Recording", workbench: "Workbench", keys: Sequence[str]) -> "Replayed":
    import asyncio

    from aggregator.authoring.recording.replay import replay as play

    for key in keys:
        broken = workbench.catalog.broken.get(key)
        for diagnostic in broken.diagnostics if broken else ():
            say(err(), str(diagnostic), "yellow")
    return asyncio.run(play(recording, workbench, keys))


def _list(folder: "RecordingFolder") -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from aggregator.authoring.recording.redact import DOMAIN

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in ("Id", "When (UTC)", "Customer", "Cards", "Calls"):
        table.add_column(heading, overflow="fold", no_wrap=heading not in ("Customer", "Cards"))
    listed = 0
    for recording in folder.read_all():
        listed += 1
        customer = recording.request.get("customer") or {}
        who = customer.get("externalId") or customer.get("email") or customer.get("id") or "-"
        table.add_row(
            Text(recording.id),
            Text(recording.at.strftime("%Y-%m-%d %H:%M")),
            Text(str(who).removesuffix(f"@{DOMAIN}")),
            Text(", ".join(recording.keys)),
            Text(str(len(recording.calls))),
        )
    if listed:
        out().print(table)
    else:
        say(out(), f"There are no recordings in {folder.path}")


def _print_input(recording: "Recording") -> None:
    console = out()
    say(console, f"Recording {recording.id} of {recording.at.isoformat(' ', 'seconds')}", "bold")
    say(console, json.dumps(recording.request, indent=2, ensure_ascii=False))
    for entry in recording.customers:
        say(console, f"  directory: {_found(entry)}", "dim")
    for source, lookups in recording.replies.items():
        for lookup, replies in lookups.items():
            say(console, f"  {source}.{lookup}: {_replied(replies)}", "dim")
    for call in recording.calls:
        took = "ended with the request" if call["ms"] is None else f"{call['ms']:.0f} ms"
        said = call["error"] or call["status"]
        say(console, f"  {call['source']}: {call['route']}  {said}, {took}", "dim")
    say(console, "")


def _found(entry: Mapping[str, object]) -> str:
    found, error = entry.get("found"), entry.get("error")
    if isinstance(error, Mapping):
        return str(error.get("code"))
    if isinstance(found, Mapping):
        return f"found by {found.get('matched_by')}"
    return "nobody known by these ids"


def _replied(replies: Mapping[str, Mapping[str, object]]) -> str:
    errors = [each["error"] for each in replies.values() if "error" in each]
    records = [each["records"] for each in replies.values() if "records" in each]
    number = sum(len(each) for each in records if isinstance(each, Sequence))
    codes = sorted({str(each.get("code")) for each in errors if isinstance(each, Mapping)})
    said = f"{count(len(replies), 'key')}, {count(number, 'record')}"
    return f"{said}, {', '.join(codes)}" if codes else said


def _compare(recording: "Recording", replayed: "Replayed", keys: Sequence[str]) -> bool:
    """Print what each card shows, beside what it showed; whether anything differs."""
    from aggregator.authoring.cases.lines import difference, lines

    console = out()
    differs = False
    for key in keys:
        before, after = recording.answer(key), replayed.answers[key]
        changed = lines(after) if before is None else difference(before, after)
        if before is not None and not changed:
            say(console, f"{key}: the same", "green")
            for line in lines(after):
                say(console, f"    {line}", "dim")
            continue
        differs = True
        said = "was not answered then" if before is None else "differs"
        say(console, f"{key}: {said}", "bold yellow")
        for line in changed:
            say(console, f"    {line}", _LINES.get(line[:1]))
    for name in replayed.missing:
        words = f"The recording holds no reply of {name}: ask again to record it"
        say(err(), words, "yellow")
    return differs


def _save(recording: "Recording", workbench: "Workbench", keys: Sequence[str], name: str) -> None:
    import asyncio

    from aggregator.authoring.case_runner import hold_case, take_case
    from aggregator.authoring.cases.files import case_file, write_json
    from aggregator.authoring.cases.spelling import CaseError

    if len(keys) != 1:
        raise WrongUsage(
            f"A case is of one card. Fix: aggregator replay {recording.id} {keys[0]} "
            f"--save-case {name}"
        )
    card = workbench.catalog.cards.get(keys[0])
    if card is None:
        raise CommandFailed(f"{keys[0]} cannot serve. Fix: aggregator check says why")
    file = case_file(card.path, name)
    if file.path.exists():
        raise CaseError(f"{file.path} is there already. Fix: another name, or remove it")
    write_json(file.path, asyncio.run(take_case(recording, card, workbench)))
    verdict, _ = asyncio.run(
        hold_case(file, card, workbench, recording.render_context, update=True)
    )
    if verdict.failed:
        file.path.unlink()
        raise CaseError(f"It makes no case: {' '.join(verdict.lines)}")
    words = f"{file.path} and {file.expectation.name} written."
    say(out(), f"{words} Names, addresses, ids and texts in them are stand-ins\n", "bold")
