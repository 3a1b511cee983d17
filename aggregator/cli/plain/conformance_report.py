"""A conformance report in the terminal, as JSON and as JUnit writes it; the checks as a page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from aggregator.cli.terminal.diagnostics import count
from aggregator.cli.terminal.junit import sound
from aggregator.cli.terminal.output import out, say

if TYPE_CHECKING:
    from aggregator.simulator.conformance.check import Check
    from aggregator.simulator.conformance.report import CheckOutcome, ConformanceFinding, Report

_STYLES = {"error": "bold red", "warning": "bold yellow", "hint": "bold blue"}
NAMED = 8
"""Checks of one kind that are named; of more only the number is told."""

SHOWN = 10
"""Findings of one check that are printed."""

_GRADES = {"A": "bold green", "B": "bold yellow"}


def print_report(report: "Report") -> None:
    """Print each finding with what an agent sees and the fix, then the grade and why."""
    from aggregator.simulator.conformance.report import SCALE

    console = out()
    whys = {answer.number: answer.why for answer in report.answers}
    for check, found in groupby(report.findings, key=lambda it: it.check):
        findings = list(found)
        for finding in findings[:SHOWN]:
            _print_finding(finding, whys)
        if len(findings) > SHOWN:
            say(console, f"    and {len(findings) - SHOWN} more: --format json has them all", "dim")
        say(console, f"    an agent sees: {check.seen}")
        say(console, f"    fix: {check.fix}")
        say(console, "")
    say(console, _checks(report))
    say(console, _requests(report))
    style = _GRADES.get(report.grade, "bold red")
    say(console, f"Grade {report.grade}: {_reason(report)}", style)
    say(console, f"    {SCALE}", "dim")


def _print_finding(finding: "ConformanceFinding", whys: Mapping[int, str]) -> None:
    from rich.text import Text

    severity = str(finding.severity)
    head = Text(f"{severity}: {finding.message} [{finding.code}]")
    head.stylize(_STYLES[severity], 0, len(severity) + 1)
    out().print(head, soft_wrap=True)
    why = whys.get(finding.request or 0)
    say(out(), f"    in {_located(finding)}{f' ({why})' if why else ''}", "dim")


def as_json(report: "Report") -> dict[str, Any]:
    """Give everything that is known; no secret, no body and no id of the customer."""
    from aggregator.simulator.call import origin
    from aggregator.simulator.conformance.report import SCALE
    from aggregator.simulator.instances import describe

    return {
        "url": origin(report.target.url),
        "keys": list(report.target.keys),
        "grade": report.grade,
        "scale": SCALE,
        "failed": report.failed,
        "findings": [_finding(it) for it in report.findings],
        "checks": [
            {
                "code": outcome.check.code,
                "severity": str(outcome.check.severity),
                "state": str(outcome.state),
                "reason": outcome.not_run,
            }
            for outcome in report.outcomes
        ],
        "requests": [
            {
                "number": answer.number,
                "why": answer.why,
                "status": answer.status,
                "failure": describe(answer.failure) if answer.failure else None,
                "milliseconds": round(answer.milliseconds, 1),
                "bytes": len(answer.body),
            }
            for answer in report.answers
        ],
    }


def as_junit(report: "Report") -> str:
    """Write a test case for each check: errors are failures, warnings and hints are output."""
    skipped = sum(outcome.not_run is not None for outcome in report.outcomes)
    suite = ET.Element(
        "testsuite",
        name="aggregator conformance",
        tests=str(len(report.outcomes)),
        failures=str(report.failed_checks),
        skipped=str(skipped),
    )
    for outcome in report.outcomes:
        _case(suite, outcome)
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


def listed(checks: "Iterable[Check]") -> str:
    """Give each check in a line."""
    return "\n".join(f"{it.code:24} {it.severity:8} {it.summary}" for it in checks)


def explained(checks: "Iterable[Check]") -> str:
    """Give each check as a part of a page, those that find errors first."""
    ordered = sorted(checks, key=lambda it: list(_STYLES).index(str(it.severity)))
    return "\n".join(
        f"### {it.code}\n\n*{it.severity}*. {it.rule}\n\n"
        f"- An agent sees: {it.seen}\n- Fix: {it.fix}\n"
        for it in ordered
    )


def _checks(report: "Report") -> str:
    states = Counter(str(outcome.state) for outcome in report.outcomes)
    told = f"{count(len(report.outcomes), 'check')}: {states['passed']} passed"
    if states["found"]:
        told += f", {states['found']} found something"
    reasons: dict[str, list[str]] = {}
    for outcome in report.outcomes:
        if outcome.not_run is not None:
            reasons.setdefault(outcome.not_run, []).append(outcome.check.code)
    for reason, codes in reasons.items():
        named = ", ".join(codes) if len(codes) <= NAMED else f"{len(codes)} others"
        told += f"; not run: {named} ({reason})"
    return told


def _requests(report: "Report") -> str:
    slowest = max(report.answers, key=lambda it: it.milliseconds)
    return (
        f"{count(len(report.answers), 'request')}, the slowest took {slowest.milliseconds:.0f} ms "
        f"(request {slowest.number}, {slowest.why})"
    )


def _reason(report: "Report") -> str:
    if not report.usable:
        return "no cards came"
    if report.failed_checks:
        return f"{count(report.failed_checks, 'check')} found an error"
    return "no check found an error" if report.grade == "B" else "nothing to mend"


def _located(finding: "ConformanceFinding") -> str:
    more = f" and {finding.times - 1} more" if finding.times > 1 else ""
    return f"request {finding.request}{more}"


def _finding(finding: "ConformanceFinding") -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "message": finding.message,
        "request": finding.request,
        "times": finding.times,
        "agentSees": finding.check.seen,
        "fix": finding.check.fix,
    }


def _case(suite: ET.Element, outcome: "CheckOutcome") -> None:
    check = outcome.check
    case = ET.SubElement(suite, "testcase", name=check.code, classname="conformance")
    if outcome.not_run is not None:
        ET.SubElement(case, "skipped", message=outcome.not_run)
    elif outcome.findings:
        told = [f"{_located(it)}: {it.message}" for it in outcome.findings]
        text = sound("\n".join([*told, f"An agent sees: {check.seen}", f"Fix: {check.fix}"]))
        if str(check.severity) == "error":
            message = sound(outcome.findings[0].message)
            ET.SubElement(case, "failure", message=message).text = text
        else:
            ET.SubElement(case, "system-out").text = f"{check.severity}: {text}"
