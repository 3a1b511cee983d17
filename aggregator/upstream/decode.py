"""JSON as a source sends it, with every digit of its whole numbers.

orjson is many times faster than the standard reader, and makes a float of a whole number over 64
bits: `123456789012345678901`, an id in some systems, would become another id. A body that holds
such a number is read once more, by the reader that keeps them. A number that no reader can hold
is infinity: it costs the field it stands in, and not the answer. So does text that is none: half an
emoji, which systems that count in UTF-16 cut off, and bytes that are no UTF-8 become U+FFFD.
"""

import json
import math
import re
from collections.abc import Iterable
from typing import Any

import orjson

PARTS_MAX = 50_000
"""Objects and lists of one body. A megabyte of empty ones costs a hundred to hold, and more time to
read than one card may take from the others; real records have tens of bytes in each."""

_MARK = b"\xef\xbb\xbf"
_DIGITS = bytes(ord("0") if byte in b"0123456789" else ord(" ") for byte in range(256))
_LONG_NUMBER = b"0" * 19
"""With every digit a zero and all else a space, a long number is found by comparing bytes, at a
tenth of what a pattern takes to look for one."""

_HALVES = re.compile(
    rb"(?P<whole>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|\\[^u]|\\u[^dD]|\\u[dD][0-7])"
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""Escapes of JSON, one after the other: a `whole` one, or one that is half of a surrogate pair."""

DEPTH_MAX = 500
"""Lists and objects in each other where the slow reader is needed. Nobody's answer is as deep, and
what that reader itself can take differs from one Python to the next: from under 1,000 to all."""

_DIGITS_MAX = 1_000
"""More are no number of anybody's; Python itself reads up to 4,300."""


class TooManyParts(ValueError):
    """Reading this body would cost too much. The message says what it holds."""


def decode(body: bytes, most: int = PARTS_MAX) -> Any:
    """`body` decoded; whole numbers are int, however long. ValueError: it is not JSON.

    A byte order mark in front is dropped, as RFC 8259 allows. What has more than `most` objects
    and lists is TooManyParts, before anything is read.
    """
    body = body.removeprefix(_MARK)
    if len(body) > most and (parts := body.count(b"{") + body.count(b"[")) > most:
        raise TooManyParts(f"{parts} objects and lists, where {most} are the most")
    try:
        decoded = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _less_strictly(body)
    if _LONG_NUMBER not in body.translate(_DIGITS):
        return decoded
    try:
        return json.loads(body, parse_int=_whole)
    except RecursionError:
        # Nested deeper than that reader goes. What is a float here is never taken for an id or a
        # key (mapping/records.py), so no other one is shown.
        return decoded


def _less_strictly(body: bytes) -> Any:
    """Decode what has a number or text that the fast reader refuses. ValueError: it is not JSON."""
    text = body.decode("utf-8", "replace").encode()
    text = _HALVES.sub(lambda found: found["whole"] or rb"\ufffd", text)
    try:
        decoded = json.loads(text.decode(), parse_int=_whole, parse_constant=_refused)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if body.count(b"{") + body.count(b"[") > DEPTH_MAX and _is_deep(decoded):
        raise ValueError("it is nested too deep")
    return decoded


def _is_deep(decoded: Any) -> bool:
    """Whether there are more than `DEPTH_MAX` lists and objects in each other."""
    level = [decoded]
    for _ in range(DEPTH_MAX):
        level = [part for whole in level for part in _parts(whole) if isinstance(part, dict | list)]
        if not level:
            return False
    return True


def _parts(whole: Any) -> Iterable[Any]:
    if isinstance(whole, dict):
        return whole.values()
    return whole if isinstance(whole, list) else ()


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _DIGITS_MAX else math.inf


def _refused(word: str) -> float:
    raise ValueError(f"{word} is not JSON")
