"""One call to a source as a value, and what comes back.

Nobody changes these values. They are not frozen, for one of each is made for every call, and
freezing them takes Python four times as long as making them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aggregator.domain.errors import SourceError


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

    @property
    def route(self) -> str:
        """Method and path, fit for traces and messages."""
        return f"{self.method} {self.named or self.path}"

    def with_query(self, more: str) -> "Call":
        """Give the call with more in its query string, encoded already."""
        return replace(self, query="&".join(filter(None, (self.query, more)))) if more else self


@dataclass(slots=True)
class Reply:
    """What came back. The body is read only when the status is 2xx; else it is empty."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)

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
