"""What came of trying out a source, as values: nothing in here names a person or holds a secret."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

TrialFaultCode = Literal[
    "dead",
    "failed",
    "false-max",
    "ignored-filter",
    "letter-case",
    "missing-key",
    "no-records",
    "not-asked",
    "order",
    "shared-bound",
    "slow",
    "unreachable-key",
    "unreadable",
    "unproven",
    "wide-filter",
]


@dataclass(frozen=True, slots=True)
class TrialFault:
    """One thing that is wrong, in one line with its fix; a `note` is only good to know."""

    code: TrialFaultCode
    message: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class TrialCall:
    """One call. Keys in it are labels, `{A}`; secrets and addresses are taken out.

    `status` None: no answer came.
    """

    route: str
    said: str
    status: int | None
    milliseconds: int


@dataclass(frozen=True, slots=True)
class FieldReading:
    """What became of one field of a record: its `value` as it may be shown, or `why` it is null.

    `failed`: it is not null but cannot be read.
    """

    name: str
    value: str | None = None
    why: str | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class KeyReading:
    """What came for one key: how many records, and the fields of the first."""

    label: str
    records: int
    fields: tuple[FieldReading, ...] = ()


@dataclass(slots=True)
class LookupTrial:
    """One lookup, tried. `proven`: what was seen to hold."""

    name: str
    provides: tuple[str, ...]
    key: str
    calls: list[TrialCall] = field(default_factory=list)
    readings: list[KeyReading] = field(default_factory=list)
    proven: list[str] = field(default_factory=list)
    faults: list[TrialFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SourceTrial:
    """A source, tried. `people`: label -> how the customer is known to the directory."""

    source: str
    connector: str
    people: Mapping[str, str]
    lookups: Sequence[LookupTrial]
    faults: Sequence[TrialFault] = ()

    @property
    def failed(self) -> bool:
        """Whether anything is wrong."""
        told = [*self.faults, *(each for one in self.lookups for each in one.faults)]
        return any(not each.note for each in told)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "failed": self.failed}
