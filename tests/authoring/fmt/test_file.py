"""Whatever a card file looks like: one style, and never another meaning."""

from pathlib import Path

import pytest
from graphql import Source, TokenKind, parse
from hypothesis import HealthCheck, given, settings

from aggregator.authoring.fmt.file import FormatError, formatted
from aggregator.language.source import parse_text, read_file
from tests.support.card_texts import documents
from tests.support.cards import parsed

ROOT = Path(__file__).parents[3]
FILES = [*ROOT.glob("cards/*/*.graphql"), *ROOT.glob("graphql/fragments/*.graphql")]


def comments(text: str) -> list[str]:
    loc = parse(text).loc
    token = loc.start_token if loc else None
    found = []
    while token:
        if token.kind is TokenKind.COMMENT:
            found.append((token.value or "").rstrip())
        token = token.next
    return sorted(found)


@settings(
    max_examples=15,  # make soak lays out thousands of cards
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(documents())
def test_any_document_keeps_its_meaning_and_comments_and_is_done_after_once(text: str) -> None:
    file = parse_text(Path("a.graphql"), Source(text, "a.graphql"))
    assert file.problem is None, file.problem
    once = formatted(file)
    assert parse(once, no_location=True) == parse(text, no_location=True)
    assert comments(once) == comments(text)
    assert formatted(parsed(once)) == once
    assert once.endswith("\n")
    assert "\n\n\n" not in once or '"""' in once
    assert not once.startswith("\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_repositorys_own_cards_are_formatted(path: Path) -> None:
    assert formatted(read_file(path)) == path.read_text(encoding="utf-8")


def test_every_line_ending_becomes_one(tmp_path: Path) -> None:
    path = tmp_path / "a.graphql"
    path.write_bytes(b"\xef\xbb\xbfquery A {\r\n  a # b\r  c\n}\r\n")
    assert formatted(read_file(path)) == "query A {\n  a # b\n  c\n}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("query {", "syntax-error"),
        ("# only a comment", "syntax-error"),
        ("", "syntax-error"),
        ("type A { b: Int }", "not-executable"),
        ("query A " + "{ a " * 40 + "}" * 40, "too-deep"),
    ],
)
def test_what_cannot_be_formatted_says_why(text: str, code: str) -> None:
    with pytest.raises(FormatError) as raised:
        formatted(parsed(text))
    assert raised.value.problem.code == code


def test_descriptions_of_operations_variables_and_fragments_are_kept() -> None:
    """GraphQL of September 2025 lets each of them say what it is for."""
    text = '''"What it shows" query Q("Whose" $a: ID, """
Several
  lines
""" $b: [Int!] = [1] @d # why
$c: ID) { a } "Part" fragment F on T { b }'''
    once = formatted(parsed(text))
    assert (
        once
        == '''"What it shows"
query Q(
  "Whose"
  $a: ID,
  """
  Several
    lines
  """
  $b: [Int!] = [1] @d, # why
  $c: ID
) {
  a
}

"Part"
fragment F on T {
  b
}
'''
    )
    assert formatted(parsed(once)) == once
