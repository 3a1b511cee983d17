"""`aggregator customers imports`, `cancel`, `undo`: the imports and pulls there were."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.customers.directory_side import (
    OpenDirectory,
    counted_words,
    finish,
    open_directory,
)
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import out, say
from aggregator.cli.terminal.program import runnable

if TYPE_CHECKING:
    from aggregator.directory.imports.imports import Imports
    from aggregator.directory.pulls.pulls import Pulls

_Job = Annotated[str, typer.Argument(metavar="ID", help="Its id: imp_01... or pull_01...")]


def add_to_customers(noun: typer.Typer) -> None:
    noun.command()(imports)
    noun.command()(cancel)
    noun.command()(undo)


def imports(
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="The most to list.")] = 20,
    config: ConfigOption = None,
) -> None:
    """List the imports and the pulls there were, newest first."""
    finish(_imports(most, config))


async def _imports(most: int, config: Path | None) -> None:
    async with open_directory(config) as opened:
        found = await opened.imports.history(most)
        for job in found:
            file, rows = Path(job.spec["file"]).name, job.spec["rows"]
            reached = f"row {job.cursor['row']:,} of {rows:,}, " if job.state == "running" else ""
            say(
                out(),
                f"{job.id}  {job.created_at:%Y-%m-%d %H:%M}  {job.state}  {file}  "
                f"{reached}{counted_words(job.counts)}  by {job.actor}",
            )
        for job in (pulled := await opened.pulls.history(most)):
            say(
                out(),
                f"{job.id}  {job.created_at:%Y-%m-%d %H:%M}  {job.state}  from "
                f"{job.spec['source']}  {'dry run  ' if job.spec.get('dry') else ''}"
                f"{counted_words(job.counts)}  by {job.actor}",
            )
            if job.failure is not None:
                say(out(), f"  stopped: {job.failure}", "yellow")
        if not found and not pulled:
            say(out(), runnable("No import yet. Fix: aggregator customers import FILE"), "dim")


def _jobs_of(opened: OpenDirectory, id_: str) -> "Imports | Pulls":
    from aggregator.directory.ids import PULL

    return opened.pulls if id_.startswith(PULL) else opened.imports


def cancel(id_: _Job, config: ConfigOption = None) -> None:
    """Stop an import or a pull where it is. What it did stays, until it is undone."""
    finish(_cancel(id_, config))


async def _cancel(id_: str, config: Path | None) -> None:
    async with open_directory(config) as opened:
        job = await _jobs_of(opened, id_).cancel(id_)
        say(out(), f"{job.id} {job.state}: {counted_words(job.counts)}")


def undo(id_: _Job, config: ConfigOption = None) -> None:
    """Take back what an import or a pull changed. What was changed since then stays."""
    finish(_undo(id_, config))


async def _undo(id_: str, config: Path | None) -> None:
    async with open_directory(config) as opened:
        done = await _jobs_of(opened, id_).undo(id_, opened.actor)
        say(
            out(),
            f"{id_} undone: {done['removed']:,} removed, {done['ended']:,} values taken back, "
            f"{done['restored']:,} values as before, "
            f"{done['kept']:,} ids kept of customers who were changed since",
        )
