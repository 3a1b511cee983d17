"""One mistake: where it stands, and what mends it."""

from aggregator.language.syntax.mistake import change, mistake
from tests.support.syntax import text_of

TEXT = text_of("query\nqury")


def test_a_place_of_no_length_is_widened_so_that_it_can_be_seen() -> None:
    found = mistake(TEXT, (6, 6), "words").found
    assert found.span.ends() == (2, 1, 2, 2)


def test_changes_outrank_what_was_meant() -> None:
    meant = mistake(TEXT, (6, 10), "words", meant=("query", "mutation")).found
    assert [edit.text for edit in meant.fix()] == ["query"]
    both = mistake(TEXT, (6, 10), "words", None, [change(TEXT, 6, 10, "x")], ("query",)).found
    assert [edit.text for edit in both.fix()] == ["x"]
    assert str(mistake(TEXT, (0, 1), "words")) == "words"
