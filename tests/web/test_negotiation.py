"""Which media type an Accept header gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.web.negotiation import GRAPHQL, JSON, choose, is_json


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ([], JSON),
        ([""], JSON),
        (["*/*"], JSON),
        (["application/*"], JSON),
        (["application/json"], JSON),
        ([GRAPHQL], GRAPHQL),
        ([GRAPHQL.upper()], GRAPHQL),
        ([f"{GRAPHQL}; charset=utf-8"], GRAPHQL),
        ([f"{GRAPHQL}, application/json;q=0.9"], GRAPHQL),
        ([f"{GRAPHQL}, application/json"], GRAPHQL),
        ([f"application/json, {GRAPHQL}"], GRAPHQL),
        (["application/json", GRAPHQL], GRAPHQL),
        ([f"{GRAPHQL};q=0.5, application/json"], JSON),
        ([f"{GRAPHQL};q=0.5, */*"], JSON),
        ([f"{GRAPHQL}, */*;q=0.1"], GRAPHQL),
        ([f"{GRAPHQL};q=0, */*"], JSON),
        (["application/json;q=0, */*"], GRAPHQL),
        (["text/html, */*;q=0.8"], JSON),
        (["text/html"], None),
        (["application/json;q=0"], None),
        (["application/json;q=x"], None),
        (["application/json;q=nan"], None),
        (["image/*, ,;;"], None),
    ],
)
def test_the_accept_header_decides(accept: list[str], chosen: str | None) -> None:
    assert choose(accept) == chosen


@given(st.lists(st.text(alphabet="aplicton/jsq=*;,. +-019", max_size=40), max_size=3))
def test_no_accept_header_breaks_it(accept: list[str]) -> None:
    assert choose(accept) in (GRAPHQL, JSON, None)


@pytest.mark.parametrize(
    ("content_type", "json"),
    [
        ("application/json", True),
        ("Application/JSON; charset=UTF-8", True),
        ('application/json; charset="utf-8"', True),
        ("application/json; charset=latin-1", False),
        ("application/jsonp", False),
        ("text/plain", False),
        ("", False),
        (None, False),
    ],
)
def test_json_is_told_by_its_content_type(content_type: str | None, json: bool) -> None:
    assert is_json(content_type) is json
