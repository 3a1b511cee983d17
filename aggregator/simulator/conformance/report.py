"""What an examination came to, and its grade."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.target import ProbeTarget

SEVERAL, MANY = 2, 5
"""Failed checks from which the grade is D, and F."""

SCALE = (
    "A: no error and no warning; B: warnings only; C: one check found an error; "
    "D: two to four did; F: five or more, or no cards came at all"
)


class CheckState(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FOUND = "found"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class ConformanceFinding:
    """One thing that is wrong. `request` is where it was seen first, of `times` in all."""

    check: Check
    message: str
    request: int | None
    times: int = 1

    @property
    def code(self) -> str:
        return self.check.code

    @property
    def severity(self) -> Severity:
        return self.check.severity


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """One check with what it found, or why it was not run."""

    check: Check
    findings: Sequence[ConformanceFinding] = ()
    not_run: str | None = None

    @property
    def state(self) -> CheckState:
        if self.not_run is not None:
            return CheckState.NOT_RUN
        return CheckState.FOUND if self.findings else CheckState.PASSED


@dataclass(frozen=True, slots=True)
class Report:
    """The whole: every check, every request. `usable`: cards came at all."""

    target: ProbeTarget
    outcomes: Sequence[CheckOutcome]
    answers: Sequence[ProbeAnswer]
    usable: bool

    @property
    def findings(self) -> Sequence[ConformanceFinding]:
        """All of them, errors first."""
        listed = [finding for outcome in self.outcomes for finding in outcome.findings]
        return sorted(listed, key=lambda it: list(Severity).index(it.severity))

    @property
    def failed_checks(self) -> int:
        """How many checks found an error."""
        return sum(
            bool(outcome.findings) and outcome.check.severity is Severity.ERROR
            for outcome in self.outcomes
        )

    @property
    def failed(self) -> bool:
        return self.failed_checks > 0 or not self.usable

    @property
    def grade(self) -> str:
        if not self.usable or self.failed_checks >= MANY:
            return "F"
        if self.failed_checks >= SEVERAL:
            return "D"
        if self.failed_checks:
            return "C"
        warned = any(finding.severity is Severity.WARNING for finding in self.findings)
        return "B" if warned else "A"
