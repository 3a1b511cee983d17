"""What an answer means to Plain: a card or an error for each key asked, retried or kept.

Retriable: 5xx, 429, time-outs, requests that fail. Integration errors: every other 4xx, a body
that is not what is documented (all its cards), a card that is missing or too big (that card).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson

from aggregator.domain.plain import limits
from aggregator.domain.plain.response import clamp_ttl
from aggregator.domain.plain.size import size_of
from aggregator.domain.plain.wire import validate
from aggregator.simulator.as_plain import as_plain
from aggregator.simulator.instances import (
    CardTooBig,
    ErrorDetail,
    MissingCard,
    ResponseBody,
    StatusCode,
)
from aggregator.simulator.unpublished import Unpublished

BODY_SHOWN = 1_000
"""Characters of an answer that an error keeps."""


class FailureKind(Enum):
    """What Plain does about an error."""

    RETRIABLE = "retried once, not cached"
    INTEGRATION = "not retried, cached for five minutes"
    UNCACHED = "neither retried nor cached"


@dataclass(frozen=True, slots=True)
class AcceptedCard:
    """A card Plain could read. `ttl` (seconds) None leaves it to the card's default."""

    components: Sequence[Mapping[str, Any]] | None
    ttl: int | None
    size: int


@dataclass(frozen=True, slots=True)
class CardFailure:
    """An error, and what is done about it."""

    detail: ErrorDetail
    kind: FailureKind


class _OffSchema(Exception):
    """The body is not what Plain documents; the message is the rule."""


def judge(
    status: int, body: bytes, keys: Sequence[str], rules: Unpublished
) -> Mapping[str, AcceptedCard | CardFailure]:
    """Read an answer to a request for `keys`; each of them is in what is returned. Never raises."""
    if status != 200:
        failure = CardFailure(StatusCode(status, excerpt(body)), _kind(status, rules))
        return dict.fromkeys(keys, failure)
    try:
        cards = _read(body, frozenset(keys), rules)
    except _OffSchema as error:
        detail = ResponseBody(excerpt(body), str(error))
        return dict.fromkeys(keys, CardFailure(detail, FailureKind.INTEGRATION))
    return {key: _allowed(key, cards.get(key), rules) for key in keys}


def excerpt(body: bytes) -> str:
    """Give the beginning of a body as text."""
    text = body[: 4 * BODY_SHOWN].decode("utf-8", "replace")
    return text if len(text) <= BODY_SHOWN else f"{text[:BODY_SHOWN]}…"


def _kind(status: int, rules: Unpublished) -> FailureKind:
    if status == 429 or status >= 500:
        return FailureKind.RETRIABLE
    if 400 <= status < 500:
        return FailureKind.INTEGRATION
    return FailureKind[rules.other_statuses.upper()]


def _allowed(key: str, card: AcceptedCard | None, rules: Unpublished) -> AcceptedCard | CardFailure:
    if card is None:
        return CardFailure(MissingCard(key), FailureKind.INTEGRATION)
    if rules.max_card_bytes is not None and card.size > rules.max_card_bytes:
        return CardFailure(
            CardTooBig(key, card.size, rules.max_card_bytes), FailureKind.INTEGRATION
        )
    return card


def _read(body: bytes, asked: frozenset[str], rules: Unpublished) -> dict[str, AcceptedCard]:
    if len(body) > rules.max_answer_bytes:
        raise _OffSchema(f"it is over {rules.max_answer_bytes} bytes")
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _OffSchema(f"the body is not {_wrong_from(body, error.pos)} on") from None
    if not isinstance(content, dict) or not isinstance(content.get("cards"), list):
        raise _OffSchema('the body must be an object with a list "cards"')
    cards: dict[str, AcceptedCard] = {}
    for index, entry in enumerate(content["cards"]):
        path = f"cards[{index}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str):
            raise _OffSchema(f'{path} must be an object with a text "key"')
        key = entry["key"]
        if key not in asked and rules.extra_cards == "ignore":
            continue
        if key in cards and rules.repeated_card == "refuse":
            raise _OffSchema(f"{path}.key answers a card that is answered above")
        card = _card(entry, path, rules)
        if key not in cards or rules.repeated_card == "last":
            cards[key] = card
    return cards


def _wrong_from(body: bytes, character: int) -> str:
    """Say what a body is not, and from where."""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        return f"UTF-8, from byte {error.start}"
    return f"JSON, from character {character}"


def _card(entry: Mapping[str, Any], path: str, rules: Unpublished) -> AcceptedCard:
    if "components" not in entry and rules.absent_components == "refuse":
        raise _OffSchema(f"{path}.components is required: null hides the card")
    components = entry.get("components")
    problems = validate(as_plain(components, rules))
    if problems:
        where = problems[0].path.removeprefix("components")
        raise _OffSchema(f"{path}.components{where} {problems[0].rule}")
    ttl = _ttl(entry.get("timeToLiveSeconds"), f"{path}.timeToLiveSeconds", rules)
    return AcceptedCard(components, ttl, size_of(entry))


def _ttl(value: object, path: str, rules: Unpublished) -> int | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON knows one kind of number
    if not isinstance(value, int) or isinstance(value, bool):
        raise _OffSchema(f"{path} must be whole seconds or null")
    if value < 0:
        raise _OffSchema(f"{path} must not be negative")
    if limits.TTL_MIN <= value <= limits.TTL_MAX or rules.ttl_out_of_bounds == "accept":
        return min(value, limits.TTL_MAX * 10)  # no clock can count further
    if rules.ttl_out_of_bounds == "refuse":
        raise _OffSchema(f"{path} must be in {limits.TTL_MIN}..{limits.TTL_MAX}")
    return clamp_ttl(value)


def retriable(results: Iterable[AcceptedCard | CardFailure]) -> bool:
    """Whether Plain asks once more."""
    return any(isinstance(it, CardFailure) and it.kind is FailureKind.RETRIABLE for it in results)
