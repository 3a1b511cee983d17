import pytest

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.report import (
    CheckOutcome,
    CheckState,
    ConformanceFinding,
    Report,
)
from aggregator.simulator.conformance.target import ProbeTarget

TARGET = ProbeTarget("http://x.test/cards", ("a",), {})


def outcome(severity: Severity, findings: int = 1) -> CheckOutcome:
    check = Check.of("checks.odd", "A rule.\n\nAn agent sees: x.\nFix: y.", severity)
    return CheckOutcome(
        check, [ConformanceFinding(check, f"finding {n}", 1) for n in range(findings)]
    )


def report(*outcomes: CheckOutcome, usable: bool = True) -> Report:
    return Report(TARGET, outcomes, (), usable)


ERROR, WARNING = outcome(Severity.ERROR), outcome(Severity.WARNING)
HINT, PASSED = outcome(Severity.HINT), outcome(Severity.ERROR, 0)


@pytest.mark.parametrize(
    ("outcomes", "grade"),
    [
        ([], "A"),
        ([PASSED, HINT, HINT], "A"),
        ([PASSED, WARNING, HINT], "B"),
        ([WARNING] * 9, "B"),
        ([ERROR, WARNING], "C"),
        ([outcome(Severity.ERROR, 9)], "C"),
        ([ERROR] * 2, "D"),
        ([ERROR] * 4, "D"),
        ([ERROR] * 5, "F"),
    ],
)
def test_the_grade_counts_checks_that_found_an_error(
    outcomes: list[CheckOutcome], grade: str
) -> None:
    assert report(*outcomes).grade == grade
    assert report(*outcomes).failed == (grade in "CDF")


def test_without_cards_there_is_one_grade() -> None:
    assert report(PASSED, usable=False).grade == "F"
    assert report(PASSED, usable=False).failed


def test_errors_come_first() -> None:
    listed = report(HINT, WARNING, ERROR).findings
    assert [it.severity for it in listed] == ["error", "warning", "hint"]


def test_a_check_passes_finds_or_is_not_run() -> None:
    not_run = CheckOutcome(PASSED.check, not_run="it needs --secret")
    assert [it.state for it in (PASSED, ERROR, not_run)] == [
        CheckState.PASSED,
        CheckState.FOUND,
        CheckState.NOT_RUN,
    ]


def test_secrets_are_in_nothing_that_is_printed() -> None:
    target = ProbeTarget(
        "http://x", ("a",), {}, secret="s3cret", retired="0ld", headers={"A": "t0ken"}
    )
    assert not any(text in repr(target) for text in ("s3cret", "0ld", "t0ken"))
