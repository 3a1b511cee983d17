"""A field's name in the schema's text and in Python: `startedAt` and `started_at`."""

import re

_INNER = re.compile(r"(?<=[a-z0-9])([A-Z])")


def graphql_name(python: str) -> str:
    """`started_at` -> `startedAt`."""
    first, *rest = python.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def python_name(graphql: str) -> str:
    """`startedAt` -> `started_at`."""
    return _INNER.sub(lambda found: f"_{found[1].lower()}", graphql)
