"""One statement to one database: bounded in time, rows and bytes, failures as values."""

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from aggregator.domain.call import Call, CallFailure, Reply
from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.upstream.sql.rows import Failing, Rows, RowsFailed

ROWS_MAX = 10_000
"""Rows of one reply; a statement that has more says nothing of whom it leaves out."""

_ERRORS: Mapping[Failing, type[SourceError]] = {
    "unavailable": SourceUnavailable,
    "no-login": SourceRefused,
    "no-database": SourceRefused,
    "refused": SourceRefused,
    "malformed": SourceMalformed,
    "late": SourceTimeout,
}
_FIXES: Mapping[Failing, str] = {
    "no-login": "; check user and password of its credentials",
    "no-database": "; check the database's name in its url",
    "refused": "; give its user the right to SELECT what the connector reads",
    "malformed": "; check the sql of the connector",
}


class SqlExchange:
    """Asks the database of the source `name`; its rows are a reply like that of any other."""

    def __init__(self, name: str, rows: Rows, max_bytes: int) -> None:
        self._name = name
        self._rows = rows
        self._max_bytes = max_bytes
        self._closed = False

    async def exchange(
        self, call: Call, _headers: Mapping[str, str], seconds: float, log: ExchangeTrace
    ) -> Reply | CallFailure:
        """Run the statement of `call`, all within `seconds`."""
        if self._closed:
            words = f"{self._name} is being disconnected: ask again"
            return CallFailure(SourceUnavailable(self._name, words, route=call.route))
        exchange = log.open(call.route)
        outcome: Reply | CallFailure | None = None
        try:
            async with asyncio.timeout(seconds):
                outcome = await self._asked(call)
        except TimeoutError:
            words = f"{self._name} did not answer {call.route} within {seconds:.1f} s"
            outcome = CallFailure(SourceTimeout(self._name, words, route=call.route), again=True)
        finally:
            code = "CANCELLED" if outcome is None else None
            log.end(exchange, outcome.error.code if isinstance(outcome, CallFailure) else code)
        return outcome

    async def close(self) -> None:
        self._closed = True
        await self._rows.close()

    async def _asked(self, call: Call) -> Reply | CallFailure:
        asked = orjson.loads(call.body or b"{}")
        try:
            rows = await self._rows.fetch(asked["sql"], asked["values"], ROWS_MAX + 1)
        except RowsFailed as failed:
            words = f"{self._name} did not answer {call.route}: {failed}"
            words += _FIXES.get(failed.kind, "")
            error = _ERRORS[failed.kind](self._name, words, route=call.route)
            return CallFailure(error, again=failed.kind == "unavailable")
        if len(rows) > ROWS_MAX:
            return self._too_much(call, f"more than {ROWS_MAX} rows")
        body = orjson.dumps({"rows": rows}, default=_as_text)
        if len(body) > self._max_bytes:
            return self._too_much(call, f"more than {self._max_bytes} bytes")
        return Reply(200, {}, body)

    def _too_much(self, call: Call, what: str) -> CallFailure:
        words = f"{self._name} answered {call.route} with {what}: bound it in the connector's sql"
        return CallFailure(SourceMalformed(self._name, words, route=call.route))


def _as_text(value: Any) -> str:
    """Write what JSON has no word for: an exact number by its digits, bytes in hex."""
    return value.hex() if isinstance(value, bytes) else str(value)
