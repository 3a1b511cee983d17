"""Answers drawn at random: valid ones, and ones with something put wrong."""

import copy
from typing import Any

from hypothesis import strategies as st

from aggregator.domain.plain.wire import BRANCHES, LEAVES

TEXTS = st.sampled_from(
    [("", 0), ("x", 4), ("😀", 1), ("a\n", 2), ("x", 500), ("x", 501), ("😀", 251)]
).map(lambda drawn: drawn[0] * drawn[1])
URLS = st.sampled_from(
    [
        "https://a.co/x?y=1#z",
        "http://[::1]:80/",
        "mailto:a@b.co",
        "HTTPS://A.CO",
        "tel:112",
        "/x",
        "https:a.co",
        "https://",
        "mailto:?subject=x",
        "https://a.co/a b",
        "https://a.co:99999/",
        "javascript:alert(1)",
    ]
)
MOMENTS = st.sampled_from(
    ["2026-11-22T10:01:00Z", "2026-11-22T10:01:00.5+05:30", "2026-11-22", "2026-13-22T10:01:00Z"]
)
ENUMS = st.sampled_from(["S", "M", "L", "XS", "XL", "MUTED", "ERROR", "GREY", "red", "s", None])
NAMES = st.sampled_from(
    ["workflowId", "workflowKey", "userId", "emailAddress", "machineUserId", "other"]
)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 40),
    st.just(""),
    st.just(1.5),
    st.builds(list),
    st.builds(dict),
)

_BY_ENDING = {
    "Url": URLS,
    "Iso8601": MOMENTS,
    "Size": ENUMS,
    "Color": ENUMS,
    "Identifier": st.dictionaries(NAMES, TEXTS, max_size=2),
}


def _value(name: str) -> st.SearchStrategy[Any]:
    return next((it for ending, it in _BY_ENDING.items() if name.endswith(ending)), TEXTS)


@st.composite
def leaf(draw: st.DrawFn) -> Any:
    wrapper = draw(st.sampled_from(list(LEAVES)))
    fields = [it for it in LEAVES[wrapper] if it.required or draw(st.booleans())]
    return {wrapper: {it.name: draw(_value(it.name)) for it in fields}}


@st.composite
def component(draw: st.DrawFn) -> Any:
    """A leaf, a row of leaves, or a container of both."""
    wrapper = draw(st.sampled_from([None, *BRANCHES]))
    if wrapper is None:
        return draw(leaf())
    inner = leaf() if wrapper == "componentRow" else leaf() | row()
    return {wrapper: {it.name: draw(st.lists(inner, max_size=3)) for it in BRANCHES[wrapper]}}


@st.composite
def row(draw: st.DrawFn) -> Any:
    contents = BRANCHES["componentRow"]
    return {"componentRow": {it.name: draw(st.lists(leaf(), max_size=2)) for it in contents}}


@st.composite
def card(draw: st.DrawFn, key: str) -> Any:
    found: dict[str, Any] = {
        "key": key,
        "components": draw(st.none() | st.lists(component(), max_size=3)),
    }
    if draw(st.booleans()):
        found["timeToLiveSeconds"] = draw(st.sampled_from([None, 15, 60.0, 14, 60.5, True, "60"]))
    return found


@st.composite
def answers(draw: st.DrawFn) -> Any:
    """An answer of the right shape; its values need not keep their limits."""
    return {"cards": [draw(card(key)) for key in draw(st.sampled_from(["", "a", "ab", "abc"]))]}


def places(value: object) -> list[Any]:
    """Every object and list in `value`, itself included."""
    found, waiting = [], [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict | list):
            found.append(each)
            waiting.extend(each.values() if isinstance(each, dict) else each)
    return found


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    """An answer with up to three things left out, renamed, replaced or put in."""
    answer = copy.deepcopy(draw(answers()))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(places(answer)))
        names = list(place) if isinstance(place, dict) else list(range(len(place)))
        name = draw(st.sampled_from(names)) if names else None
        way = draw(st.sampled_from(["drop", "replace", "rename", "add"]))
        if name is None or way == "add":
            extra = draw(JUNK | component())
            place.append(extra) if isinstance(place, list) else place.update(extra=extra)
        elif way == "replace":
            place[name] = draw(JUNK | component())
        elif isinstance(place, dict) and way == "rename":
            place[draw(st.sampled_from(["text", "componentText", "size", "x"]))] = place.pop(name)
        else:
            del place[name]
    return answer
