"""One HTTP call as a value, what comes back, and its place in the trace."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aggregator.domain.deadline import Clock
from aggregator.domain.errors import SourceError
from aggregator.telemetry.trace import Batch, Exchange


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent: `path` as the connector declares it, `query` encoded, without `?`.

    Query and body hold keys, which may be personal: they stay out of `repr`.
    """

    method: str
    path: str
    query: str = field(default="", repr=False)
    body: bytes | None = field(default=None, repr=False)
    content_type: str = "application/json"

    @property
    def route(self) -> str:
        """Method and path, fit for traces and messages."""
        return f"{self.method} {self.path}"

    def with_query(self, more: str) -> "Call":
        """Give the call with more in its query string, encoded already."""
        return replace(self, query="&".join(filter(None, (self.query, more)))) if more else self


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. The body is read only when the status is 2xx; else it is empty."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
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


class ExchangeTrace:
    """Writes the exchanges of one batch, in seconds since its trace began.

    The batch's `sent` is the present moment on that scale when the log is made.
    """

    def __init__(self, source: str, batch: Batch, clock: Clock) -> None:
        self._source = source
        self._batch = batch
        self._clock = clock
        self._offset = batch.sent - clock()

    def now(self) -> float:
        return self._clock() + self._offset

    def open(self, route: str) -> Exchange:
        exchange = Exchange(self._source, route, started=self.now())
        self._batch.exchanges.append(exchange)
        return exchange

    def end(self, exchange: Exchange, error: str | None = None) -> None:
        exchange.ended = self.now()
        exchange.error = error
