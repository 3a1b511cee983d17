"""A GraphQL source tells of failures in a 200: its `errors`, by their codes."""

from typing import Any

from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)

LIMITED = {"RATE_LIMITED", "RATELIMITED", "THROTTLED", "TOO_MANY_REQUESTS", "MAX_COST_EXCEEDED"}
REFUSED = {"UNAUTHENTICATED", "UNAUTHORIZED", "FORBIDDEN", "ACCESS_DENIED"}
DECLARED = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"}


def graphql_error(source: str, route: str, body: Any) -> SourceError | None:
    """Return the failure that a GraphQL answer's `errors` stand for; None without any.

    Data beside errors is not used: which keys it lacks cannot be told. The source's own messages
    are left out, they may quote a customer.
    """
    errors = body.get("errors") if isinstance(body, dict) else None
    if not errors:
        return None
    first = [error for error in errors if isinstance(error, dict)] if _is_list(errors) else []
    codes = {str(_extensions(error).get("code", "")).upper() for error in first}
    told = f"{source} answered {route} with GraphQL errors"
    if codes & LIMITED:
        after = next((found for error in first if (found := _after(error)) is not None), None)
        return SourceRateLimited(source, f"{told}: asked too often", after, route=route)
    if codes & REFUSED:
        words = f"{told}: it does not accept this credential; renew it or give it read access"
        return SourceRefused(source, words, route=route)
    executed = any(error.get("path") for error in first)
    if codes & DECLARED or not (executed or codes - {""}):
        words = f"{told}: it does not take the connector's query; check the connector's version"
        return SourceMalformed(source, words, route=route)
    return SourceUnavailable(source, f"{told}: it failed to find what was asked", route=route)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _extensions(error: dict[str, Any]) -> dict[str, Any]:
    found = error.get("extensions")
    return found if isinstance(found, dict) else {}


def _after(error: dict[str, Any]) -> float | None:
    value = _extensions(error).get("retryAfter")
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return None
    return float(value)
