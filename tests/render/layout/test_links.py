"""Which addresses may become a link."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.render.layout.links import encode_value, mail_url, safe_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.b/c?d=é#f", "https://a.b/c?d=%C3%A9#f"),
        ("HTTP://A.b:8080/x|{y}", "http://a.b:8080/x%7C%7By%7D"),
        ("https://münchen.de/", "https://xn--mnchen-3ya.de/"),
        ("https://fußball.example/1", "https://xn--fuball-cta.example/1"),
        ("https://\uff11\uff12\uff17.0.0.1/", "https://127.0.0.1/"),
        ("https://x.co?q", "https://x.co?q"),
        ("mailto:a%40b.co", "mailto:a@b.co"),
        ("mailto:a@münchen.de", "mailto:a@xn--mnchen-3ya.de"),
        ("mailto:a@b.co?subject=Hi%20you", "mailto:a@b.co?subject=Hi%20you"),
        ("mailto:a@b.co?subject=Hi you", "mailto:a@b.co?subject=Hi%20you"),
        ("https://a/My File.pdf?q=a b#c d", "https://a/My%20File.pdf?q=a%20b#c%20d"),
        (' https://a/<b>?"c"=`d`\\e ', "https://a/%3Cb%3E?%22c%22=%60d%60%5Ce"),
        ("https://a/\nb\t?c\r\n", "https://a/b?c"),
        ("https://a/b\\c", "https://a/b/c"),
        ("https://a/b\xa0c\x00d", "https://a/b%C2%A0c%00d"),
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
        "https://a\\b/",
        "https://x/a\\..\\b",
        "java\nscript:alert(1)",
        "https://a\x00b/",
        "https://%65vil.com/",
        "https://a%2Fb/",
        "https://x/../y",
        "https://x/%2E%2e/y",
        "https://x:99999/",
        "https://10.0.0.300/",
        "https://x.1/",
        "https://0x7f/",
        "https://xn--a/",
        "https://xn--n3h.example/",  # a snowman, which IDNA 2008 has no name for
        "https://.x/",
        "https://a..b/",
        "mailto:x",
        "mailto:a@b@c",
        "mailto:a%20b@c.de",
        "mailto:a@1.2.3",
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


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("ann@shop.example", "mailto:ann@shop.example"),
        ("Ann Lee <ann@shop.example>", "mailto:ann@shop.example"),
        ('"Lee, Ann" <ann@shop.example> ', "mailto:ann@shop.example"),
        ("<ann@shop.example>", "mailto:ann@shop.example"),
        ("ann+a/b%@shop.example", "mailto:ann%2Ba%2Fb%25@shop.example"),
        ("ann@fußball.example", "mailto:ann@xn--fuball-cta.example"),
        ("ann", None),
        ("ann lee@shop.example", None),
        ("ann@shop.example, bob@shop.example", None),
        ("Ann <ann@shop.example> <bob@shop.example>", None),
        ("mailto:ann@shop.example", None),
        ("ann@shop.example?bcc=eve@evil.example", None),
    ],
)
def test_a_mailbox_is_written_to_by_its_bare_address(address: str, url: str | None) -> None:
    assert mail_url(address) == url
