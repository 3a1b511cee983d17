"""What a check is; each module of `checks/` holds one.

The module's name is the code of what it finds (`raw_bytes.py`: `raw-bytes`), its docstring tells
the rule, what an agent would see where it is broken, and the fix. There is no list to add it to
(`registry.py`).
"""

import inspect
import re
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer
from aggregator.simulator.conformance.probe import Probe
from aggregator.simulator.conformance.target import ProbeTarget


@dataclass(frozen=True, slots=True)
class Breach:
    """What a check yields: what is wrong, seen in which request."""

    message: str
    request: int | None = None


AsksTarget = Callable[[Probe], AsyncIterator[Breach]]
"""Sends requests of its own, or looks at the first answer."""

ReadsAnswers = Callable[[ProbeAnswer], Iterable[Breach]]
"""Looks at each answer, whatever it was asked for."""


def _no_need(_: ProbeTarget) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Check:
    """One code with its explanation, and one of two ways to look for it.

    requests  how many it sends at most
    always    whether it says something about an implementation that answers no cards at all
    needs     why it cannot be made with what was given, if so
    """

    code: str
    severity: Severity
    rule: str
    seen: str
    fix: str
    asks: AsksTarget | None
    reads: ReadsAnswers | None
    requests: int
    always: bool
    needs: Callable[[ProbeTarget], str | None]

    @classmethod
    def of(
        cls,
        module: str,
        explanation: str | None,
        severity: Severity,
        *,
        asks: AsksTarget | None = None,
        reads: ReadsAnswers | None = None,
        requests: int = 0,
        always: bool = False,
        needs: Callable[[ProbeTarget], str | None] = _no_need,
    ) -> "Check":
        """Make the check of a module: `Check.of(__name__, __doc__, Severity.ERROR, asks=ask)`."""
        rule, seen, fix = _parts(inspect.cleandoc(explanation or ""))
        code = module.rpartition(".")[2].replace("_", "-")
        return cls(code, severity, rule, seen, fix, asks, reads, requests, always, needs)

    @property
    def summary(self) -> str:
        """The rule's first sentence."""
        return self.rule.split("\n\n")[0]


def _parts(explanation: str) -> tuple[str, str, str]:
    """Part a docstring into the rule, what an agent sees and the fix, each without line breaks."""
    rule, *rest = re.split(r"^(?:An agent sees|Fix): ", explanation, flags=re.MULTILINE)
    if len(rest) != 2:
        raise ValueError("a check's docstring needs 'An agent sees: ...' and 'Fix: ...'")
    paragraphs = [" ".join(part.split()) for part in rule.strip().split("\n\n")]
    seen, fix = (" ".join(part.split()) for part in rest)
    return "\n\n".join(paragraphs), seen, fix


def needs_secret(target: ProbeTarget) -> str | None:
    return None if target.secret is not None else "it needs --secret"
