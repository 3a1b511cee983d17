"""The pool of an engine's connections: who waits in line is told of every place that gets free.

SQLAlchemy's own tells only of a connection that is given back. One that is not opened after all, as
its session was cancelled or the database refused, leaves a free place of which nobody in line
hears: they would wait until their time in line is over, a minute for those who write.
"""

from typing import Any, Final, Literal

from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry


class _FreePlace(ConnectionPoolEntry):
    """Stands in the line for a connection that is not there: whoever gets it opens one."""

    def close(self) -> None:
        """As the pool closes what is left in the line when it ends."""


_FREE_PLACE: Final = _FreePlace()


class TellingPool(AsyncAdaptedQueuePool):
    """Never more connections than its size, and no free place while somebody waits."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._in_line = 0
        self._ended = False

    def end(self) -> None:
        """Close what is free, and what is in use as soon as it is given back."""
        self._ended = True
        self.dispose()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        if self._ended:
            record.close()
        else:
            super()._do_return_conn(record)

    def _do_get(self) -> ConnectionPoolEntry:
        self._in_line += 1
        try:
            found = super()._do_get()
            while found is _FREE_PLACE:
                found = super()._do_get()
        finally:
            self._in_line -= 1
        return found

    def _dec_overflow(self) -> Literal[True]:
        closed = super()._dec_overflow()
        if self._in_line and not self._pool.full():
            self._pool.put_nowait(_FREE_PLACE)
        return closed
