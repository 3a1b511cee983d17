"""Addresses as people type them."""

import pytest

from aggregator.cli.terminal.address import complete, is_own
from aggregator.cli.terminal.failure import WrongUsage


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("localhost:8484", "http://localhost:8484/cards"),
        ("127.0.0.1:8484/", "http://127.0.0.1:8484/cards"),
        ("[::1]:8484", "http://[::1]:8484/cards"),
        ("cards.example.com", "https://cards.example.com/cards"),
        ("http://cards.example.com", "http://cards.example.com/cards"),
        ("https://example.com/plain?team=a", "https://example.com/plain?team=a"),
    ],
)
def test_scheme_and_path_may_be_left_out(typed: str, url: str) -> None:
    assert complete(typed, "/cards") == url


@pytest.mark.parametrize(
    "typed", ["", "http://", "ftp://example.com", "localhost:many", "http://["]
)
def test_what_is_no_address_is_told_with_one_that_is(typed: str) -> None:
    with pytest.raises(WrongUsage, match=r"Fix: for example http://127\.0\.0\.1:8484"):
        complete(typed, "/cards")


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://127.0.0.1:1/cards", True),
        ("http://LOCALHOST/cards", True),
        ("http://[::1]/", True),
        ("https://localhost.example.com/", False),
        ("https://127.0.0.1.example.com/", False),
        ("http://127.0.0.1@example.com/", False),
    ],
)
def test_only_this_machine_is_our_own(url: str, own: bool) -> None:
    assert is_own(url) is own
