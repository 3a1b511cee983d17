"""What a reader sees of a text, and where it may be cut."""

import json
import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.plain.limits import utf16_length
from aggregator.domain.text import blank, cut_before, readable, same_to_reader, trimmed
from tests.support.node import NODE

UNSEEN = [
    *("\u200b", "\ufeff", "\u2060", "\u00ad", "\u034f", "\u180e", "\u115f", "\u1160", "\u3164"),
    *("\uffa0", "\u2800", "\u200e", "\u202e", "\u2066", "\ufe0f", "\U000e0001", "\U000e0041"),
    *("\U000e0100", "\x00", "\x1b", "\x85", "\x9b", "\u2028", "\xa0", "\u3000", " ", "\t", "\n"),
]
SEEN = ["a", "0", "\u0301", "ß", "م", "日", "😀", "\ufffd", ".", "\ue000"]

any_text = st.text(alphabet=st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize("letter", UNSEEN)
def test_what_is_drawn_as_nothing_is_blank(letter: str) -> None:
    assert blank(letter)
    assert trimmed(letter * 3) == ""
    assert not blank(f"{letter}a")


@pytest.mark.parametrize("letter", SEEN)
def test_what_is_drawn_is_not(letter: str) -> None:
    assert not blank(letter)
    assert trimmed(f" \u200b{letter}\ufeff ") == letter


def test_what_gives_a_sign_its_form_stays_at_the_end() -> None:
    for text in (
        "❤\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "ह\u200d",
    ):
        assert trimmed(text) == readable(text) == text


def test_hidden_tags_are_left_out_where_they_are_no_flag() -> None:
    assert readable("a\U000e0067\U000e0062b🏴\U000e0067\U000e007f") == "ab🏴\U000e0067\U000e007f"


@given(any_text)
def test_a_readable_text_is_exactly_what_its_reader_sees(text: str) -> None:
    found = readable(text)
    found.encode()
    assert readable(found) == found
    assert blank(found) == blank(text)
    assert not any(letter < " " and letter not in "\t\n" for letter in found)
    if same_to_reader(text):
        assert found == readable(text.replace("\r\n", "\n"))


PIECES = (
    *("a", " ", "\r", "\n", "e\u0301", "\u0301", "\u0308", "👨", "👩", "👧", "\u200d", "\ufe0f"),
    *("👍", "\U0001f3fd", "🇩", "🇪", "🏴", "\U000e0067", "\U000e007f", "각", "\u1100", "\u1161"),
    *("\u11a8", "가", "\u0e01", "\u0e33", "\u0e49", "\u0915", "\u094d", "\u0937", "\u093f"),
    *("\u0600", "\u06dd", "\u0d4e", "\u0d15", "\U000110bd", "\u0b95", "\u0bbf", "\uff76", "\uff9e"),
    *("#", "1", "\u20e3", "\u200b", "\u00a9", "❤", "🔥", "\u0a95", "\u0acd", "\u0abc", "日"),
)


def test_no_cut_goes_through_a_grapheme() -> None:
    chance = random.Random(5)  # noqa: S311 -- the same texts each time
    texts = ["".join(chance.choices(PIECES, k=chance.randint(2, 12))) for _ in range(4_000)]
    begins = _begins(texts)
    cuts = 0
    for text, allowed in zip(texts, begins, strict=True):
        for end in range(1, len(text)):
            at = cut_before(text, end)
            cuts += at > 0
            assert utf16_length(text[:at]) in allowed, (ascii(text), end)
    assert cuts > 4_000, "it cuts somewhere"


def _begins(texts: list[str]) -> list[list[int]]:
    script = Path(__file__).parents[1] / "support" / "graphemes.mjs"
    done = subprocess.run(  # noqa: S603 -- the wheel's node with our own script
        [str(NODE), str(script)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: list[list[int]] = json.loads(done.stdout)
    return found
