"""`aggregator customers pull`: people and accounts that a connected source knows."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.customers.directory_side import (
    OpenDirectory,
    counted_words,
    finish,
    open_directory,
)
from aggregator.cli.terminal.failure import CommandFailed, WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import err, out, say, step
from aggregator.cli.terminal.program import runnable

if TYPE_CHECKING:
    from aggregator.directory.imports.outcomes import RowOutcome
    from aggregator.directory.pulls.pulls import PulledSource, Pulls

_NAMED = 10
"""Records that were not taken, named on the screen."""

_EPILOG = """\b
Examples:
  aggregator customers pull crm --dry-run
  aggregator customers pull crm
  aggregator customers pull crm --resume pull_01...

\b
The source's connector says people: or accounts: in its connector.yaml. Its
ids are linked, so that cards find them there. The second time only what
changed is asked for, where the connector says since:. What the source says
replaces what it said before, and nobody else's word. undo takes it back.
"""


def add_to_customers(noun: typer.Typer) -> None:
    noun.command(epilog=_EPILOG)(pull)


def pull(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="The source, as in [sources.NAME].")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of each; change nothing.")
    ] = False,
    resume: Annotated[
        str | None,
        typer.Option("--resume", metavar="PULL", help="Go on with a pull that was ended."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Everybody, not only who changed since the last pull.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Bring people and accounts from a connected source into the directory.

    Whoever has the source's id already is updated; the e-mail finds the others; the rest are new.
    """
    if resume is not None and (dry_run or full):
        raise WrongUsage("--resume goes on as it was begun. Fix: leave --dry-run and --full out")
    finish(_pull(source, dry_run, resume, full, config))


async def _pull(
    name: str, dry_run: bool, resume: str | None, full: bool, config: Path | None
) -> None:
    async with open_directory(config) as opened, _source(opened, name) as source:
        pulls, told = opened.pulls, _Told()
        if dry_run:
            counts = await pulls.attempt(source, opened.actor, told.page, full=full)
            say(out(), f"Nothing was changed. It would be: {counted_words(counts)}", "green")
            return
        id_ = resume or (await pulls.begin(source, opened.actor, full=full)).id
        await _run(pulls, id_, source, told)


async def _run(pulls: "Pulls", id_: str, source: "PulledSource", told: "_Told") -> None:
    from asyncio import CancelledError

    from aggregator.domain.errors import DirectoryUnavailable, SourceError

    try:
        done = await pulls.run(id_, source, told.page)
    except (CancelledError, KeyboardInterrupt, SourceError, DirectoryUnavailable):
        again = f"aggregator customers pull {source.name} --resume {id_}"
        say(err(), runnable(f"Stopped. Go on: {again}"), "yellow")
        raise
    say(out(), f"{done.id} {done.state}: {counted_words(done.counts)}", "green")
    if done.counts["failed"]:
        raise CommandFailed(
            f"{done.counts['failed']:,} records were not taken. Fix: correct them in "
            f"{source.name}, or link them: aggregator customers link"
        )


class _Told:
    """Says how it goes, and names the first that were not taken."""

    def __init__(self) -> None:
        self._named = 0

    def page(self, outcomes: "Sequence[RowOutcome]", counts: Mapping[str, int]) -> None:
        from aggregator.directory.codes import explained

        for outcome in outcomes:
            code = outcome.done.code
            if not outcome.failed or code is None or self._named == _NAMED:
                continue
            self._named += 1
            rule, fix = explained(code)
            who = ", ".join(filter(None, (outcome.done.field, *outcome.done.candidates)))
            say(err(), f"  record {outcome.number} ({who}) {code}: {rule} Fix: {fix}", "yellow")
        step(f"{sum(counts.values()):,} read")


def _source(opened: OpenDirectory, name: str) -> AbstractAsyncContextManager["PulledSource"]:
    """Connect the source `name` of the settings; it is asked page by page."""
    from aggregator.service.pulled_source import pulled_source
    from aggregator.world import build_world

    settings = opened.settings
    connectors = build_world(settings.connectors).connectors
    return pulled_source(settings, opened.workspace_id, name, connectors)
