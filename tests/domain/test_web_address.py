"""Addresses as a browser writes them: `new URL(...).href`, but for what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.web_address import as_browsers_read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("  https://a.example/My File.pdf \n", "https://a.example/My%20File.pdf"),
        ("https://a.example/a\tb\r\nc?d\ne", "https://a.example/abc?de"),
        ('https://a.example/"<`>"?x=<y> z#p q', "https://a.example/%22%3C%60%3E%22?x=%3Cy%3E%20z#p%20q"),
        ("https://a.example\\b", "https://a.example\\b"),
        ("https://a.example/b\\c?d\\e", "https://a.example/b/c?d%5Ce"),
        ("https://a.example/100% sure", "https://a.example/100%%20sure"),
        ("https://a.example/b%20c d", "https://a.example/b%20c%20d"),
        ("https://a b.example/c d", "https://a b.example/c%20d"),
        ("mailto:Ann <a@b.co>?subject=a b", "mailto:Ann <a@b.co>?subject=a%20b"),
        ("no address at all", "no address at all"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_a_browser_encodes_is_encoded(written: str, read: str) -> None:
    assert as_browsers_read(written) == read


@given(st.text())
def test_to_read_it_again_changes_nothing(tail: str) -> None:
    once = as_browsers_read(f"https://a.example/{tail}")
    assert as_browsers_read(once) == once
