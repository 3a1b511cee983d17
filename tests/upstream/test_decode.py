"""Whole numbers keep their digits, and what is not JSON is refused."""

import math

import pytest

from aggregator.upstream.decode import DEPTH_MAX, PARTS_MAX, TooManyParts, decode


@pytest.mark.parametrize(
    "digits",
    ["7", "9007199254740993", "18446744073709551615", "18446744073709551616",
     "123456789012345678901", "-9223372036854775809", "1" * 400],
)  # fmt: skip
def test_a_whole_number_keeps_all_its_digits(digits: str) -> None:
    (found,) = decode(f"[{digits}]".encode())
    assert (type(found), str(found)) == (int, digits)


def test_what_stands_beside_a_long_number_is_read_as_ever() -> None:
    body = '{"id": 123456789012345678901, "ratio": 0.1, "name": "Zoë", "none": null, "on": true}'
    assert decode(body.encode()) == {
        "id": 123456789012345678901,
        "ratio": 0.1,
        "name": "Zoë",
        "none": None,
        "on": True,
    }


@pytest.mark.parametrize("number", ["1e400", "1" * 5_000])
def test_a_number_that_nobody_can_hold_is_infinite_and_costs_nothing_else(number: str) -> None:
    assert decode(f'{{"a": {number}, "b": 1}}'.encode()) == {"a": math.inf, "b": 1}


def test_a_long_number_too_deep_for_the_exact_reader_does_not_end_in_an_error() -> None:
    depth = 1_000
    body = b"[" * depth + b"123456789012345678901" + b"]" * depth
    found = decode(body)
    while isinstance(found, list):
        (found,) = found
    assert found in (123456789012345678901, 1.2345678901234568e20)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb"hi \ud83d", "hi \ufffd"),
        (rb"\uDE00!", "\ufffd!"),
        (rb"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (rb"\ud83dx\\ud83d", "\ufffdx\\ud83d"),
        (rb"\ud83d\u0041\ud7ff\n", "\ufffdA\ud7ff\n"),
        (b"Jos\xe9", "Jos\ufffd"),
        (b"\xf0\x9f\x98", "\ufffd"),
    ],
)
def test_what_is_no_text_costs_that_text_alone(written: bytes, read: str) -> None:
    body = b'{"preview": "' + written + b'", "id": 123456789012345678901, "b": {"c": 1.5}}'
    assert decode(body) == {"preview": read, "id": 123456789012345678901, "b": {"c": 1.5}}


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[" * 20_000, b"[" * 20_000 + b"]" * 20_000, b'"\\ud83d', b'"\x01"',
     b'{"a": [', b"NaN", b"[1e400, NaN]", b"[1234567890123456789012,]", "[1]".encode("utf-16")],
)  # fmt: skip
def test_what_is_not_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- two readers, each with words of its own
        decode(body)


def test_how_deep_the_slow_reader_goes_is_the_same_on_every_python() -> None:
    def nested(depth: int) -> bytes:
        return b'{"a":[' * (depth // 2) + rb'"\ud83d"' + b"]}" * (depth // 2)

    assert decode(nested(DEPTH_MAX)) == decode(nested(DEPTH_MAX).replace(rb"\ud83d", b"\xff"))
    with pytest.raises(ValueError, match="nested too deep"):
        decode(nested(DEPTH_MAX + 2))
    beside = b"[" + b"[]," * DEPTH_MAX + rb'"\ud83d"]'
    assert len(decode(beside)) == DEPTH_MAX + 1


def test_a_byte_order_mark_in_front_is_dropped() -> None:
    assert decode(b'\xef\xbb\xbf{"id": 1}') == {"id": 1}
    assert decode(b'{"id": "\xef\xbb\xbf"}') == {"id": "\ufeff"}
    with pytest.raises(ValueError, match=r"."):
        decode(b"\xef\xbb\xbf\xef\xbb\xbf{}")


def test_a_body_that_costs_too_much_to_read_is_refused_before_it_is_read() -> None:
    most = b"[" + b"{}," * (PARTS_MAX - 2) + b"{}]"
    assert len(decode(most)) == PARTS_MAX - 1
    for body in (b"[" + most[1:-1] + b",{}]", b"[" * (PARTS_MAX + 1)):
        with pytest.raises(TooManyParts, match=f"{PARTS_MAX} are the most"):
            decode(body)
