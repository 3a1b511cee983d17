"""What a value can be compared with."""

from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import GraphQLNamedType, parse_const_value
from hypothesis import given
from hypothesis import strategies as st

from aggregator.language.match import MatchError, parse_match
from tests.support.card_schema import card_schema

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def type_(name: str) -> GraphQLNamedType:
    found = card_schema().get_type(name)
    assert found is not None
    return found


def accepts(name: str, word: str, value: Any) -> bool:
    return parse_match(parse_const_value(word), type_(name)).accepts(value, NOW)


@pytest.mark.parametrize(
    ("name", "word", "value", "expected"),
    [
        ("SubscriptionStatus", "PAST_DUE", "PAST_DUE", True),
        ("SubscriptionStatus", "PAST_DUE", "ACTIVE", False),
        ("SubscriptionStatus", '"PAST_DUE"', "PAST_DUE", True),
        ("SubscriptionStatus", '"*"', "ANY", True),
        ("String", '"trial"', "trial", True),
        ("String", '"trial"', "Trial", False),
        ("String", '"< 10"', "< 10", True),
        ("ID", '"c_1"', "c_1", True),
        ("Boolean", "true", True, True),
        ("Boolean", "true", 1, False),
        ("Boolean", "false", False, True),
        ("Int", '"< 10"', 9, True),
        ("Int", '"<10"', 10, False),
        ("Int", '"<= 10"', 10, True),
        ("Int", '"> -1.5"', -1, True),
        ("Float", '">= 0.3"', 0.3, True),
        ("Float", '"= 0.1"', 0.1, True),
        ("Float", '"> 0"', float("nan"), False),
        ("Float", '"> 0"', float("inf"), True),
        ("Int", "0", 0, True),
        ("Int", '"= 1"', True, False),
        ("Int", '"> 1"', "2", False),
        ("Money", '"> 100"', "129.00 USD", True),
        ("Money", '"> 100"', "129.00", True),
        ("Money", '"> 100"', 129, False),
        ("Money", '"> 100"', "not money", False),
        ("Money", "0", "0.00 EUR", True),
        ("DateTime", '"past"', "2026-11-22T11:59:59+00:00", True),
        ("DateTime", '"past"', "2026-11-22T12:00:00+00:00", False),
        ("DateTime", '"past"', "2026-11-21", True),
        ("DateTime", '"past"', "2026-11-22", False),
        ("DateTime", '"future"', "2026-11-22", False),
        ("DateTime", '"future"', "2026-11-23", True),
        ("DateTime", '"within 7d"', "2026-11-22", True),
        ("DateTime", '"within 7d"', "2026-11-29", True),
        ("DateTime", '"within 7d"', "2026-11-30", False),
        ("DateTime", '"future"', "2026-11-22T14:00:00+01:00", True),
        ("DateTime", '"within 7d"', "2026-11-29T12:00:00+00:00", True),
        ("DateTime", '"within 7d"', "2026-11-29T12:00:01+00:00", False),
        ("DateTime", '"within 7d"', "2026-11-22T11:00:00+00:00", False),
        ("DateTime", '"future"', "no date", False),
        ("DateTime", '"> 30d ago"', "2026-10-23T11:59:59+00:00", True),
        ("DateTime", '"> 30d ago"', "2026-10-23T12:00:00+00:00", False),
        ("DateTime", '">= 30d ago"', "2026-10-23T12:00:00+00:00", True),
        ("DateTime", '"<2h ago"', "2026-11-22T12:00:01+02:00", True),
        ("DateTime", '"< 2h ago"', "2026-11-22T10:00:00+00:00", False),
        ("DateTime", '"<=  2h  ago"', "2026-11-22T10:00:00+00:00", True),
        ("DateTime", '"< 90s ago"', "2026-12-22T10:00:00+00:00", True),
        ("DateTime", '"> 5m ago"', "2026-12-22T10:00:00+00:00", False),
        ("DateTime", '"> 5m ago"', "no date", False),
        ("DateTime", '"> 1d ago"', "0001-01-01T00:00:00+14:00", True),
        ("DateTime", '"*"', "no date", True),
    ],
)
def test_a_word_matches_by_the_fields_type(
    name: str, word: str, value: Any, expected: bool
) -> None:
    assert accepts(name, word, value) is expected


@pytest.mark.parametrize(
    ("name", "word", "suggests"),
    [
        ("SubscriptionStatus", "PASTDUE", "PAST_DUE"),
        ("SubscriptionStatus", '"past"', "PAST_DUE"),
        ("SubscriptionStatus", "3", "ACTIVE"),
        ("String", "TRIAL", None),
        ("String", "3", None),
        ("Boolean", '"yes"', "true"),
        ("Int", '"less than 3"', "< 10"),
        ("Int", "MANY", "< 10"),
        ("Int", '"< 1e9"', "< 10"),
        ("DateTime", '"soon"', "future"),
        ("DateTime", '"within 7 days"', "within 7d"),
        ("DateTime", '"within 2w"', "within 7d"),
        ("DateTime", "past", "past"),
        ("DateTime", '"older than 30d"', "> 30d ago"),
        ("DateTime", '"newer than 2h ago"', "< 2h ago"),
        ("DateTime", '"> 30d"', "> 30d ago"),
        ("DateTime", '"= 30d ago"', "> 30d ago"),
        ("DateTime", '"> 30 days ago"', "> 30d ago"),
        ("DateTime", '"> 400d ago"', "> 30d ago"),
        ("Money", "[1]", "< 10"),
        ("String", "{a: 1}", None),
    ],
)
def test_any_other_word_is_refused_with_what_could_stand_there(
    name: str, word: str, suggests: str | None
) -> None:
    with pytest.raises(MatchError) as error:
        parse_match(parse_const_value(word), type_(name))
    assert error.value.message
    assert (suggests in error.value.allowed) if suggests else not error.value.allowed


def test_a_match_tells_which_enum_value_it_covers() -> None:
    enum = type_("SubscriptionStatus")
    assert parse_match(parse_const_value("ACTIVE"), enum).value == "ACTIVE"
    assert parse_match(parse_const_value('"*"'), enum).anything


@given(
    st.sampled_from(["Int", "Float", "Money", "DateTime", "String", "Boolean", "AccountTier"]),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()),
)
def test_no_value_makes_a_comparison_raise(name: str, value: Any) -> None:
    words = {
        "Int": '"< 1"',
        "Float": '"> 1"',
        "Money": '"= 1"',
        "DateTime": '"within 7d"',
        "String": '"a"',
        "Boolean": "true",
        "AccountTier": "FREE",
    }
    assert accepts(name, words[name], value) in {True, False}
