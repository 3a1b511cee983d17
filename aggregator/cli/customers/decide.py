"""`aggregator customers merge|unmerge|decide|export|erase`: what somebody decides of customers."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from aggregator.cli.customers.directory_side import (
    OpenDirectory,
    customer_of,
    finish,
    open_directory,
)
from aggregator.cli.terminal.diagnostics import count
from aggregator.cli.terminal.failure import WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import out, say
from aggregator.cli.terminal.program import runnable

if TYPE_CHECKING:
    from aggregator.directory.decided import Merged, Unmerged
    from aggregator.directory.values import Provenance

_Who = Annotated[
    str,
    typer.Argument(
        metavar="CUSTOMER", help="Their id here, in your backend or in Plain; an e-mail."
    ),
]
_Reason = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="Why; the history keeps it.")
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be; change nothing.")]


def add_to_customers(noun: typer.Typer) -> None:
    for command in (merge, unmerge, decide, export, erase):
        noun.command()(command)


def merge(
    who: _Who,
    into: Annotated[
        str, typer.Option("--into", metavar="CUSTOMER", help="Who stays; the other id leads there.")
    ],
    dry_run: _DryRun = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Also if both have ids of their own, or were never to be the same."
        ),
    ] = False,
    reason: _Reason = None,
    config: ConfigOption = None,
) -> None:
    """Merge a customer into another: both ids are one person from then on. See unmerge."""
    finish(_merge(who, into, dry_run, force, reason, config))


async def _merge(
    who: str, into: str, dry_run: bool, force: bool, reason: str | None, config: Path | None
) -> None:
    async with open_directory(config) as opened:
        merged, kept = await _id(opened, who), await _id(opened, into)
        done = await opened.directory.merge(
            opened.workspace_id, _by(opened, reason), merged, kept, force=force, preview=dry_run
        )
        _tell_merge(done, dry_run=dry_run)


def _tell_merge(done: "Merged", *, dry_run: bool) -> None:
    if done.merged_id == done.kept_id:
        say(out(), f"{done.kept_id} is both already")
        return
    words = "would be" if dry_run else "is"
    say(out(), f"{done.merged_id} {words} {done.kept_id}", "bold")
    for id_ in done.follows[1:]:
        say(out(), f"  {id_} {words} too")
    _tell_shown(done.shown)
    for conflict in done.conflicts:
        say(out(), f"  Both have {conflict.name}: {conflict.kept} and {conflict.merged}", "yellow")
    if done.different is not None:
        say(out(), f"  Decided to be never the same{_because(done.different)}", "yellow")
    if not dry_run and done.event is not None:
        say(out(), runnable(f"Take it back: aggregator customers unmerge {done.merged_id}"), "dim")
    elif done.conflicts or done.different is not None:
        say(out(), "Only with --force", "dim")


def unmerge(
    who: _Who,
    merge_: Annotated[
        int | None,
        typer.Option("--merge", metavar="EVENT", help="Which merge, by its number in the history."),
    ] = None,
    give: Annotated[
        list[str] | None,
        typer.Option("--give", metavar="EVENT=ID", help="To whom a later edit belongs; repeat."),
    ] = None,
    never: Annotated[
        bool, typer.Option("--never", help="And remember that they are never the same.")
    ] = False,
    dry_run: _DryRun = False,
    reason: _Reason = None,
    config: ConfigOption = None,
) -> None:
    """Tell apart who was merged: as if it had never been, with all that was said since.

    CUSTOMER is the id that was merged into another.
    """
    finish(_unmerge(who, merge_, give or [], never, dry_run, reason, config))


async def _unmerge(
    who: str,
    merge_: int | None,
    give: list[str],
    never: bool,
    dry_run: bool,
    reason: str | None,
    config: Path | None,
) -> None:
    from aggregator.directory.decided import UnmergeAnswers

    asked = UnmergeAnswers(merge=merge_, answers=dict(map(_answer, give)), never=never)
    async with open_directory(config) as opened:
        done = await opened.directory.unmerge(
            opened.workspace_id,
            _by(opened, reason),
            who if who.startswith("cust_") else await _id(opened, who),
            asked,
            preview=dry_run,
        )
        _tell_unmerge(done, dict(asked.answers), dry_run=dry_run)


def _tell_unmerge(done: "Unmerged", answers: Mapping[int, str], *, dry_run: bool) -> None:
    words = "would be" if dry_run else "are"
    say(out(), f"{done.kept_id} and {done.apart_id} {words} two", "bold")
    for id_, shown in ((done.kept_id, done.kept), (done.apart_id, done.apart)):
        say(out(), f"  {id_}")
        _tell_shown(shown, "    ")
    for choice in done.choices:
        to = answers.get(choice.event, choice.given_to)
        said = ", ".join(choice.says) or choice.kind
        say(out(), f"  {choice.event}  {said}  ({choice.kind} by {choice.actor}) goes to {to}")
    if done.choices and dry_run:
        say(out(), "To give one to the other: --give EVENT=ID", "dim")
    for id_ in done.removed:
        say(out(), f"  {id_} is gone: its import was undone")


def decide(
    who: _Who,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The other one.")],
    verdict: Annotated[
        Literal["same", "different"],
        typer.Option("--as", help="The same person, or never the same."),
    ],
    reason: _Reason = None,
    config: ConfigOption = None,
) -> None:
    """Remember of two customers that they are the same person, or never are."""
    finish(_decide(who, other, verdict, reason, config))


async def _decide(
    who: str,
    other: str,
    verdict: Literal["same", "different"],
    reason: str | None,
    config: Path | None,
) -> None:
    async with open_directory(config) as opened:
        pair = await _id(opened, who), await _id(opened, other)
        new = await opened.directory.decide(opened.workspace_id, _by(opened, reason), pair, verdict)
        words = "the same" if verdict == "same" else "never the same"
        say(out(), f"{pair[0]} and {pair[1]} are {words}{'' if new else ', as before'}")


def export(
    who: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help="One of them; without: everybody.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write everything that is kept of one customer as JSON, or of all, one a line."""
    finish(_export(who, config))


async def _export(who: str | None, config: Path | None) -> None:
    from aggregator.directory.read.exported import exported

    async with open_directory(config) as opened:
        if who is not None:
            whole = await opened.directory.whole(opened.workspace_id, await _id(opened, who))
            assert whole is not None, "they were found just now"  # noqa: S101 for mypy
            json.dump(exported(whole), sys.stdout, indent=2, ensure_ascii=False)
            sys.stdout.write("\n")
            return
        async for some in opened.directory.everybody(opened.workspace_id):
            for each in some:
                sys.stdout.write(json.dumps(exported(each), ensure_ascii=False) + "\n")


def erase(
    who: _Who,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
    reason: _Reason = None,
    config: ConfigOption = None,
) -> None:
    """Erase a customer for good: every value, note and decision, and all their ids here.

    Nothing brings them back. Somebody who comes later with the same ids is somebody new.
    """
    finish(_erase(who, yes, reason, config))


async def _erase(who: str, yes: bool, reason: str | None, config: Path | None) -> None:
    from aggregator.authoring.recording.folder import RecordingFolder

    async with open_directory(config) as opened:
        id_ = await _id(opened, who)
        if not yes:
            if not sys.stdin.isatty():
                raise WrongUsage(f"Erasing {id_} is for good. Fix: --yes says that it is meant")
            typer.confirm(f"Erase {id_} for good?", abort=True)
        done = await opened.directory.erase(opened.workspace_id, _by(opened, reason), id_)
        files = await opened.imports.forget_sent(opened.settings.imports.absolute())
        known_by = [*done.ids, *done.known_by]
        recordings = RecordingFolder(opened.settings.recordings).forget_all(known_by)
        many = f"{done.values} value{'' if done.values == 1 else 's'}"
        say(out(), f"{', '.join(done.ids)}: {many} and {done.notes} notes are gone")
        if files:
            say(out(), f"{files} files of imports that were sent here are deleted", "dim")
        if recordings:
            say(out(), f"{count(recordings, 'recording')} of them removed", "dim")
        if done.under_way:
            which = ", ".join(done.under_way)
            say(out(), f"Still under way: {which}. What it has not read yet may name them: erase")
            stop = runnable("aggregator customers cancel")
            say(out(), f"them once more when it has ended, or stop it: {stop}")


async def _id(opened: OpenDirectory, who: str) -> str:
    """Give our id: as it was written where it is one, so that an old id stays the one meant."""
    match = await customer_of(opened, who)
    return who if who.startswith("cust_") else match.id


def _by(opened: OpenDirectory, reason: str | None) -> "Provenance":
    from aggregator.directory.values import Provenance

    return Provenance(source="edit", actor=opened.actor, reason=reason)


def _answer(text: str) -> tuple[int, str]:
    number, equals, id_ = text.partition("=")
    if not equals or not number.isdigit() or not id_:
        raise WrongUsage(f"'{text}' is no EVENT=ID. Fix: --give 41=cust_01a2")
    return int(number), id_


def _tell_shown(shown: Mapping[str, str], indent: str = "  ") -> None:
    width = max(map(len, shown), default=0)
    for name, value in shown.items():
        say(out(), f"{indent}{name:{width}}  {' '.join(value.split())}")


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
