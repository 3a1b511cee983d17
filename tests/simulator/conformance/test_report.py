import pytest

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.report import Finding, Outcome, Report, State
from aggregator.simulator.conformance.target import Target

TARGET = Target("http://x.test/cards", ("a",), {})


def outcome(severity: Severity, findings: int = 1) -> Outcome:
    check = Check.of("checks.odd", "A rule.\n\nAn agent sees: x.\nFix: y.", severity)
    return Outcome(check, [Finding(check, f"finding {n}", 1) for n in range(findings)])


def report(*outcomes: Outcome, usable: bool = True) -> Report:
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
def test_the_grade_counts_checks_that_found_an_error(outcomes: list[Outcome], grade: str) -> None:
    assert report(*outcomes).grade == grade
    assert report(*outcomes).failed == (grade in "CDF")


def test_without_cards_there_is_one_grade() -> None:
    assert report(PASSED, usable=False).grade == "F"
    assert report(PASSED, usable=False).failed


def test_errors_come_first() -> None:
    listed = report(HINT, WARNING, ERROR).findings
    assert [it.severity for it in listed] == ["error", "warning", "hint"]


def test_a_check_passes_finds_or_is_not_run() -> None:
    not_run = Outcome(PASSED.check, not_run="it needs --secret")
    assert [it.state for it in (PASSED, ERROR, not_run)] == [
        State.PASSED,
        State.FOUND,
        State.NOT_RUN,
    ]


def test_secrets_are_in_nothing_that_is_printed() -> None:
    target = Target("http://x", ("a",), {}, secret="s3cret", retired="0ld", headers={"A": "t0ken"})
    assert not any(text in repr(target) for text in ("s3cret", "0ld", "t0ken"))
