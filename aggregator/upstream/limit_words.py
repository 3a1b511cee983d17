"""Whether the body of a refusal says that the source is asked too often.

GitHub, Salesforce, Google and others do so with the 403 that stands for a credential, too, or with
a 400. Only what was met counts: a word of limits in an address or an explanation is none. What the
body says goes no further; it may quote a customer.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

READ_MAX: Final = 16_384
"""Bytes of a refusal that are read: a reason comes first."""

STATUSES: Final = frozenset({400, 403, 503})
"""Those whose body is read, whatever a connector declares."""

_WHAT = (
    "(?:RATE|REQUEST|CALL|QUER(?:Y|IE)|API|USAGE|SECOND|SECONDLY|MINUTE|HOURLY|DAILY|MONTHLY|CONCURRENCY)"
    "S?LIMITS?"
)
_DONE = "(?:EXCEEDED|EXCEEDS|REACHED|EXHAUSTED|HIT)"
_MET: Final = re.compile(
    "THROTTL(?:ED|ING)|TOOMANY(?:API)?(?:REQUEST|CALL|QUERIES)|ENHANCEYOURCALM|RATELIMITED|SLOWDOWN"
    f"|{_WHAT}(?:HAS|HAVE|WAS|IS|BEEN)*{_DONE}|{_DONE}[A-Z]{{0,24}}?{_WHAT}"
    f"|QUOTA(?:HAS|HAVE|WAS|IS|BEEN)*{_DONE}|{_DONE}[A-Z]{{0,24}}?QUOTA|ABUSEDETECTION"
)
_CODE: Final = re.compile(r'"(?:rate|request|call)[ _-]?limits?"', re.IGNORECASE)
"""A value that is the word alone: `"errorType": "RATE_LIMIT"`."""

_ADDRESS: Final = re.compile(r"https?:[^\s\"'<>]*", re.IGNORECASE)
_UNSPOKEN: Final = re.compile(r"[\W_]+")


def reads(status: int, words: Collection[str]) -> bool:
    """Whether the body of such an answer is of interest. `words`: what a connector declares."""
    return status in STATUSES or (bool(words) and status >= 400 and status not in (401, 407))


def says_too_often(body: bytes, words: Sequence[str] = ()) -> bool:
    """Whether `body` says so: by what is usual, or by one of `words`, in any spelling."""
    if not body:
        return False
    text = _ADDRESS.sub(" ", body[:READ_MAX].decode("utf-8", "replace"))
    spoken = plain(text)
    if _MET.search(spoken) or _CODE.search(text):
        return True
    return any(word in spoken for word in map(plain, words) if word)


def plain(text: str) -> str:
    """Write a text so that its spellings are one."""
    return _UNSPOKEN.sub("", text.upper())
