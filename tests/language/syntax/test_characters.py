"""What is seen from the characters alone: other quotation marks, comments, foreign signs."""

import pytest

from tests.support.syntax import HEAD, assert_mended


@pytest.mark.parametrize(
    ("body", "said", "line", "right"),
    [
        (
            HEAD + "{ customer { name @row(label: 'N') } }",
            "straight double",
            1,
            HEAD + '{ customer { name @row(label: "N") } }',
        ),
        (
            HEAD + "{ customer { name @row(label: “N”) } }",
            "straight double",
            1,
            HEAD + '{ customer { name @row(label: "N") } }',
        ),
        (
            HEAD + "{ // hello\n customer { name } }",
            "begins with #",
            1,
            HEAD + "{ # hello\n customer { name } }",
        ),
        (
            HEAD + "{ /* a\nb */ customer { name } }",
            "begins with #",
            1,
            HEAD + "{ # a\n#b \n customer { name } }",
        ),
        (
            HEAD + "{ customer { plan.name @text } }",
            "not after a point",
            1,
            HEAD + "{ customer { plan { name @text } } }",
        ),
        (HEAD + "{ customer { ..F } }", "three points", 1, HEAD + "{ customer { ...F } }"),
        (HEAD + "{\n customer { name; } }", "means nothing", 2, HEAD + "{\n customer { name } }"),
        (
            HEAD + "{ customer { n @badge(red: [> 3]) } }",
            "in quotation marks",
            1,
            HEAD + '{ customer { n @badge(red: ["> 3"]) } }',
        ),
        (
            HEAD + "{ customer\u00a0{ name } }",
            "no plain space",
            1,
            HEAD + "{ customer { name } }",
        ),
        (
            HEAD + '{ customer { name @row(label\uff1a "N") } }',
            "another sign",
            1,
            HEAD + '{ customer { name @row(label: "N") } }',
        ),
        (
            HEAD + "{ customer { n @each(max: 03) } }",
            "begins with no 0",
            1,
            HEAD + "{ customer { n @each(max: 3) } }",
        ),
        (
            'query Q @card(title: "T", ttl: 5m) { customer { name } }',
            "with a unit",
            1,
            'query Q @card(title: "T", ttl: "5m") { customer { name } }',
        ),
        (
            HEAD + '{ customer { name @note(text: "a\\d") } }',
            "backslash",
            1,
            HEAD + '{ customer { name @note(text: "a\\\\d") } }',
        ),
    ],
)
def test_a_sign_is_told_at_its_place_and_mended(
    body: str, said: str, line: int, right: str
) -> None:
    assert_mended(body, said, line, right)
