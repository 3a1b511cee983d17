"""A key wherever a request holds it: in a path, a query, JSON, the quoted text of a query."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote, quote_plus

_BEFORE = r"(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2}))"
"""Where a key may begin: behind no letter or digit, but for those of a percent sign's."""

_WRITTEN: Sequence[Callable[[str], str]] = (
    str,
    lambda text: json.dumps(text)[1:-1],
    lambda text: text.replace("'", "\\'"),
    lambda text: text.replace("'", "''"),
)
_SENT: Sequence[Callable[[str], str]] = (
    str,
    lambda text: quote(text, safe=""),
    lambda text: quote(text, safe="@"),
    quote_plus,
)


def replace_keys(text: str, others: Mapping[str, str], *, verbatim: bool = False) -> str:
    """Write `text` with each key's other word in its place, however the key is spelt in it.

    The other word is spelt as the key was, or with `verbatim` as it is.
    """
    spelt = {
        sent(written(key)): other if verbatim else sent(written(other))
        for key, other in others.items()
        for written in _WRITTEN
        for sent in _SENT
    }
    if not spelt:
        return text
    either = "|".join(map(re.escape, sorted(spelt, key=len, reverse=True)))
    return re.sub(rf"{_BEFORE}(?:{either})(?![0-9A-Za-z])", lambda found: spelt[found[0]], text)
