"""One call to a source as a value, and what comes back.

Nobody changes these values. They are not frozen, for one of each is made for every call, and
freezing them takes Python four times as long as making them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aggregator.domain.errors import SourceError


@dataclass(frozen=True, slots=True)
class TooOften:
    """How a system says, beside a 429 and the usual headers, that it is asked too often.

    words  in the body of an answer that is no 2xx
    left   the header that says how many calls are left: 0 is too often
    again  the header that says when there are more: seconds, or a moment since 1970
    """

    words: tuple[str, ...] = ()
    left: str | None = None
    again: str | None = None


USUAL = TooOften()
"""As most systems say it."""


@dataclass(slots=True)
class Call:
    """What is sent: `path` as the connector declares it, `query` encoded, without `?`.

    Query and body hold keys, which may be personal: they stay out of `repr`. Where the path holds
    one, `named` is the path to tell.
    """

    method: str
    path: str = field(repr=False)
    query: str = field(default="", repr=False)
    body: bytes | None = field(default=None, repr=False)
    content_type: str = "application/json"
    named: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    missing: frozenset[int] = frozenset()
    """Statuses that say that nobody is called so, where other systems send an empty list."""
    too_often: TooOften = USUAL

    @property
    def route(self) -> str:
        """Method and path, fit for traces and messages."""
        return f"{self.method} {self.named or self.path}"

    def with_query(self, more: str) -> "Call":
        """Give the call with more in its query string, encoded already."""
        return replace(self, query="&".join(filter(None, (self.query, more)))) if more else self


@dataclass(slots=True)
class Reply:
    """What came back. The body is kept only when the status is 2xx; else it is empty.

    too_often  the body said that the source is asked too often
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    too_often: bool = False

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


@dataclass(slots=True)
class DecodedReply:
    """A reply that could be read. `empty`: it has no body and says so (204), `body` is None."""

    body: Any = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    empty: bool = False


@dataclass(frozen=True, slots=True)
class CallFailure:
    """Why there is no answer; `again`: a second try may well succeed."""

    error: SourceError
    again: bool = False
