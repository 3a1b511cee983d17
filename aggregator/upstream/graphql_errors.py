"""A GraphQL source tells of failures in a 200: its `errors`, by their codes.

A code is `extensions.code` by the habit of most servers; GitHub's is `type`, others write
`extensions.type`, a word of their own beside it, or an HTTP status. In any spelling: `RATE_LIMITED`
and `rateLimited` are one.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from aggregator.upstream import waits

LIMITED = re.compile(
    "THROTTL|TOOMANY(?:REQUEST|CALL|QUERIES)|ENHANCEYOURCALM|^429$"
    "|(?:RATE|REQUEST|CALL|MINUTE|DAILY|CONCURRENCY)S?LIMIT|MAXCONCURRENCY"
    "|(?:QUOTA|BUDGET)(?:IS)?(?:EXCEEDED|EXHAUSTED|REACHED)|MAXCOSTEXCEEDED"
)
"""Part of a code in capitals. That ONE query is too complex (`MAX_COMPLEXITY_EXCEEDED`) is another
thing: waiting does not help."""

REFUSED = {"UNAUTHENTICATED", "UNAUTHORIZED", "FORBIDDEN", "ACCESSDENIED", "401", "403"}
DECLARED = {
    "GRAPHQLPARSEFAILED", "GRAPHQLVALIDATIONFAILED", "VALIDATIONERROR", "INVALIDSYNTAX",
    "OPERATIONNOTSUPPORTED", "BADUSERINPUT", "400",
}  # fmt: skip
"""Codes in capitals, without what parts their words."""

_CODES = ("code", "type", "errorType", "errorDetail", "classification", "status", "statusCode")
_WAITS = ("retryAfter", "retry_after", "retryAfterSeconds", "retryAfterMs")
_UNSPOKEN = re.compile("[^A-Z0-9]")
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)


def graphql_error(
    source: str, route: str, body: Any, headers: Mapping[str, str]
) -> SourceError | None:
    """Return the failure that a GraphQL answer's `errors` stand for; None without any.

    `headers` of the answer may say how long to wait. Data beside errors is not used: which keys it
    lacks cannot be told. The source's own messages are left out, they may quote a customer; where
    there is no code at all, they are looked through for a limit.
    """
    errors = body.get("errors") if isinstance(body, dict) else None
    if not errors:
        return None
    first = [error for error in errors if isinstance(error, dict)] if _is_list(errors) else []
    codes = {code for error in first for code in _codes(error)}
    told = f"{source} answered {route} with GraphQL errors"
    if any(map(LIMITED.search, codes or _words(errors))):
        after = next((found for error in first if (found := _after(error)) is not None), None)
        if after is None:
            after = waits.retry_after(headers)
        if after is None and waits.limit_met(headers):
            after = waits.limit_reset(headers)
        return SourceRateLimited(source, f"{told}: asked too often", after, route=route)
    if codes & REFUSED:
        words = f"{told}: it does not accept this credential; renew it or give it read access"
        return SourceRefused(source, words, route=route)
    executed = any(error.get("path") for error in first)
    if codes & DECLARED or not (executed or codes):
        words = f"{told}: it does not take the connector's query; check the connector's version"
        return SourceMalformed(source, words, route=route)
    return SourceUnavailable(source, f"{told}: it failed to find what was asked", route=route)


def key_error(source: str, route: str, code: str) -> SourceError:
    """Return the failure of the keys that an answer names beside a `code` of its own."""
    plain = plain_code(code)
    told = f"{source} answered {route} with an error for what was asked"
    if re.fullmatch(r"[A-Z][A-Z0-9_]{1,40}", code):  # a word of the system's, and of nobody's
        told += f" ({code})"
    if LIMITED.search(plain):
        return SourceRateLimited(source, f"{told}: asked too often", None, route=route)
    if plain in REFUSED or plain.startswith("MISSINGSCOPE"):
        words = f"{told}: it does not accept this credential; renew it or give it read access"
        return SourceRefused(source, words, route=route)
    return SourceUnavailable(source, told, route=route)


def plain_code(code: str) -> str:
    """Write a code so that its spellings are one."""
    return _UNSPOKEN.sub("", code.upper())


def told_missing(error: object, codes: Collection[str]) -> bool:
    """Whether an error says by one of `codes` that nothing is called so."""
    known = set(map(plain_code, codes))
    return isinstance(error, dict) and not known.isdisjoint(_codes(error))


def _words(errors: object) -> Iterator[str]:
    """Give what errors without any code say, comparable like one; it is told to nobody."""
    for error in errors if isinstance(errors, list) else [errors]:
        said = error.get("message") if isinstance(error, dict) else error
        if isinstance(said, str):
            yield _UNSPOKEN.sub("", said.upper())


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _extensions(error: dict[str, Any]) -> dict[str, Any]:
    found = error.get("extensions")
    return found if isinstance(found, dict) else {}


def _codes(error: dict[str, Any]) -> Iterator[str]:
    """Give each word for what went wrong, comparable with the sets above."""
    extensions = _extensions(error)
    http = extensions.get("http")
    places = (extensions, error, http if isinstance(http, dict) else {})
    for value in (place.get(name) for place in places for name in _CODES):
        if isinstance(value, str | int) and (code := _UNSPOKEN.sub("", str(value).upper())):
            yield code


def _after(error: dict[str, Any]) -> float | None:
    extensions = _extensions(error)
    for name in _WAITS:
        seconds = _seconds(extensions.get(name))
        if seconds is not None:
            return seconds / 1000 if name.endswith("Ms") else seconds
    return None


def _seconds(value: object) -> float | None:
    if isinstance(value, str) and _SECONDS.fullmatch(value):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < math.inf else None
