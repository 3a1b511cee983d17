"""Hosts as browsers know them."""

import pytest

from aggregator.domain.host import ascii_host, international


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("Shop.Example", "shop.example"),
        ("shop.example.", "shop.example."),
        ("fußball.example", "xn--fuball-cta.example"),
        ("MÜNCHEN.de", "xn--mnchen-3ya.de"),
        ("日本。jp", "xn--wgv71a.jp"),
        ("a_b.é.de", "a_b.xn--9ca.de"),
        ("10.0.0.3", "10.0.0.3"),
        ("a.0xg", "a.0xg"),
        ("a.1b", "a.1b"),
    ],
)
def test_a_host_is_written_as_browsers_open_it(name: str, host: str) -> None:
    assert ascii_host(name) == host


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "a..b",
        ".a",
        "10.0.0.300",
        "1.2.3",
        "1.2.3.4.5",
        "01.2.3.4",
        "a.1",
        "a.0x1f",
        "a.1.",
        "a%41.example",
        "a b",
        "a:1",
        "[::1]",
        "xn--a",
        "\u00ad",
        "a\u202eb.example",
        "\ud800.example",
        "ü" * 300,
    ],
)
def test_what_browsers_open_nothing_for_is_no_host(name: str) -> None:
    assert ascii_host(name) is None


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("shop.example", True),
        ("XN--MNCHEN-3YA.de", True),
        ("xn--.de", False),
        ("xn--xn--mnchen-3ya-zfb.de", False),
        ("xn--mnchen-3y.de", False),
        ("xn--4dbrk0ce.example", True),
        ("xn--4db85k.de", False),  # a letter of 2021, whose direction not every browser knows
        ("1a.xn--4dbrk0ce", False),  # digits first, beside a label from right to left
    ],
)
def test_an_a_label_stands_for_a_name(host: str, is_one: bool) -> None:
    assert international(host) is is_one
