"""What is missing or too many between parentheses."""

import pytest

from tests.support.syntax import HEAD, assert_mended, mistake_in


@pytest.mark.parametrize(
    ("body", "said", "line", "right"),
    [
        (
            HEAD + '{ customer { name @row("N") } }',
            "has no name",
            1,
            HEAD + '{ customer { name @row(label: "N") } }',
        ),
        (
            HEAD + '{ customer { name @row(label "N") } }',
            "colon is missing",
            1,
            HEAD + '{ customer { name @row(label: "N") } }',
        ),
        (
            HEAD + '{ customer { name @row(label = "N") } }',
            "colon stands between",
            1,
            HEAD + '{ customer { name @row(label : "N") } }',
        ),
        (
            HEAD + '{ customer { name @row(label: "N" } }',
            "never closed",
            1,
            HEAD + '{ customer { name @row(label: "N") } }',
        ),
        (
            HEAD + '{ customer { status @badge(red: "A","B" "C") } }',
            "Several values are a list",
            1,
            HEAD + '{ customer { status @badge(red: ["A","B" "C"]) } }',
        ),
        (HEAD + "{ customer { name @row() } }", "empty", 1, HEAD + "{ customer { name @row } }"),
    ],
)
def test_an_argument_is_told_at_its_place_and_mended(
    body: str, said: str, line: int, right: str
) -> None:
    assert_mended(body, said, line, right)


def test_a_value_that_only_the_author_knows_is_asked_for() -> None:
    found = mistake_in(HEAD + "{ customer { name @row(label: ) } }")
    assert "needs a value" in found.message
    assert found.fix() == ()
