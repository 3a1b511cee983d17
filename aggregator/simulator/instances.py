"""A card at one customer, as Plain's API has it: Loading, Loaded or Errored, and the seven errors.

The names are those of Plain's public schema without their prefix (CustomerCardInstanceLoaded,
CustomerCardInstanceTimeoutErrorDetail).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeAlias

from aggregator.simulator.configs import CardConfig


@dataclass(frozen=True, slots=True)
class MissingCard:
    """The answer lacks a card that was asked for."""

    cardKey: str  # noqa: N815 -- Plain's own spelling, here and below

    @property
    def message(self) -> str:
        return f'The answer has no card "{self.cardKey}", which was asked for.'


@dataclass(frozen=True, slots=True)
class ResponseBody:
    """The answer is not what Plain documents; `rule` is ours, Plain tells less."""

    responseBody: str  # noqa: N815
    rule: str

    @property
    def message(self) -> str:
        return f"The answer is not what Plain documents: {self.rule}."


@dataclass(frozen=True, slots=True)
class StatusCode:
    """The status is not 200."""

    statusCode: int  # noqa: N815
    responseBody: str  # noqa: N815

    @property
    def message(self) -> str:
        return "The status is not 200, so the body was not read."


@dataclass(frozen=True, slots=True)
class Request:
    """The request could not be made. Which codes Plain uses is unknown: these are Node.js's."""

    errorCode: str  # noqa: N815
    rule: str

    @property
    def message(self) -> str:
        return f"The request could not be made: {self.rule}."


@dataclass(frozen=True, slots=True)
class Timeout:
    """No whole answer in time."""

    timeoutSeconds: int  # noqa: N815

    @property
    def message(self) -> str:
        return f"No whole answer came within {self.timeoutSeconds} seconds."


@dataclass(frozen=True, slots=True)
class CardTooBig:
    """The card is larger than Plain takes."""

    cardKey: str  # noqa: N815
    sizeBytes: int  # noqa: N815
    maxSizeBytes: int  # noqa: N815

    @property
    def message(self) -> str:
        return f"The card has {self.sizeBytes} bytes, {self.maxSizeBytes} are allowed."


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fault of Plain's own; here, of the simulator's."""

    rule: str

    @property
    def message(self) -> str:
        return f"The local Plain itself failed: {self.rule}."


ErrorDetail: TypeAlias = (
    MissingCard | ResponseBody | StatusCode | Request | Timeout | CardTooBig | Unknown
)

_SAID_APART = ("rule", "responseBody", "cardKey")


def describe(detail: ErrorDetail) -> str:
    """Name an error with its numbers and codes: "StatusCode (statusCode 503)"."""
    told = [it.name for it in fields(detail) if it.name not in _SAID_APART]
    inside = ", ".join(f"{name} {getattr(detail, name)}" for name in told)
    return f"{type(detail).__name__} ({inside})" if inside else type(detail).__name__


@dataclass(frozen=True, slots=True)
class Carrier:
    """The request that carried a card: `number` counts this Plain's requests from 1.

    `milliseconds` runs from the first attempt to the end of the last, the pause between included.
    `size` is the bytes of the answer's body; `status` None when none came.
    """

    number: int
    keys: tuple[str, ...]
    attempts: int
    status: int | None
    size: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Loading:
    """Asked for, not there yet. Each load has an id of its own."""

    id: str
    card: CardConfig
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Loaded:
    """Received; shown until `expires_at`. `components` None (or empty) hides the card."""

    id: str
    card: CardConfig
    components: Sequence[Mapping[str, Any]] | None
    loaded_at: datetime
    expires_at: datetime
    size: int
    carrier: Carrier

    @property
    def hidden(self) -> bool:
        return not self.components


@dataclass(frozen=True, slots=True)
class Errored:
    """Failed. `cached_until` None: asked for again as soon as somebody opens the customer."""

    id: str
    card: CardConfig
    detail: ErrorDetail
    failed_at: datetime
    cached_until: datetime | None
    carrier: Carrier


Instance: TypeAlias = Loading | Loaded | Errored


def is_fresh(instance: Instance, now: datetime) -> bool:
    """Whether opening the customer `now` shows this without asking anybody."""
    match instance:
        case Loading():
            return True
        case Loaded():
            return now < instance.expires_at
        case Errored():
            return instance.cached_until is not None and now < instance.cached_until
