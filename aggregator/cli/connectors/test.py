"""`aggregator connectors test`: hold connectors to their contract, and grade them."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any
from xml.etree import ElementTree as ET

import typer

from aggregator.cli.terminal.failure import FAILED, CommandFailed, WrongUsage
from aggregator.cli.terminal.junit import sound
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import err, out, say
from aggregator.cli.terminal.program import runnable

if TYPE_CHECKING:
    from aggregator.authoring.contract.check import ContractOutcome
    from aggregator.authoring.contract.examine import ContractReport
    from aggregator.world import World

EPILOG = """\b
Examples:
  aggregator connectors test fleet        every check of one connector
  aggregator connectors test              all there are, a line each
  aggregator connectors test --format junit > connectors.xml

\b
Nothing is asked but what is on this machine: the fake.py of the connector's
folder, which is run, or replies made up of its connector.yaml; and what was
recorded of the system itself, by aggregator source try NAME --record.

\b
Grades: A every check passes and a running server proves it, B every check
passes against a fake, or with recorded replies to each lookup, C nothing
fails, but there is neither, D a check fails. All checks: docs/connect.md

\b
Exit codes: 0 nothing failed, 1 a check failed, 2 wrong usage.
"""

_MADE_UP = (
    "Replies were made up of its connector.yaml. A fake.py in its folder says more: docs/connect.md"
)
_RECORDED = "Beside what was recorded, replies were made up of its connector.yaml."

_STYLES = {"passed": "green", "failed": "bold red", "not applicable": "dim"}
_LETTERS = {"A": "bold green", "B": "bold green", "C": "bold yellow", "D": "bold red"}


class ContractFormat(StrEnum):
    """How it is written."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


def hold(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Connectors; none: all.", show_default=False),
    ] = None,
    form: Annotated[
        ContractFormat,
        typer.Option("--format", help="text for people, json for programs, junit for CI systems."),
    ] = ContractFormat.TEXT,
    config: ConfigOption = None,
) -> None:
    """Hold connectors to their contract, and grade them.

    Plays a system that is well, wrong, slow, silent or mixes people up, for each lookup, and looks
    at what a card would show. What failed says what was seen, the rule and the fix.
    """
    from aggregator.settings import load_settings
    from aggregator.world import build_world

    world = build_world(load_settings(config, only=("connectors",)).connectors)
    chosen = _chosen(world, names or ())
    reports = [_examined(world, key) for key in chosen]
    if form is ContractFormat.JSON:
        whole = [as_json(each) for each in reports]
        say(out(), json.dumps(whole, indent=2, ensure_ascii=False))
    elif form is ContractFormat.JUNIT:
        say(out(), as_junit(reports))
    else:
        for report in reports:
            _print(report, whole=bool(names))
    broken = [] if names else list(world.broken)
    for key in broken:
        say(
            err(),
            runnable(f"The connector {key} is broken. Fix: aggregator check says why"),
            "yellow",
        )
    if broken or any(each.result.failed for each in reports):
        raise typer.Exit(FAILED)


def _chosen(world: "World", names: Sequence[str]) -> Sequence[str]:
    for name in names:
        if name in world.broken:
            raise CommandFailed(f"The connector {name} is broken. Fix: aggregator check says why")
        if name not in world.connectors:
            from aggregator.schema.near import meant

            near = " or ".join(meant(name, world.connectors))
            fix = f"did you mean {near}?" if near else "aggregator connectors list"
            raise WrongUsage(f"There is no connector {name}. Fix: {fix}")
    return list(dict.fromkeys(names)) or list(world.connectors)


def _examined(world: "World", key: str) -> "ContractReport":
    from aggregator.authoring.contract.examine import examine
    from aggregator.authoring.contract.grade import keep_grade
    from aggregator.connectors.folders import packaged
    from aggregator.domain.errors import ConnectorError

    with err().console.status(key) as status:
        try:
            report = examine(world, key, lambda _, lookup: status.update(f"{key}: {lookup}"))
        except ConnectorError as error:
            raise CommandFailed(str(error)) from None
    if report.folder is not None and world.path(key) not in packaged().values():
        keep_grade(report.grade, report.folder)
    return report


def _print(report: "ContractReport", *, whole: bool) -> None:
    result = report.result
    if whole:
        width = max(len(each.code) for each in result.outcomes)
        for outcome in result.outcomes:
            why = f"  {outcome.why}" if outcome.state == "not applicable" and outcome.why else ""
            line = f"{outcome.code.ljust(width)}  {outcome.state}{why}"
            say(out(), line, _STYLES[outcome.state])
            _print_failures(outcome)
        for lookup, why in result.untested.items():
            say(out(), f"not tested: the lookup {lookup}: {why}", "yellow")
    passed = sum(each.state == "passed" for each in result.outcomes)
    failed = sum(each.state == "failed" for each in result.outcomes)
    told = f"{passed} checks passed" + (f", {failed} failed" if failed else "")
    grade = f"{result.connector}: grade {report.grade.letter}, tested against "
    say(out(), f"{grade}{report.grade.against}; {told}", _LETTERS[report.grade.letter])
    if not whole:
        for outcome in result.outcomes:
            _print_failures(outcome)
    elif not result.fake:
        say(out(), _MADE_UP if result.recorded is None else _RECORDED, "dim")


def _print_failures(outcome: "ContractOutcome") -> None:
    what = "list" if outcome.code == "lists" else "lookup"
    for each in outcome.failures:
        say(out(), f"  {outcome.code}, {what} {each.lookup}: {each.seen}", "red")
    if outcome.failures:
        say(out(), f"    rule: {outcome.check.rule}")
        say(out(), f"    fix: {outcome.check.fix}")


def as_json(report: "ContractReport") -> Mapping[str, Any]:
    """Give everything that is known."""
    return {
        "connector": report.result.connector,
        "grade": report.grade.letter,
        "against": report.grade.against,
        "failed": report.result.failed,
        "untested": report.result.untested,
        "checks": [
            {
                "code": outcome.code,
                "state": outcome.state,
                "rule": outcome.check.rule,
                "fix": outcome.check.fix,
                "lookups": [
                    {"lookup": each.lookup, "state": each.state, "seen": each.seen}
                    for each in outcome.lookups
                ],
            }
            for outcome in report.result.outcomes
        ],
    }


def as_junit(reports: "Sequence[ContractReport]") -> str:
    """Write a suite for each connector, a test case for each check."""
    root = ET.Element("testsuites", name="aggregator connectors test")
    for report in reports:
        outcomes = report.result.outcomes
        failed = sum(each.state == "failed" for each in outcomes)
        left = sum(each.state == "not applicable" for each in outcomes)
        suite = ET.SubElement(
            root, "testsuite", name=report.result.connector, tests=str(len(outcomes)),
            failures=str(failed), skipped=str(left),
        )  # fmt: skip
        for outcome in outcomes:
            case = ET.SubElement(
                suite, "testcase", name=outcome.code, classname=report.result.connector
            )
            if outcome.state == "not applicable":
                ET.SubElement(case, "skipped", message=sound(outcome.why))
            elif outcome.failures:
                lines = [f"{each.lookup}: {each.seen}" for each in outcome.failures]
                lines += [f"Rule: {outcome.check.rule}", f"Fix: {outcome.check.fix}"]
                failure = ET.SubElement(case, "failure", message=sound(lines[0]))
                failure.text = sound("\n".join(lines))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)
