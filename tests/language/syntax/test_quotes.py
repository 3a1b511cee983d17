"""Where a text was meant to end whose quotation mark nothing closes."""

import pytest

from tests.support.syntax import HEAD, assert_mended


@pytest.mark.parametrize(
    ("body", "said", "line", "right"),
    [
        (
            HEAD + '{ customer { name @row(label: "N) } }',
            "never closed",
            1,
            HEAD + '{ customer { name @row(label: "N") } }',
        ),
        (
            HEAD + '{ customer { name @note(text: "a (b) [c]) } }',
            "never closed",
            1,
            HEAD + '{ customer { name @note(text: "a (b) [c]") } }',
        ),
        (
            'query Q @card(title: "T, ttl: "5m") { customer { name } }',
            "never closed",
            1,
            'query Q @card(title: "T", ttl: "5m") { customer { name } }',
        ),
        (
            HEAD + '{ customer { name @row(label: """N) } }',
            'The """ of line 1',
            1,
            HEAD + '{ customer { name @row(label: """N""") } }',
        ),
        (
            HEAD + '{ customer { name @note(text: "a\nb") } }',
            "several lines",
            1,
            HEAD + '{ customer { name @note(text: """a\nb""") } }',
        ),
        (
            HEAD + '{ customer { name @row(label: "N”) } }',
            "never closed",
            1,
            HEAD + '{ customer { name @row(label: "N") } }',
        ),
    ],
)
def test_a_text_is_told_at_its_place_and_mended(
    body: str, said: str, line: int, right: str
) -> None:
    assert_mended(body, said, line, right)
