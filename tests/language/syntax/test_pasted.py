"""What is no card as a whole is told as that; what begins like it and is one, is not."""

import pytest
from graphql import Source

from aggregator.language.syntax import find_mistake


@pytest.mark.parametrize(
    "text",
    [
        'query: Q @card(title: "T") { customer { id @text } }',
        "customer: { id @text }",
        '{ "id" }',
        "select { id }}",
        "class",
    ],
)
def test_what_is_a_mistake_in_a_card_is_not_another_language(text: str) -> None:
    found = find_mistake(Source(text))
    assert found is None or "This is" not in found.message or text.startswith("select")


def test_types_are_not_told_how_a_card_begins() -> None:
    found = find_mistake(Source('{"a": 1}'), of_queries=False)
    assert found is None or "card" not in found.message


def test_a_script_is_taken_away_from_around_its_query() -> None:
    body = "import { gql } from 'x'\n\nexport const Q = gql`query Q { a }`\n\nexport default Q\n"
    found = find_mistake(Source(body.replace("import { gql } from 'x'\n\n", "")))
    assert found is not None
    assert [change.text for change in found.changes] == ["", ""]


def test_a_query_with_a_hole_of_javascript_is_not_cut_out() -> None:
    found = find_mistake(Source("const Q = gql`query Q { ${x} `y` }`"))
    assert found is not None
    assert found.changes == ()
