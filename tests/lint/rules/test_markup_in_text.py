import pytest

from tests.support.cards import assert_fine, assert_found, card, check_text
from tests.support.mended import mended

CODE = "markup-in-text"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("R&amp;D", "R&D"),
        ("a &lt; b &#8211; c", "a < b \u2013 c"),
        ("say &quot;x&quot;", 'say \\"x\\"'),
        ("<strong>Plan</strong>", "Plan"),
        ("one<br/>two", "one two"),
        ("**Plan**", "Plan"),
        ("[Open](https://x.example.com)", "Open"),
    ],
)
def test_what_plain_would_show_as_it_is_is_mended_at_once(written: str, right: str) -> None:
    text = card(f'name @row(label: "{written}")')
    (found,) = check_text(text)
    assert found.code == CODE
    assert mended(text, found.fix) == card(f'name @row(label: "{right}")')


def test_a_text_is_told_of_markdown_which_it_can_write() -> None:
    text = card('name @text(text: "⟦**Hi**⟧ **{name}**")')
    assert assert_found(CODE, text).fix[0].text == ", markdown: true"


@pytest.mark.parametrize(
    "written",
    ["R&D", "AT&T; Verizon", "a < b and c > d", "2 ** 3", "<3", "snake__case", "[1] (2)", "&nope;"],
)
def test_what_is_none_is_fine(written: str) -> None:
    assert_fine(CODE, card(f'name @row(label: "{written}")'))


def test_whoever_says_whether_it_is_markdown_has_decided() -> None:
    for said in ("true", "false"):
        assert_fine(CODE, card(f'name @text(text: "**{{name}}** &amp;", markdown: {said})'))


def test_an_address_may_hold_what_looks_like_an_entity() -> None:
    assert_fine(CODE, card('id @link(label: "Open", url: "https://x.example.com/?a=1&copy;={id}")'))
