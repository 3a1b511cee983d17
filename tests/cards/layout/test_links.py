"""Which addresses may become a link."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.cards.layout.links import encode_value, safe_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.b/c?d=é#f", "https://a.b/c?d=%C3%A9#f"),
        ("HTTP://A.b:8080/x|{y}", "http://a.b:8080/x%7C%7By%7D"),
        ("https://münchen.de/", "https://xn--mnchen-3ya.de/"),
        ("https://x.co?q", "https://x.co?q"),
        ("mailto:a@b.co?subject=Hi%20you", "mailto:a@b.co?subject=Hi%20you"),
    ],
)
def test_absolute_web_and_mail_addresses_are_linked_in_ascii(text: str, url: str) -> None:
    assert safe_url(text) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.com",
        "/path",
        "https:evil.com",
        "https://",
        "https:///x",
        "https://bank.com@evil.com/",
        "https://bank.com\\@evil.com/",
        "https://a b/",
        "https://a/\nb",
        "https://a/<script>",
        "https://%65vil.com/",
        "https://a%2Fb/",
        "https://x/../y",
        "https://x/%2E%2e/y",
        "https://x:99999/",
        "https://.x/",
        "https://a..b/",
        "mailto:x",
        "mailto:a@b@c",
        "https://x/" + "y" * 2048,
        "https://\ud800/",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert safe_url(text) is None


@given(st.text())
def test_a_value_stays_in_its_segment(value: str) -> None:
    url = safe_url(f"https://x.co/a/{encode_value(value)}/b")
    if url is None:
        assert value in {".", ".."} or len(value) > 100
        return
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("https", "x.co", "", "")
    assert parts.path.count("/") == 3


@given(st.text())
def test_whatever_is_linked_is_an_absolute_address_of_an_allowed_scheme(text: str) -> None:
    for written in (text, f"https://{text}", f"mailto:{text}"):
        url = safe_url(written)
        if url is not None:
            assert url.isascii()
            assert url.startswith(("https://", "http://", "mailto:"))
