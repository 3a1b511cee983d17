"""What an examination came to, and its grade."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import Answer
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.target import Target

SEVERAL, MANY = 2, 5
"""Failed checks from which the grade is D, and F."""

SCALE = (
    "A: no error and no warning; B: warnings only; C: one check found an error; "
    "D: two to four did; F: five or more, or no cards came at all"
)


class State(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FOUND = "found"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Finding:
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
class Outcome:
    """One check with what it found, or why it was not run."""

    check: Check
    findings: Sequence[Finding] = ()
    not_run: str | None = None

    @property
    def state(self) -> State:
        if self.not_run is not None:
            return State.NOT_RUN
        return State.FOUND if self.findings else State.PASSED


@dataclass(frozen=True, slots=True)
class Report:
    """The whole: every check, every request. `usable`: cards came at all."""

    target: Target
    outcomes: Sequence[Outcome]
    answers: Sequence[Answer]
    usable: bool

    @property
    def findings(self) -> Sequence[Finding]:
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
