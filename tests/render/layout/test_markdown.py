"""Foreign strings inside an author's markdown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.render.layout.markdown import escape_markdown, escape_title

HOSTILE = st.text(alphabet="[]()<>*_`~!#+-=.&|\\:/ \n\r\t1w.htpscom@", max_size=40) | st.text()


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Acme, Inc. - 50% (EU)", "Acme, Inc. - 50% \\(EU\\)"),
        ("[click](https://evil)", "\\[click\\]\\(https:/\u2060/evil\\)"),
        ("www.evil.com", "www\u2060.evil.com"),
        ("a\n\n# b", "a # b"),
        ("# b", "\\# b"),
        ("1. b", "1\\. b"),
        ("- b", "\\- b"),
        ("\\*", "\\\\\\*"),
    ],
)
def test_only_what_means_something_is_escaped(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped


@given(HOSTILE)
def test_no_emphasis_link_address_entity_or_block_is_left(text: str) -> None:
    escaped = escape_markdown(text)
    bare = re.sub(r"\\.", "", escaped)
    assert not re.search(r"[\\`*_{}\[\]()!|<>~&\n\r]", bare)
    assert not re.search(r"(?i)://|\bwww\.", escaped)
    assert not re.match(r"[#+\-=]|\d+\.(\s|$)", escaped)


@given(st.text(alphabet="\"'\\()[] a") | HOSTILE)
def test_no_quote_ends_a_title(text: str) -> None:
    assert not re.search("""["']""", re.sub(r"\\.", "", escape_title(text)))


@given(HOSTILE)
def test_taking_the_escapes_away_gives_the_words_back(text: str) -> None:
    unescaped = re.sub(r"\\(.)", r"\1", escape_markdown(text)).replace("\u2060", "")
    assert unescaped == " ".join(text.replace("\u2060", "").split()) or "\u2060" in text
