"""`aggregator customers import`: a file of customers, tried or imported."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.customers.directory_side import (
    OpenDirectory,
    counted_words,
    finish,
    open_directory,
)
from aggregator.cli.terminal.diagnostics import count
from aggregator.cli.terminal.failure import CommandFailed, WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import err, out, say
from aggregator.cli.terminal.program import runnable

if TYPE_CHECKING:
    from aggregator.directory.imports.imports import FileQuestions
    from aggregator.directory.imports.outcomes import RowOutcome
    from aggregator.directory.imports.spec import ImportSpec
    from aggregator.directory.kinds import SubjectKind
    from aggregator.directory.values import UpsertRules
    from aggregator.jobs.jobs import Job

_EPILOG = """\b
Examples:
  aggregator customers import --sample > customers.csv
  aggregator customers import customers.csv --dry-run
  aggregator customers import customers.csv \\
      --map 'Company=account_external_ref'
  aggregator customers import accounts.csv --as account
  aggregator customers import --resume imp_01...

\b
CSV or JSONL. Columns are known by their names, also by those in exports of
Zendesk, Salesforce, Jira, Linear, HubSpot, Intercom and Stripe; a column
billing.customer holds ids in the source billing, custom.seats a field of
your own (custom.seats:number is checked). What a column meant is
remembered. A row that cannot be taken stops no other: customers.failed.csv
has it with the reason, and can be imported once it is corrected. The same
file again changes nothing. A run that was ended goes on where it was.
"""

_KINDS: Mapping[str, "SubjectKind"] = {
    "customer": "customer",
    "account": "account",
    "org-unit": "org_unit",
}
_NAMED = 10
"""Joins and failed rows that are named on the screen; the files name all."""


def add_to_customers(noun: typer.Typer) -> None:
    noun.command("import", epilog=_EPILOG)(import_)


def import_(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="CSV or JSONL.", show_default=False),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of each row; change nothing.")
    ] = False,
    sample: Annotated[
        bool, typer.Option("--sample", help="Print a sample file with the columns there are.")
    ] = False,
    resume: Annotated[
        str | None,
        typer.Option("--resume", metavar="IMPORT", help="Go on with an import that was ended."),
    ] = None,
    kind: Annotated[
        str, typer.Option("--as", metavar="KIND", help="customer, account or org-unit.")
    ] = "customer",
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="COLUMN=FIELD", help="What a column means; - leaves it out. Repeat."
        ),
    ] = None,
    existing: Annotated[
        str,
        typer.Option(
            "--existing",
            metavar="HOW",
            help="Of those that are there: update (cells that are filled), replace (empty ones "
            "too) or ignore.",
        ),
    ] = "update",
    source: Annotated[
        str,
        typer.Option(
            "--source", metavar="NAME", help="Whose word it is: its values replace its own alone."
        ),
    ] = "import",
    encoding: Annotated[
        str | None, typer.Option("--encoding", metavar="NAME", help="utf-8, utf-16, cp1252...")
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option("--delimiter", metavar="CHAR", help="By default it is found out.")
    ] = None,
    region: Annotated[
        str | None,
        typer.Option("--region", metavar="XX", help="Country of phone numbers without +: DE, US."),
    ] = None,
    shared_emails: Annotated[
        bool, typer.Option("--shared-emails", help="Several customers may have one mailbox.")
    ] = False,
    create_accounts: Annotated[
        bool, typer.Option("--create-accounts", help="Make accounts that are not there yet.")
    ] = False,
    create_tags: Annotated[
        bool, typer.Option("--create-tags", help="Make tags that are not there yet.")
    ] = False,
    create_owners: Annotated[
        bool, typer.Option("--create-owners", help="Make owners that are not there yet.")
    ] = False,
    results: Annotated[
        Path | None,
        typer.Option(
            "--results", metavar="DIR", help="Where the result files go; by default beside FILE."
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Import customers, accounts or org units from a file.

    Rows of somebody who is there update them; new ones are created; rows that contradict the
    directory are told and left out. --dry-run says all of that before anything is changed.
    """
    from aggregator.directory.imports.imports import FileQuestions
    from aggregator.directory.kinds import OWNER, TAG
    from aggregator.directory.values import Overwriting, UpsertRules

    if kind not in _KINDS:
        raise WrongUsage(f"--as {kind} is unknown. Fix: {', '.join(_KINDS)}")
    if existing not in tuple(Overwriting):
        raise WrongUsage(f"--existing {existing} is unknown. Fix: update, replace or ignore")
    if [sample, resume is not None, file is not None].count(True) != 1:
        raise WrongUsage("Name a FILE, or --resume IMPORT, or --sample. Fix: one of the three")
    made = {TAG: create_tags, OWNER: create_owners}
    rules = UpsertRules(
        overwriting=Overwriting(existing),
        shared_emails=shared_emails,
        create_accounts=create_accounts,
        create_allowed=frozenset(name for name, wanted in made.items() if wanted),
    )
    questions = FileQuestions(_KINDS[kind], source, encoding, delimiter, region)
    if sample:
        _print_sample(_KINDS[kind], config)
    elif resume is not None:
        finish(_resume(resume, results, config))
    elif file is not None and not file.is_file():
        raise CommandFailed(f"There is no file {file}")
    elif file is not None:
        finish(_import(file, questions, rules, _said(mapping), dry_run, results, config))


def _print_sample(subject: "SubjectKind", config: Path | None) -> None:
    from aggregator.directory.imports.sample import sample
    from aggregator.settings import load_settings
    from aggregator.world import build_world

    settings = load_settings(config)
    connectors = build_world(settings.connectors).connectors
    keys = []
    for name, source in settings.sources.items():
        connector = connectors.get(source.connector)
        if connector is not None:
            kinds = connector.directory
            of = kinds.customer if subject == "customer" else kinds.account
            keys += [f"{name}.{kind}" for kind in of]
    print(sample(subject, keys), end="")


async def _import(
    file: Path,
    questions: "FileQuestions",
    rules: "UpsertRules",
    said: Mapping[str, str],
    dry_run: bool,
    results: Path | None,
    config: Path | None,
) -> None:
    async with open_directory(config) as opened:
        spec = await opened.imports.look(file, questions, said, rules)
        _tell_columns(spec)
        if dry_run:
            await _try(opened, spec, results or file.parent)
            return
        _confirm_encoding(spec)
        job = await opened.imports.begin(spec, opened.actor)
        await _go_on(opened, job, spec, results or file.parent)


async def _resume(id_: str, results: Path | None, config: Path | None) -> None:
    from aggregator.directory.imports.spec import ImportSpec
    from aggregator.jobs.jobs import JobState

    async with open_directory(config) as opened:
        job = await opened.imports.job(id_)
        spec = ImportSpec.of(job.spec)
        folder = results or spec.file.parent
        if job.state in (JobState.DONE, JobState.CANCELLED):
            spec.check_file()
            await _tell_results(opened, job, spec, folder)
        else:
            await _go_on(opened, job, spec, folder)


async def _go_on(opened: OpenDirectory, job: "Job", spec: "ImportSpec", folder: Path) -> None:
    from asyncio import CancelledError

    from aggregator.cli.terminal.progress import bar
    from aggregator.domain.errors import DirectoryUnavailable

    try:
        with bar(f"Importing {spec.file.name}", spec.rows, job.cursor["row"]) as moved:
            done = await opened.imports.run(job.id, lambda rows, _: moved(len(rows)))
    except (CancelledError, KeyboardInterrupt, DirectoryUnavailable):
        say(
            err(),
            runnable(f"Stopped. Go on: aggregator customers import --resume {job.id}"),
            "yellow",
        )
        raise
    await _tell_results(opened, done, spec, folder)


async def _tell_results(
    opened: OpenDirectory, done: "Job", spec: "ImportSpec", folder: Path
) -> None:
    """Write the result files, and say what became of the rows."""
    from aggregator.directory.imports.results import write_results

    try:
        files = await write_results(spec, opened.imports.outcomes(done), folder)
    except OSError as error:
        raise CommandFailed(
            f"{done.id} {done.state}: {counted_words(done.counts)}. Its result files could not be "
            f"written: {error.strerror}. Fix: make room in {folder}, or name another folder: "
            + runnable(f"aggregator customers import --resume {done.id} --results DIR")
        ) from error
    await _name_failures(opened, done, spec)
    for name, file in sorted(files.items()):
        say(err(), f"{file.path}: {file.rows:,} {name}", "dim")
    say(out(), f"{done.id} {done.state}: {counted_words(done.counts)}", "green")
    if done.counts["failed"]:
        raise CommandFailed(
            f"Not taken: {done.counts['failed']:,} of {count(spec.rows, 'row')}. "
            f"Fix: correct them in {files['failed'].path} and import that file"
        )


async def _try(opened: OpenDirectory, spec: "ImportSpec", folder: Path) -> None:
    """Say what would become of each row."""
    from aggregator.cli.terminal.progress import bar
    from aggregator.directory.imports.plan import ImportPlan

    plan = ImportPlan(spec, folder)
    with bar(f"Trying {spec.file.name}", spec.rows, 0) as moved, plan:

        def on_rows(rows: Sequence["RowOutcome"], _: Mapping[str, int]) -> None:
            plan.add(rows)
            moved(len(rows))

        counts = await opened.imports.attempt(spec, opened.actor, on_rows)
    for line in plan.first(_NAMED):
        say(out(), f"  {line}")
    say(err(), f"{plan.path}: what would become of each row", "dim")
    say(out(), f"Nothing was changed. It would be: {counted_words(counts)}", "green")
    if spec.shape.guessed:
        say(err(), _guess(spec), "yellow")


async def _name_failures(opened: OpenDirectory, job: "Job", spec: "ImportSpec") -> None:
    from aggregator.directory.imports.plan import line_of

    named, reader = 0, spec.reader()
    if not job.counts["failed"]:
        return
    async for outcome in opened.imports.outcomes(job):
        if outcome.failed:
            say(err(), f"  {line_of(outcome, reader)}", "yellow")
            named += 1
            if named == _NAMED:
                return


def _tell_columns(spec: "ImportSpec") -> None:
    """Say what each column means, and which mean nothing."""
    by_name = {"exact": "", "said": " (as you said)", "remembered": " (as last time)"}
    for each in spec.mapped:
        if each.field not in (None, each.column) and each.why != "exact":
            why = by_name.get(each.why, f" ({each.why})")
            say(err(), f"  {each.column} is {each.field}{why}", "dim")
    unknown = [each.column or "(no name)" for each in spec.mapped if each.why == "unknown"]
    if unknown:
        say(
            err(),
            f"  unknown_column: {', '.join(unknown)}: left out. "
            "Fix: --map 'COLUMN=FIELD', or custom.NAME keeps it",
            "yellow",
        )


def _confirm_encoding(spec: "ImportSpec") -> None:
    """Import by a guess only where somebody looked at it."""
    if not spec.shape.guessed:
        return
    say(err(), _guess(spec), "yellow")
    if not (out().is_terminal and typer.confirm("Does that read well", default=False)):
        raise CommandFailed("bad_encoding: the file is no UTF-8. Fix: --encoding cp1252")


def _guess(spec: "ImportSpec") -> str:
    from aggregator.directory.imports.rows import read_rows

    cells = (cell for row in read_rows(spec.file, spec.shape) for cell in row.cells)
    odd = next((cell for cell in cells if not cell.isascii()), "")
    return f"The file is no UTF-8. As {spec.shape.encoding} it reads: {odd[:60]}"


def _said(mapping: Sequence[str] | None) -> dict[str, str]:
    said: dict[str, str] = {}
    for each in mapping or ():
        column, equals, field = each.rpartition("=")
        if not equals or not column or not field:
            raise WrongUsage(f"--map '{each}' is no COLUMN=FIELD. Fix: --map 'Name=display_name'")
        said[column] = field
    return said
