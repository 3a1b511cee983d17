"""A file in tokens: every character is in one or is ignored, and nothing stops the reader."""

import pytest

from tests.support.syntax import text_of


def test_tokens_know_their_line_and_whether_they_begin_it() -> None:
    tokens = text_of('query Q # a comment {\r\n  { """a\n"""\n x').tokens
    assert [(each.text, each.line, each.leading) for each in tokens] == [
        ("query", 1, True),
        ("Q", 1, False),
        ("{", 2, True),
        ('"""a\n"""', 2, False),
        ("x", 4, True),
        ("", 4, False),
    ]


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ('"a" "b', ["string", "open", "name"]),
        ('"""a', ["open", "name"]),
        ("...F -1.5e3 $a", ["spread", "name", "number", "sign", "name"]),
        ("; %", ["foreign", "foreign"]),
        ("\ufeff, ", []),
    ],
)
def test_what_is_no_token_of_graphql_is_a_token_too(body: str, kinds: list[str]) -> None:
    assert [each.kind for each in text_of(body).tokens] == [*kinds, "end"]


def test_a_line_has_an_end_and_an_indentation() -> None:
    text = text_of("a\n \t b c\r\nd")
    assert [text.indent(each) for each in text.tokens[:4]] == ["", " \t ", " \t ", ""]
    assert [text.line_end(at) for at in (0, 3, 10)] == [1, 8, 11]
