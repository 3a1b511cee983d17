"""What a check is, and what came of one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from aggregator.authoring.contract.bench import LookupBench

ContractState = Literal["passed", "failed", "not applicable"]

PlayCheck = Callable[[LookupBench], Awaitable[None]]
"""Plays the check on one lookup. Raises Broken, or NotPlayable where it has no meaning."""


class Broken(Exception):
    """A lookup does not hold to its contract. The message says what was seen."""


@dataclass(frozen=True, slots=True)
class ContractRule:
    """What has to hold, and what to do where it does not."""

    code: str
    rule: str
    fix: str


@dataclass(frozen=True, slots=True)
class ContractCheck(ContractRule):
    """One thing that every lookup has to do. `after`: the checks without which it means nothing."""

    play: PlayCheck
    after: tuple[str, ...] = ("credentials-ok",)


@dataclass(frozen=True, slots=True)
class LookupOutcome:
    """What came of a check on one lookup, or list; `seen` says what, or why it was not made."""

    lookup: str
    state: ContractState
    seen: str = ""


@dataclass(frozen=True, slots=True)
class ContractOutcome:
    """What came of a check on all lookups, or lists, of a connector."""

    check: ContractRule
    lookups: tuple[LookupOutcome, ...]

    @property
    def code(self) -> str:
        return self.check.code

    @property
    def state(self) -> ContractState:
        states = {each.state for each in self.lookups}
        if "failed" in states:
            return "failed"
        return "passed" if "passed" in states else "not applicable"

    @property
    def failures(self) -> list[LookupOutcome]:
        return [each for each in self.lookups if each.state == "failed"]

    @property
    def why(self) -> str:
        """Why it was not made, for the first lookup that says so."""
        return next((each.seen for each in self.lookups if each.seen), "")


def require(holds: bool, seen: str) -> None:
    """Raise Broken unless something holds."""
    if not holds:
        raise Broken(seen)
