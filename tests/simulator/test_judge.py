from typing import Any, Literal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.plain.limits import TTL_MAX
from aggregator.simulator.instances import CardTooBig, MissingCard, ResponseBody, StatusCode
from aggregator.simulator.judge import (
    BODY_SHOWN,
    AcceptedCard,
    CardFailure,
    FailureKind,
    excerpt,
    judge,
    retriable,
)
from aggregator.simulator.unpublished import Unpublished
from tests.support.local_plain import entry, text
from tests.support.plain import payload, payload_names

RULES = Unpublished()


def body(*entries: Any) -> bytes:
    return orjson.dumps({"cards": entries})


def rule(raw: bytes, rules: Unpublished = RULES) -> str:
    """Why the body is off the schema, the same for each card."""
    results = judge(200, raw, ["plan", "usage"], rules)
    (said,) = {
        it.detail.rule
        for it in results.values()
        if isinstance(it, CardFailure)
        and isinstance(it.detail, ResponseBody)
        and it.kind is FailureKind.INTEGRATION
    }
    assert len(results) == 2
    return said


def ttl(value: object, rules: Unpublished = RULES) -> int | None:
    (found,) = judge(
        200, body({**entry("plan"), "timeToLiveSeconds": value}), ["plan"], rules
    ).values()
    assert isinstance(found, AcceptedCard), found
    return found.ttl


@pytest.mark.parametrize("name", payload_names("*.response.json"))
def test_every_answer_that_plain_documents_is_taken(name: str) -> None:
    raw = payload(name)
    keys = [card["key"] for card in orjson.loads(raw)["cards"]]
    assert all(isinstance(it, AcceptedCard) for it in judge(200, raw, keys, RULES).values())


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "the body is not JSON, from character 0 on"),
        (b'{"cards":[],}', "the body is not JSON, from character 11 on"),
        (b'{"cards":["\xff"]}', "the body is not UTF-8, from byte 11 on"),
        (b"[]", 'the body must be an object with a list "cards"'),
        (b"{}", 'the body must be an object with a list "cards"'),
        (b'{"cards":{}}', 'the body must be an object with a list "cards"'),
        (b'{"cards":null}', 'the body must be an object with a list "cards"'),
        (b'{"cards":[null]}', 'cards[0] must be an object with a text "key"'),
        (b'{"cards":[{"key":1}]}', 'cards[0] must be an object with a text "key"'),
        (
            b'{"cards":[{"key":"plan"}]}',
            "cards[0].components is required: null hides the card",
        ),
    ],
)
def test_a_body_off_the_schema_fails_every_card_with_the_rule(raw: bytes, said: str) -> None:
    assert rule(raw) == said


def test_one_bad_component_fails_every_card_and_is_named_by_its_place() -> None:
    bad = {"key": "usage", "components": [text("a"), {"componentText": {"text": ""}}]}
    assert rule(body(entry("plan"), bad)).startswith("cards[1].components[1].componentText.text ")


def test_a_body_that_is_too_long_is_off_the_schema() -> None:
    assert rule(body(entry("plan")), Unpublished(max_answer_bytes=20)) == "it is over 20 bytes"


def test_absent_components_hide_the_card_when_set() -> None:
    rules = Unpublished(absent_components="hide")
    results = judge(200, body({"key": "plan"}), ["plan"], rules)
    assert results == {"plan": AcceptedCard(None, None, 14)}


def test_a_missing_card_fails_alone() -> None:
    results = judge(200, body(entry("usage")), ["plan", "usage"], RULES)
    assert results["plan"] == CardFailure(MissingCard("plan"), FailureKind.INTEGRATION)
    assert isinstance(results["usage"], AcceptedCard)


def test_a_card_is_too_big_from_the_first_byte_over_the_limit() -> None:
    size = len(orjson.dumps(entry("plan")))
    fits, not_quite = (Unpublished(max_card_bytes=size - less) for less in (0, 1))
    assert isinstance(judge(200, body(entry("plan")), ["plan"], fits)["plan"], AcceptedCard)
    (found,) = judge(200, body(entry("plan")), ["plan"], not_quite).values()
    assert found == CardFailure(CardTooBig("plan", size, size - 1), FailureKind.INTEGRATION)


def test_cards_that_nobody_asked_for_are_ignored_unless_set() -> None:
    raw = body(entry("plan"), entry("usage"), {"key": "other", "components": 7})
    assert all(
        isinstance(it, AcceptedCard) for it in judge(200, raw, ["plan", "usage"], RULES).values()
    )
    said = rule(raw, Unpublished(extra_cards="refuse"))
    assert said.startswith("cards[2].components ")


@pytest.mark.parametrize(("reading", "words"), [("first", "one"), ("last", "two")])
def test_which_of_two_answers_counts_is_a_setting(
    reading: Literal["first", "last"], words: str
) -> None:
    raw = body(entry("plan", "one"), entry("plan", "two"))
    (found,) = judge(200, raw, ["plan"], Unpublished(repeated_card=reading)).values()
    assert isinstance(found, AcceptedCard)
    assert found.components == [text(words)]


def test_a_card_answered_twice_may_be_refused() -> None:
    raw = body(entry("plan"), entry("plan"))
    said = rule(raw, Unpublished(repeated_card="refuse"))
    assert said == "cards[1].key answers a card that is answered above"


@pytest.mark.parametrize(
    ("value", "taken"), [(None, None), (15, 15), (60.0, 60), (1, 15), (0, 15), (10**12, TTL_MAX)]
)
def test_a_ttl_is_brought_inside_the_bounds(value: object, taken: int | None) -> None:
    assert ttl(value) == taken


def test_a_ttl_out_of_bounds_may_be_refused_or_taken() -> None:
    refusing = Unpublished(ttl_out_of_bounds="refuse")
    raw = body({**entry("plan"), "timeToLiveSeconds": 14})
    assert rule(raw, refusing) == "cards[0].timeToLiveSeconds must be in 15..31536000"
    assert ttl(14, Unpublished(ttl_out_of_bounds="accept")) == 14


@pytest.mark.parametrize("value", ["60", True, 1.5, [], {}])
def test_a_ttl_that_is_no_number_of_seconds_is_off_the_schema(value: object) -> None:
    raw = body({**entry("plan"), "timeToLiveSeconds": value})
    assert rule(raw) == "cards[0].timeToLiveSeconds must be whole seconds or null"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((status, FailureKind.RETRIABLE) for status in (429, 500, 502, 503, 504, 599)),
        *((status, FailureKind.INTEGRATION) for status in (400, 401, 404, 408, 499, 201, 204, 304)),
    ],
)
def test_only_a_200_is_read_and_each_status_has_its_kind(status: int, kind: FailureKind) -> None:
    results = judge(status, body(entry("plan")), ["plan"], RULES)
    assert results == {
        "plan": CardFailure(StatusCode(status, excerpt(body(entry("plan")))), kind),
    }
    assert retriable(results.values()) is (kind is FailureKind.RETRIABLE)


def test_of_a_refused_body_the_beginning_is_kept() -> None:
    assert excerpt(b"x" * BODY_SHOWN) == "x" * BODY_SHOWN
    assert excerpt(b"x" * (BODY_SHOWN + 1)) == "x" * BODY_SHOWN + "…"
    assert excerpt(b"\xff") == "\ufffd"


def fits(value: object) -> bool:
    """Whether JSON can carry it."""
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError:
        return False
    return True


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
).filter(fits)


@given(st.integers(100, 599), st.binary() | JSON.map(orjson.dumps))
def test_any_answer_gives_each_card_asked_for_a_result(status: int, raw: bytes) -> None:
    assert set(judge(status, raw, ["plan", "usage"], RULES)) == {"plan", "usage"}


@given(JSON)
def test_any_value_of_cards_gives_each_card_asked_for_a_result(value: Any) -> None:
    raws = (
        orjson.dumps({"cards": value}),
        body({"key": "plan", "components": value, "timeToLiveSeconds": value}),
    )
    for raw in raws:
        assert set(judge(200, raw, ["plan", "usage"], RULES)) == {"plan", "usage"}


@pytest.mark.parametrize("rule", ["clamp", "refuse", "accept"])
def test_a_negative_time_to_live_is_refused_whatever_is_set(rule: Any) -> None:
    body = b'{"cards": [{"key": "a", "timeToLiveSeconds": -1, "components": null}]}'
    (found,) = judge(200, body, ["a"], Unpublished(ttl_out_of_bounds=rule)).values()
    assert isinstance(found, CardFailure)
    assert "timeToLiveSeconds must not be negative" in str(found.detail)
