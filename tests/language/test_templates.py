"""Templates: parts with their places in the string."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.language.templates import (
    Hole,
    Literal,
    Segment,
    TemplateError,
    parse_path,
    parse_template,
)


def test_parts_know_where_they_stand() -> None:
    assert parse_template("Hi {plan.name|date}!") == (
        Literal("Hi ", 0, 3),
        Hole((Segment("plan", 4, 8), Segment("name", 9, 13)), "date", 3, 19),
        Literal("!", 19, 20),
    )


def test_space_inside_braces_is_allowed() -> None:
    (hole,) = parse_template("{  a . b | money }")
    assert isinstance(hole, Hole)
    assert hole.path == (Segment("a", 3, 4), Segment("b", 7, 8))
    assert (hole.names, hole.function) == (("a", "b"), "money")


@pytest.mark.parametrize(
    ("text", "words"),
    [("{{a}}", "{a}"), ("{{{{", "{{"), ("a } b", "a } b"), ("}}}", "}}"), ("{{", "{"), ("", "")],
)
def test_doubled_braces_are_braces(text: str, words: str) -> None:
    parts = parse_template(text)
    assert "".join(part.text for part in parts if isinstance(part, Literal)) == words
    assert len(parts) == (1 if words else 0)


@pytest.mark.parametrize(
    ("text", "start", "end", "allowed"),
    [
        ("ab {c", 3, 4, False),
        ("ab {c {d}", 3, 4, False),
        ("ab {}", 3, 5, False),
        ("ab { }", 3, 6, False),
        ("{a..b}", 3, 4, False),
        ("{.a}", 1, 2, False),
        ("{a b}", 1, 4, False),
        ("{a|shout}", 3, 8, True),
        ("{a| shout }", 4, 9, True),
        ("{a|}", 3, 4, True),
        ("{a|date|money}", 3, 13, True),
        ("${}", 1, 3, False),
    ],
)
def test_what_is_wrong_is_pointed_at(text: str, start: int, end: int, allowed: bool) -> None:
    with pytest.raises(TemplateError) as error:
        parse_template(text)
    assert (error.value.start, error.value.end) == (start, end)
    assert bool(error.value.allowed) is allowed
    assert error.value.message


def test_a_path_can_be_parsed_alone() -> None:
    assert parse_path("a.b") == (Segment("a", 0, 1), Segment("b", 2, 3))


@given(st.text(alphabet="{}|. aB1_$\n") | st.text())
def test_any_text_is_parts_in_order_or_a_template_error(text: str) -> None:
    try:
        parts = parse_template(text)
    except TemplateError as error:
        found = (error.start, error.end)
    else:
        found = (0, len(text) or 1)
        at = 0
        for part in parts:
            assert part.start == at
            at = part.end
        assert at == len(text)
    assert 0 <= found[0] < found[1] <= max(len(text), 1)
