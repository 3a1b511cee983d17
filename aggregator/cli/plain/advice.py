"""What to do about requests of the local Plain that failed by how it was set up."""

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.cli.terminal.credentials import as_it_has_them
from aggregator.cli.terminal.output import err, say
from aggregator.cli.terminal.program import runnable

if TYPE_CHECKING:
    from aggregator.simulator.instances import Request
    from aggregator.simulator.send import Attempt


class Advice:
    """Hears of attempts, and says on stderr, once for each address, what failed ones need.

    `file` holds the card configs; None when --url gave them.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._latest: dict[str, Attempt] = {}
        self._told: set[str] = set()

    def hear(self, attempt: "Attempt") -> None:
        self._latest[attempt.url] = attempt

    async def tell(self) -> None:
        """Say what has not been said yet of the latest attempt at each address."""
        for url, attempt in self._latest.items():
            if url in self._told or attempt.status == HTTPStatus.OK:
                continue
            said = await self._about(attempt)
            if said is not None:
                self._told.add(url)
                say(err(), runnable(said), "yellow")
        self._latest.clear()

    async def _about(self, attempt: "Attempt") -> str | None:
        from aggregator.simulator.call import origin
        from aggregator.simulator.instances import Request
        from aggregator.simulator.unreached import misdirected

        where = origin(attempt.url)
        if attempt.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            in_file = f"signing_secret and headers in {self._file} as that service has them"
            fix = in_file if self._file else as_it_has_them(attempt.url)
            return (
                f"{where} answered {attempt.status}: it does not believe that this is Plain. "
                f"Fix: {fix}"
            )
        if attempt.status is not None:
            return await misdirected(attempt.url, where, attempt.status, b"")
        if isinstance(attempt.failure, Request):
            return await self._unreached(attempt.url, where, attempt.failure)
        return None

    async def _unreached(self, url: str, where: str, failure: "Request") -> str | None:
        from aggregator.simulator.unreached import CA, UNCLEAR, cause_said, no_tls, wrong_scheme

        cause = cause_said(failure.rule)
        if cause is None or cause in UNCLEAR:
            other = await wrong_scheme(url, where)
            if other is not None:
                return other
        if not cause:
            return None
        return no_tls(where, cause, f"trust in [tls] of {self._file}" if self._file else CA)
