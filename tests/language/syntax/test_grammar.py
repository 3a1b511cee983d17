"""What may stand where: the head of a card, its braces, and what follows them."""

import pytest
from graphql import Source

from aggregator.language.syntax import find_mistake
from tests.support.syntax import HEAD, assert_mended, mistake_in


@pytest.mark.parametrize(
    ("body", "said", "line", "right"),
    [
        (HEAD + "{ customer { } }", "at least one field", 1, HEAD + "{ customer { id @text  } }"),
        ("qury Q { customer { name } }", "begins nothing", 1, "query Q { customer { name } }"),
        (HEAD, "no braces", 1, HEAD + "{ customer { id @text } } "),
        ("{ customer { name } } x", "The card has ended", 1, "{ customer { name } } "),
    ],
)
def test_a_part_is_told_at_its_place_and_mended(
    body: str, said: str, line: int, right: str
) -> None:
    assert_mended(body, said, line, right)


@pytest.mark.parametrize("body", [HEAD + "{ customer { name @text } }", "mutation M { x }"])
def test_what_is_graphql_has_no_mistake_of_syntax(body: str) -> None:
    assert find_mistake(Source(body)) is None


def test_an_empty_file_is_told_how_a_card_begins() -> None:
    assert "A card begins with query" in str(mistake_in("").hint)


def test_a_file_that_is_nested_without_end_is_left_to_its_own_limit() -> None:
    assert find_mistake(Source(HEAD + "{ a " * 5000)) is None
