"""What Plain takes and somebody will regret: old names, stray members, sizes near or past reason.

`validate` says what breaks the contract, `lint` what keeps it and is worth a look. Anything that
is not even the right shape is left to the former.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from aggregator.domain.plain import limits
from aggregator.domain.plain.limits import utf16_length
from aggregator.domain.plain.size import CARD_LARGE, size_of
from aggregator.domain.plain.values import TextRule
from aggregator.domain.plain.wire import BRANCHES, LEAVES

COMPONENTS_MANY: Final = 200
"""Components of one card, those inside others included: nobody scrolls through more."""

NEAR: Final = 0.9
"""The part of a limit from which a text will be over it for another customer."""

_CUT: Final = ("…", "...")
"""How a text ends that somebody cut to its limit: it will never be over it."""

_NEWEST: Final = ("componentDateTime", "componentUser")
_CARD_MEMBERS: Final = ("key", "timeToLiveSeconds", "components")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at: `code` names its kind, `path` its place, `rule` what is so about it."""

    code: str
    path: str
    rule: str

    def __str__(self) -> str:
        return f"{self.path} {self.rule}"


def lint(answer: object) -> list[Remark]:
    """Remark on a whole answer, decoded from any JSON; [] when nothing is to be said."""
    if not isinstance(answer, dict):
        return []
    found = [*_strays(answer, ("cards",), "")]
    cards = answer.get("cards")
    for index, card in enumerate(cards if isinstance(cards, list) else ()):
        if isinstance(card, dict):
            found.extend(_card(card, f"cards[{index}]"))
    return found


def _card(card: Mapping[str, Any], path: str) -> Iterator[Remark]:
    yield from _strays(card, _CARD_MEMBERS, f"{path}.")
    ttl = card.get("timeToLiveSeconds")
    if _is_number(ttl) and not limits.TTL_MIN <= ttl <= limits.TTL_MAX:
        bounds = f"{limits.TTL_MIN}..{limits.TTL_MAX}"
        yield Remark("ttl-range", f"{path}.timeToLiveSeconds", f"is {ttl}, outside {bounds}")
    components = card.get("components")
    if not isinstance(components, list):
        return
    size = size_of(card)
    if size > CARD_LARGE:
        rule = f"has {size} bytes: from {CARD_LARGE} on Plain may find it too big"
        yield Remark("large-card", path, rule)
    seen = list(_components(components, f"{path}.components"))
    if len(seen) > COMPONENTS_MANY:
        yield Remark("many-components", path, f"has {len(seen)} components")
    for wrapper, body, place in seen:
        yield from _component(wrapper, body, place)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _components(given: Iterable[object], path: str) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Give each component of a known kind with its place, whatever it is inside of."""
    waiting = deque((each, f"{path}[{index}]") for index, each in enumerate(given))
    while waiting:
        component, place = waiting.popleft()
        if not isinstance(component, dict) or len(component) != 1:
            continue
        wrapper, body = next(iter(component.items()))
        if not isinstance(body, dict) or (wrapper not in LEAVES and wrapper not in BRANCHES):
            continue
        place = f"{place}.{wrapper}"
        yield wrapper, body, place
        for content in BRANCHES.get(wrapper, ()):
            children = body.get(content.name)
            waiting.extend(
                (child, f"{place}.{content.name}[{index}]")
                for index, child in enumerate(children if isinstance(children, list) else ())
            )


def _component(wrapper: str, body: Mapping[str, Any], path: str) -> Iterator[Remark]:
    if wrapper in _NEWEST:
        yield Remark("newest-component", path, "is known to Plain's newest release only")
    fields = LEAVES.get(wrapper, ())
    renamed = {field.alias: field.name for field in fields if field.alias is not None}
    for old, current in renamed.items():
        if old in body:
            yield Remark("deprecated-name", f"{path}.{old}", f"is an old name: write {current}")
    known = [content.name for content in BRANCHES.get(wrapper, ())]
    known += [field.name for field in fields] + list(renamed)
    yield from _strays(body, known, f"{path}.")
    for field in fields:
        text = body.get(field.name)
        if isinstance(field.value, TextRule) and isinstance(text, str):
            length, maximum = utf16_length(text), field.value.maximum
            if NEAR * maximum < length <= maximum and not text.endswith(_CUT):
                rule = f"is {length} UTF-16 units long, {maximum} are allowed"
                yield Remark("near-limit", f"{path}.{field.name}", rule)


def _strays(body: Mapping[str, Any], known: Iterable[str], path: str) -> Iterator[Remark]:
    names = set(known)
    for name in body:
        if name not in names:
            place = path + limits.clamp(name, 80) if name else f'{path}""'
            yield Remark("extra-member", place, "is no member that Plain reads")
