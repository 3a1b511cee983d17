"""Each kind of value: what it refuses, and that its JSON Schema takes whatever it takes."""

import pytest
from jsonschema import Draft202012Validator

from aggregator.domain.plain.values import (
    DateTimeRule,
    NamedRule,
    TextRule,
    UrlRule,
    ValueRule,
    WordRule,
)

GOOD: list[tuple[ValueRule, list[object]]] = [
    (TextRule(10, 1), ["x", "x" * 10, "😀" * 5, "a\nb", "\u202e"]),
    (TextRule(10), [""]),
    (WordRule(("S", "M")), ["S", "M"]),
    (
        UrlRule(),
        [
            "https://a.co",
            "HTTP://a.co:80/x?y#z",
            "https://[::1]/",
            "https://user@a.co",
            "https://xn--bcher-kva.example/ß",
            "https://a.co:/",
            "https://a.co:65535",
            "https://a.0xg/",
            "https://192.168.0.1:8080/",
            "MailTo:a@b.co?subject=Hi%20there",
            "https://a.co?x=1",
        ],
    ),
    (
        DateTimeRule(),
        [
            "2026-11-22T10:01:00Z",
            "2026-11-22T10:01Z",
            "2026-11-22T10:01:00.123+05:30",
            "2026-11-22T10:01:00.123456-00:00",
        ],
    ),
    (NamedRule(("a", "b")), [{"a": "x"}, {"b": "ä"}]),
]

BAD: list[tuple[ValueRule, list[object]]] = [
    (TextRule(10, 1), ["", "x" * 11, 7, None, ["x"]]),
    (WordRule(("S", "M")), ["s", "", None, 1, ["S"], {}]),
    (
        UrlRule(),
        [
            7,
            "",
            "a.co",
            "tel:1",
            "https:a.co",
            "https://",
            "https:///x",
            "https://a b",
            "https://bücher.example/",
            "https://10.0.0.300/",
            "https://a.1/",
            "https://a.0x",
            "https://a.0xff.",
            "https://1.2.3/",
            "https://a%00b/",
            "https://a^b/",
            "https://a.co:65536",
            "https://a.co:x",
            "https://[::1",
            "https://[1::2::3]/",
            "https://:80/",
            "mailto:",
            "mailto://a.co:99999",
        ],
    ),
    (
        DateTimeRule(),
        [
            "2026-11-22",
            "2026-11-22T10:01:00",
            "2026-11-22 10:01:00Z",
            "20261122T100100Z",
            "2026-W47-7T10:01:00Z",
            "2026-11-22T10:01:00z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T10:01:60Z",
            "2026-11-22T10:01:00+24:00",
            "\uff12026-11-22T10:01:00Z",
            1795341660,
        ],
    ),
    (NamedRule(("a", "b")), [{}, {"a": "x", "b": "y"}, {"c": "x"}, {"a": ""}, {"a": 7}, "x", None]),
]

SCHEMA_CANNOT: list[tuple[ValueRule, list[object]]] = [
    (TextRule(10), ["😀" * 6]),
    (UrlRule(), ["https://xn--a/", "https://a.xn--0.co", "https://xn--/"]),
    (DateTimeRule(), ["2026-13-01T10:01:00Z", "2026-02-30T10:01:00Z"]),
]


def cases(table: list[tuple[ValueRule, list[object]]]) -> list[tuple[ValueRule, object]]:
    return [(kind, value) for kind, values in table for value in values]


def in_schema(kind: ValueRule, value: object) -> bool:
    return Draft202012Validator(kind.schema()).is_valid(value)


@pytest.mark.parametrize(("kind", "value"), cases(GOOD), ids=repr)
def test_what_is_taken_is_in_the_schema(kind: ValueRule, value: object) -> None:
    assert kind.broken(value) is None
    assert in_schema(kind, value)


@pytest.mark.parametrize(("kind", "value"), cases(BAD), ids=repr)
def test_what_is_refused_is_not(kind: ValueRule, value: object) -> None:
    assert kind.broken(value)
    assert not in_schema(kind, value)


@pytest.mark.parametrize(("kind", "value"), cases(SCHEMA_CANNOT), ids=repr)
def test_what_a_schema_cannot_say_is_refused_by_us(kind: ValueRule, value: object) -> None:
    assert kind.broken(value)
    assert in_schema(kind, value)
