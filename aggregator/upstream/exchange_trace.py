"""The place of a call in the trace."""

from aggregator.domain.deadline import Clock
from aggregator.telemetry.trace import Batch, Exchange


class ExchangeTrace:
    """Writes the exchanges of one batch, in seconds since its trace began.

    The batch's `sent` is the present moment on that scale when the log is made. `offset` leads
    from the clock's scale to it.
    """

    def __init__(self, source: str, batch: Batch, clock: Clock) -> None:
        self._source = source
        self.batch = batch
        self._clock = clock
        self.offset = batch.sent - clock()

    def now(self) -> float:
        return self._clock() + self.offset

    def open(self, route: str) -> Exchange:
        exchange = Exchange(self._source, route, self._clock() + self.offset)
        self.batch.exchanges.append(exchange)
        return exchange

    def counted(self, received: int, foreign: int, unproven: int) -> None:
        """Add what came of records (trace.py says of which kinds)."""
        self.batch.received += received
        self.batch.foreign += foreign
        self.batch.unproven += unproven

    def end(self, exchange: Exchange, error: str | None = None) -> None:
        exchange.ended = self._clock() + self.offset
        exchange.error = error
