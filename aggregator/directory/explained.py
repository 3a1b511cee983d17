"""How ids came to mean somebody, as it is told: states, links, candidates and a trace."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ResolutionState(StrEnum):
    FOUND = "found"
    UNKNOWN = "unknown"  # nobody is meant
    CONFLICT = "conflict"  # several are


@dataclass(frozen=True, slots=True)
class SaidLink:
    """A valid link: whose it is, what it says, who said so and since when.

    `system`: the source whose id it is; empty: an identity of the customer's own.
    """

    subject_id: str
    system: str
    kind: str
    value: str
    trust: str
    source: str
    actor: str
    since: datetime


@dataclass(frozen=True, slots=True)
class TraceStep:
    """What one key came to. `rule` says it in words; `decided`: it found who is meant."""

    kind: str
    value: str
    rule: str
    decided: bool
    links: tuple[SaidLink, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom the ids could mean, and the kinds that say so."""

    id: str
    name: str | None
    email: str | None
    found_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How ids came to mean somebody; `links`: everything valid that is said of whom they mean.

    `others`: kinds of their own ids by which nobody is asked (`CustomerMatch.others`).
    """

    state: ResolutionState
    matched_by: str | None
    candidates: tuple[Candidate, ...]
    trace: tuple[TraceStep, ...]
    links: tuple[SaidLink, ...]
    others: frozenset[str] = frozenset()
