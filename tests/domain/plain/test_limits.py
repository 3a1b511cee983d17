import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.plain.limits import clamp, exact, utf16_length

any_text = st.text(alphabet=st.characters(codec=None, exclude_categories=()))
"""Every code point, lone surrogates too."""


@pytest.mark.parametrize(
    ("text", "length"),
    [("", 0), ("abc", 3), ("é", 1), ("…", 1), ("😀", 2), ("👨‍👩‍👧", 8), ("\ud800", 1)],
)
def test_lengths_are_those_of_javascript(text: str, length: int) -> None:
    assert utf16_length(text) == length


def test_a_text_at_the_limit_is_left_as_it_is() -> None:
    assert clamp("abcde", 5) == "abcde"
    assert clamp("ab😀", 4) == "ab😀"


def test_a_longer_text_is_cut_and_marked() -> None:
    assert clamp("abcdef", 5) == "abcd…"
    assert clamp("ééééé", 3) == "éé…"
    assert clamp("one two", 5) == "one…"


def test_an_emoji_is_never_cut_in_two() -> None:
    assert clamp("ab😀cd", 4) == "ab…"
    assert clamp("ab😀cd", 5) == "ab😀…"


def test_a_text_is_cut_between_graphemes() -> None:
    assert clamp("abc👨‍👩‍👧d", 9) == "abc…"
    assert clamp("🇩🇪🇫🇷🇮🇹", 8) == "🇩🇪…"
    assert clamp("e\u0301" * 5, 4) == "e\u0301…"
    assert clamp("👨‍👩‍👧", 1) == "…"


def test_a_text_is_clamped_as_its_reader_sees_it() -> None:
    assert clamp("a\x00b\u202ec", 3) == "abc"
    assert clamp("\u200b\x00", 3) == ""


def test_a_value_is_exact_when_nothing_of_it_is_cut_or_left_out() -> None:
    assert exact("a\r\n😀", 5) == "a\r\n😀"
    assert exact("a\r\n😀", 4) is None
    assert exact("a\x00", 9) is None
    assert exact("a\u2067", 9) is None


def test_lone_surrogates_are_replaced_and_split_pairs_are_joined() -> None:
    assert clamp("a\ud800b", 10) == "a\ufffdb"
    assert clamp("a\ud83d\ude00", 10) == "a😀"


def test_a_limit_without_room_for_the_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        clamp("abc", 0)


@given(any_text, st.integers(1, 40))
def test_whatever_is_clamped_fits_and_can_be_encoded(text: str, limit: int) -> None:
    cut = clamp(text, limit)
    cut.encode()
    assert utf16_length(cut) <= limit
    assert clamp(cut, limit) == cut
