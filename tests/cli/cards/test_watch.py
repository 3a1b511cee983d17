"""Of a check that is repeated only what changed is told."""

import pytest

from aggregator.cli.cards.watch import tell_changes
from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Diagnostic
from aggregator.lint.check import CheckReport


def diagnostic(message: str, line: int = 1) -> Diagnostic:
    return Diagnostic("a-code", Severity.ERROR, message, "a.graphql", line, 1, 2, "x")


def told(
    capsys: pytest.CaptureFixture[str], before: list[Diagnostic], after: list[Diagnostic]
) -> list[str]:
    tell_changes(CheckReport(tuple(before), ()), CheckReport(tuple(after), ()))
    return capsys.readouterr().out.splitlines()


def test_a_save_that_changes_nothing_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, [diagnostic("one")], [diagnostic("one")]) == []


def test_a_finding_that_only_moved_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, [diagnostic("one", 3)], [diagnostic("one", 8)]) == []


def test_new_findings_are_told_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, [diagnostic("one")], [diagnostic("one"), diagnostic("two", 2)])
    assert lines[0] == "a.graphql:2:1: error: two [a-code]"
    assert lines[-1].startswith("1 finding more; now 2 errors")
    assert not any(": one" in line for line in lines)


def test_what_is_fixed_is_told_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, [diagnostic("one"), diagnostic("two")], [diagnostic("two")])
    assert lines[0] == "fixed: a.graphql: one [a-code]"
    assert lines[-1].startswith("1 fixed; now 1 error")


def test_of_two_equal_findings_one_may_be_fixed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, [diagnostic("one"), diagnostic("one", 2)], [diagnostic("one", 2)])
    assert lines[0] == "fixed: a.graphql: one [a-code]"
    assert len(lines) == 2
