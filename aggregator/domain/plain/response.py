"""Plain's response: each card asked for, once, with its components always told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from aggregator.domain.plain import limits
from aggregator.domain.plain.components import Emitted
from aggregator.domain.plain.wire import WireProblem, validate


@dataclass(slots=True)
class CardAnswer:
    """One card. `components` None hides it; `ttl` (seconds) None leaves it to Plain's setting."""

    key: str
    components: Sequence[Mapping[str, Any]] | None
    ttl: int | None = None


def clamp_ttl(seconds: float) -> int:
    """`seconds` within what Plain takes."""
    if limits.TTL_MIN <= seconds <= limits.TTL_MAX:  # as mostly
        return int(seconds)
    return int(min(max(seconds, limits.TTL_MIN), limits.TTL_MAX))


def encode(answers: Sequence[CardAnswer]) -> bytes:
    """Write the body of a 200. ValueError when a key is answered twice; TTLs are clamped.

    Components must be what `validate` finds clean: orjson refuses what is not JSON.
    """
    keys = [answer.key for answer in answers]
    if len(set(keys)) != len(keys):
        raise ValueError("encode: a card key is answered twice; answer each requested key once")
    return orjson.dumps({"cards": [_card(answer) for answer in answers]})


def _card(answer: CardAnswer) -> dict[str, object]:
    card: dict[str, object] = {"key": answer.key}
    if answer.ttl is not None:
        card["timeToLiveSeconds"] = clamp_ttl(answer.ttl)
    made = answer.components
    card["components"] = orjson.Fragment(made.json) if isinstance(made, Emitted) else made
    return card


@dataclass(frozen=True, slots=True)
class ResponseReading:
    """A response as Plain would take it: the cards it could read, and what it would refuse."""

    cards: tuple[CardAnswer, ...]
    problems: tuple[WireProblem, ...]


def read(raw: bytes, keys: Sequence[str]) -> ResponseReading:
    """Hold any implementation's response to a request for `keys` to the contract; never raises."""
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return ResponseReading(
            (), (WireProblem("body", f"is not JSON in UTF-8, from byte {error.pos} on"),)
        )
    if not isinstance(body, dict) or not isinstance(body.get("cards"), list):
        return ResponseReading((), (WireProblem("body", 'must be an object with a list "cards"'),))
    cards: dict[str, CardAnswer] = {}
    problems: list[WireProblem] = []
    for index, entry in enumerate(body["cards"]):
        card = _read_card(entry, f"cards[{index}]", problems)
        if card is None:
            continue
        if card.key in cards:
            problems.append(
                WireProblem(f"cards[{index}].key", "answers a card that is answered above")
            )
        cards.setdefault(card.key, card)
    problems.extend(
        WireProblem("cards", f'lacks the requested card "{key}": Plain shows an integration error')
        for key in dict.fromkeys(keys)
        if key not in cards
    )
    return ResponseReading(tuple(cards.values()), tuple(problems))


def _read_card(entry: object, path: str, problems: list[WireProblem]) -> CardAnswer | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("key"), str):
        problems.append(WireProblem(path, 'must be an object with a text "key"'))
        return None
    if "components" not in entry:
        problems.append(WireProblem(f"{path}.components", "is required: null hides the card"))
    components = entry.get("components")
    problems.extend(
        WireProblem(f"{path}.components{it.path.removeprefix('components')}", it.rule)
        for it in validate(components)
    )
    ttl = entry.get("timeToLiveSeconds")
    if isinstance(ttl, float) and ttl.is_integer():
        ttl = int(ttl)  # JSON knows one kind of number
    if ttl is not None and not _is_ttl(ttl):
        bounds = f"{limits.TTL_MIN}..{limits.TTL_MAX}"
        problems.append(
            WireProblem(f"{path}.timeToLiveSeconds", f"must be whole seconds in {bounds}")
        )
        ttl = None
    return CardAnswer(entry["key"], components if isinstance(components, list) else None, ttl)


def _is_ttl(value: object) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return limits.TTL_MIN <= value <= limits.TTL_MAX
