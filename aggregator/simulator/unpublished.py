"""What Plain does not publish: a named setting each, `[unpublished]` in the configuration file.

The defaults are the reading that shows the most mistakes without inventing any.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

from aggregator.simulator.call import ANSWER_MAX

OtherStatus = Literal["integration", "retriable", "uncached"]
OutOfBounds = Literal["clamp", "refuse", "accept"]
Leniency = Literal["ignore", "refuse"]
Repeated = Literal["first", "last", "refuse"]

REFUSED_HEADERS = (
    "accept",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "plain-request-signature",
    "plain-workspace-id",
    "transfer-encoding",
    "upgrade",
    "user-agent",
)
"""Plain says "not all header names are allowed" and not which: its own, and those that frame."""


def _says(meaning: str) -> Mapping[str, str]:
    return {"meaning": meaning}


@dataclass(frozen=True, slots=True)
class Unpublished:
    """How the local Plain reads what the documents leave open."""

    cache_per_thread: bool = field(
        default=False,
        metadata=_says("a card seen in one thread is asked for again in the customer's next one"),
    )
    cache_per_tenant: bool = field(
        default=False, metadata=_says("a card seen for one tenant is asked for again for another")
    )
    join_loads: bool = field(
        default=True,
        metadata=_says("who opens a customer whose cards are loading waits for that load"),
    )
    other_statuses: OtherStatus = field(
        default="integration",
        metadata=_says(
            "1xx, 3xx and 2xx but 200: cached five minutes, or retried, or neither (uncached)"
        ),
    )
    max_card_bytes: int | None = field(
        default=None,
        metadata=_says("bytes of one card from which it is CardTooBig; left out: no limit"),
    )
    max_answer_bytes: int = field(
        default=ANSWER_MAX, metadata=_says("bytes of an answer from which it is not read further")
    )
    ttl_out_of_bounds: OutOfBounds = field(
        default="clamp",
        metadata=_says(
            "timeToLiveSeconds outside 15..31536000: brought inside, refused or taken; a negative "
            "one is always refused"
        ),
    )
    absent_components: Literal["refuse", "hide"] = field(
        default="refuse", metadata=_says("a card without the member components")
    )
    unknown_fields: Leniency = field(
        default="ignore", metadata=_says("members of a component that Plain does not document")
    )
    extra_cards: Leniency = field(
        default="ignore",
        metadata=_says("mistakes in a card that was not asked for: nothing, or the whole body's"),
    )
    repeated_card: Repeated = field(
        default="first", metadata=_says("a key answered twice: which one counts")
    )
    newest_components: bool = field(
        default=True, metadata=_says("componentDateTime and componentUser are known")
    )
    any_link_scheme: bool = field(
        default=True,
        metadata=_says("links may have any scheme, tel: say, not only https:, http:, mailto:"),
    )
    send_timestamp: bool = field(
        default=True, metadata=_says("requests carry the undocumented member timestamp")
    )
    refused_headers: tuple[str, ...] = field(
        default=REFUSED_HEADERS, metadata=_says("names that a configured header may not have")
    )


def meanings() -> Mapping[str, str]:
    """Give each setting's meaning by its name, for the documentation."""
    return {it.name: it.metadata["meaning"] for it in fields(Unpublished)}


def read_unpublished(given: Mapping[str, Any]) -> Unpublished:
    """Read the table `[unpublished]`; ValueError naming key, rule and fix."""
    hints = get_type_hints(Unpublished)
    chosen: dict[str, Any] = {}
    for name, value in given.items():
        if name not in hints:
            raise ValueError(
                f"unpublished.{name} is no setting. Fix: one of {', '.join(sorted(hints))}"
            )
        chosen[name] = _value(name, value, hints[name])
    return Unpublished(**chosen)


def _value(name: str, value: object, kind: Any) -> object:
    if get_origin(kind) is Literal:
        if value in get_args(kind):
            return value
        raise ValueError(f"unpublished.{name} must be one of {', '.join(get_args(kind))}")
    if kind is bool:
        if isinstance(value, bool):
            return value
        raise ValueError(f"unpublished.{name} must be true or false")
    if get_origin(kind) is tuple:
        if isinstance(value, list) and all(isinstance(it, str) for it in value):
            return tuple(it.strip().casefold() for it in value)
        raise ValueError(f"unpublished.{name} must be a list of header names")
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise ValueError(f"unpublished.{name} must be a whole number of bytes above 0")
