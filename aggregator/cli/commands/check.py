"""`aggregator check`: check cards and connectors: each finding with place, rule and fix."""

import json
import sys
from dataclasses import replace
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.cards.again import Reads, again
from aggregator.cli.cards.call_plan import print_calls
from aggregator.cli.cards.checked import checker, parted, stamp_of
from aggregator.cli.cards.settings_checked import faults_of, looked_at, without
from aggregator.cli.customers.empty_directory import needs_customers, told
from aggregator.cli.terminal.diagnostics import (
    impact_as_json,
    print_impact,
    print_report,
    report_as_json,
)
from aggregator.cli.terminal.failure import FAILED, WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import out, say
from aggregator.domain.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aggregator.language.diagnostics import Diagnostic
    from aggregator.lint.check import CheckReport
    from aggregator.lint.check_calls import CallCountReport
    from aggregator.lint.impact import ImpactReport
    from aggregator.settings.author import AuthorSettings
    from aggregator.settings.fault import SettingFault

ORDER = 21

_NEEDED = ("cards", "graphql", "connectors", "cache", "sources", "check")

_EPILOG = """\b
Examples:
  aggregator check                                 all cards, and settings
  aggregator check cards/billing                   one team's
  aggregator check cards/billing/plan.graphql      one card
  aggregator check connectors/erp                  one connector
  aggregator check --explain                       their calls, at worst
  aggregator check --watch                         again on each save
  aggregator check --format github                 in a GitHub workflow
  aggregator check --format sarif > check.sarif    for code scanning
  aggregator check --format json | jq '.findings[].code'
  git show main:graphql/schema.graphql | aggregator check --against -
                                                   what the change breaks

\b
aggregator explain CODE tells more about a finding.
Exit codes: 0 no errors (warnings may be), 1 errors, 2 wrong usage.
"""


class CheckFormat(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(check)


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Card files, teams' folders, or folders of those; anywhere. Connectors of the "
            "settings' folders, and the settings file. By default all of these.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        CheckFormat,
        typer.Option(
            "--format",
            help="text for people, json for programs, github and sarif for what they are named by.",
        ),
    ] = CheckFormat.TEXT,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="OLD.graphql",
            help="The schema as exported before; or - to read it. Tells which cards, lines and "
            "teams the change to today's schema breaks or weakens.",
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again on each save, telling what changed.")
    ] = False,
    cached: Annotated[
        bool,
        typer.Option(
            "--cache/--no-cache", help="Use what earlier checks came to, where nothing changed."
        ),
    ] = True,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Show what each card, and all together, ask of sources at worst: the lookups, "
            "their order and their exchanges. Nothing is called.",
        ),
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Check cards and connectors: each finding with its place, its rule and the fix.

    Nothing is asked over the network and no secret is needed, so it runs anywhere, in CI too. The
    settings file is looked at as `serve` would read it: a misspelt name is found before a restart,
    and so is a source of which its connector knows nothing.
    Shared fragments come from graphql/fragments, wherever the cards are.
    """
    if watch and (form is not CheckFormat.TEXT or against is not None):
        raise WrongUsage("--watch writes text about today's schema. Fix: leave the other away")
    if explain and (
        watch or against is not None or form not in (CheckFormat.TEXT, CheckFormat.JSON)
    ):
        raise WrongUsage("--explain is one text or json. Fix: leave the other away")

    def work(reads: Reads) -> None:
        _check(paths, form, config, reads, cached=cached, explain=explain)

    if against is None and not watch and cached and form in (CheckFormat.TEXT, CheckFormat.JSON):
        again("check", (paths, form, explain), config, work)
        return
    if not watch and against is None:
        work(Reads())
        return
    settings = _settings(config)
    of_connectors, where = parted(paths, settings)
    if against is not None:
        _tell_impact(_impact(where, settings, against), form)
        return
    from aggregator.cli.cards.watch import watch_cards

    run = checker(where, of_connectors, settings, cached=cached)
    watch_cards(run, lambda: stamp_of(where, settings))


def _check(
    paths: "Sequence[Path] | None",
    form: CheckFormat,
    config: Path | None,
    reads: Reads,
    *,
    cached: bool,
    explain: bool,
) -> None:
    from aggregator.connectors.folders import packaged
    from aggregator.language.folder import FRAGMENTS
    from aggregator.language.script import script_path, types_path

    file = looked_at(paths, config)
    try:
        settings = _settings(config, cached=cached)
    except SettingsError:
        _tell_refused(file, config, form)
        raise
    wrong = _wrong(file, faults_of(file, settings, cached=cached))
    cards = without(paths, file)
    if paths and not cards:
        _tell_alone(wrong, form)
        return
    of_connectors, where = parted(cards, settings)
    reads.add(settings.graphql / FRAGMENTS, *where, *settings.connectors, *packaged().values())
    for path in where:
        if not path.is_dir():
            reads.add(script_path(path), types_path(path))
    report = checker(where, of_connectors, settings, cached=cached)()
    report = replace(report, diagnostics=(*wrong, *report.diagnostics))
    plan = report.calls if explain else None
    lacking = needs_customers(settings)
    if lacking:
        reads.uncertain()  # somebody may be in it the next time
    elif settings.database is not None and not settings.database.exists():
        reads.add(settings.database)
    empty = {"emptyDirectory": sorted({*chain(*lacking.values())})} if lacking else {}
    _write(
        report.diagnostics,
        form,
        lambda: report_as_json(report) | ({"calls": plan.as_json()} if plan else {}) | empty,
        lambda: _print(report, plan, told(lacking, settings.workspace_id)),
    )
    if report.failed:
        raise typer.Exit(FAILED)


def _tell_refused(file: Path | None, config: Path | None, form: CheckFormat) -> None:
    """Tell settings with which no card can be checked as findings, where the file is to blame."""
    from aggregator.settings.author import author_faults

    wrong = _wrong(file, author_faults(config)) if file else ()
    if wrong:
        _tell_alone(wrong, form)


def _wrong(file: Path | None, faults: "Sequence[SettingFault]") -> "Sequence[Diagnostic]":
    if file is None or not faults:
        return ()
    from aggregator.lint.settings_file import of_settings

    return of_settings(file, faults)


def _tell_alone(wrong: "Sequence[Diagnostic]", form: CheckFormat) -> None:
    """Tell what is wrong in the settings, without looking at a card."""
    from aggregator.lint.check import CheckReport

    report = CheckReport(tuple(wrong), ())
    _write(wrong, form, lambda: report_as_json(report), lambda: print_report(report))
    if report.failed:
        raise typer.Exit(FAILED)


def _settings(config: Path | None, *, cached: bool = True) -> "AuthorSettings":
    from aggregator.settings.author import author_settings

    return author_settings(config, _NEEDED, cached=cached)


def _print(report: "CheckReport", plan: "CallCountReport | None", more: str) -> None:
    if plan is not None:
        print_calls(plan)
    print_report(report)
    if more:
        say(out(), more, "yellow")


def _impact(paths: "Sequence[Path]", settings: "AuthorSettings", against: Path) -> "ImpactReport":
    from aggregator.domain.errors import CardError
    from aggregator.language.folder import FRAGMENTS
    from aggregator.language.source import read_fragments
    from aggregator.lint.impact import impact, read_schema
    from aggregator.world import build_world

    name = "standard input" if against == Path("-") else str(against)
    try:
        text = sys.stdin.read() if against == Path("-") else against.read_text(encoding="utf-8-sig")
        before = read_schema(text, name)
    except (OSError, UnicodeDecodeError, CardError) as error:
        said = error.message if isinstance(error, CardError) else f"{name} cannot be read"
        raise WrongUsage(f"{said}. Fix: aggregator schema export writes one") from None
    shared = read_fragments(settings.graphql / FRAGMENTS)
    return impact(paths, before, build_world(settings.connectors).schema, shared, settings.cards)


def _tell_impact(report: "ImpactReport", form: CheckFormat) -> None:
    diagnostics = [each.told() for each in report.impacts]
    _write(diagnostics, form, lambda: impact_as_json(report), lambda: print_impact(report))
    if report.failed:
        raise typer.Exit(FAILED)


def _write(
    diagnostics: "Sequence[Diagnostic]",
    form: CheckFormat,
    as_json: "Callable[[], dict[str, object]]",
    as_text: "Callable[[], None]",
) -> None:
    if form is CheckFormat.TEXT:
        as_text()
        return
    from aggregator.domain.release import release
    from aggregator.lint.formats import github, sarif

    if form is CheckFormat.GITHUB:
        if diagnostics:
            say(out(), github(diagnostics, _root()))
    else:
        log = sarif(diagnostics, _root(), release())
        body = as_json() if form is CheckFormat.JSON else log
        say(out(), json.dumps(body, indent=2, ensure_ascii=False))


def _root() -> Path:
    """Find the root of the repository that this folder is in; without one it is this folder."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
