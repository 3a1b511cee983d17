"""The demo company: its four systems, each an HTTP server on its own port, in one thread.

with DemoCompany(latency=0.0) as company:
    company.billing.url, company.billing.credentials
    company.fault("billing", "hang")
    company.calls()["billing"]
"""

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from aggregator.demo import billing, crm, helpdesk, product
from aggregator.demo.data import DemoData, build
from aggregator.demo.faults import Fault
from aggregator.demo.server import Api, DemoServer

T = TypeVar("T")

LATENCY: Mapping[str, float] = {"billing": 0.04, "crm": 0.06, "helpdesk": 0.05, "product": 0.03}
"""Seconds before each system answers, about what such systems take."""

_PATIENCE = 30.0  # seconds for the thread to start, to stop or to answer us


@dataclass(frozen=True, slots=True)
class DemoSource:
    """How to reach one of the systems; `connector` is the key of the connector that knows it."""

    name: str
    url: str
    credentials: Mapping[str, str]
    connector: str


class DemoCompany:
    """Four running systems over one data set; a context manager.

    customers  how many, the personas included
    latency    seconds for every system, or by name; None: `LATENCY`
    today      the day that the data set counts from; None: today, UTC
    data       a data set already built, instead of `customers` and `today`
    ports      by name; 0 or absent: a free one
    token_lifetime  seconds that the crm's access tokens live
    """

    def __init__(
        self,
        *,
        customers: int = 10_000,
        latency: float | Mapping[str, float] | None = None,
        today: date | None = None,
        data: DemoData | None = None,
        ports: Mapping[str, int] | None = None,
        token_lifetime: float = crm.TOKEN_LIFETIME,
    ) -> None:
        self.data = data or build(today or datetime.now(UTC).date(), customers)
        self._crm_api = crm.CrmApi(self.data, token_lifetime)
        self._latency = LATENCY if latency is None else latency
        self._ports = ports or {}
        self._servers: dict[str, DemoServer] = {}
        self._sources: dict[str, DemoSource] = {}
        self._started: Future[None] = Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="demo-company", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._started.result(_PATIENCE)
        except OSError:
            self._thread.join(_PATIENCE)  # it is closing what it had opened already
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._call(self._stop.set)
        self._thread.join(_PATIENCE)

    @property
    def sources(self) -> Mapping[str, DemoSource]:
        return self._sources

    @property
    def billing(self) -> DemoSource:
        return self._sources["billing"]

    @property
    def crm(self) -> DemoSource:
        return self._sources["crm"]

    @property
    def helpdesk(self) -> DemoSource:
        return self._sources["helpdesk"]

    @property
    def product(self) -> DemoSource:
        return self._sources["product"]

    def calls(self) -> dict[str, dict[str, int]]:
        """Return what each server counted since the last reset: source -> route -> calls."""
        return self._call(lambda: {name: dict(s.calls) for name, s in self._servers.items()})

    def reset(self, source: str | None = None) -> None:
        """Forget counts and faults, of one system or of all."""
        chosen = self._servers.values() if source is None else [self._servers[source]]

        def forget() -> None:
            for server in chosen:
                server.reset()

        self._call(forget)

    def fault(self, source: str, fault: str, **options: Any) -> None:
        """Make `source` fail as `fault` says (faults.py); options as in its JSON."""
        parsed = Fault.parse({"fault": fault, **options})
        server = self._servers[source]
        self._call(lambda: setattr(server, "fault", parsed))

    def revoke_tokens(self) -> None:
        """Make the crm forget every access token that it gave out."""
        self._call(self._crm_api.revoke_tokens)

    def tokens_issued(self) -> int:
        """Return how many access tokens the crm gave out since it started."""
        return self._call(lambda: self._crm_api.tokens_issued)

    def _call(self, function: Callable[[], T]) -> T:
        """Run `function` in the servers' thread, so that it sees no half-made state."""

        async def run() -> T:
            return function()

        if self._loop is None:
            raise RuntimeError("The demo company is not running: use it as a context manager")
        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(_PATIENCE)

    def _run(self) -> None:
        try:
            # The same loop whatever policy the service chose for its own thread.
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._main())
        except BaseException as error:
            if self._started.done():
                raise
            self._started.set_exception(error)

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            for api, credentials in self._apis():
                latency = self._latency
                if not isinstance(latency, float | int):
                    latency = latency.get(api.name, 0.0)
                server = self._servers[api.name] = DemoServer(api, latency)
                url = await server.start(self._ports.get(api.name, 0))
                self._sources[api.name] = DemoSource(api.name, url, credentials, api.name)
            self._started.set_result(None)
            await self._stop.wait()
        finally:
            self._loop = None
            for server in self._servers.values():
                await server.stop()

    def _apis(self) -> list[tuple[Api, Mapping[str, str]]]:
        return [
            (billing.BillingApi(self.data), billing.CREDENTIALS),
            (self._crm_api, crm.CREDENTIALS),
            (helpdesk.HelpdeskApi(self.data), helpdesk.CREDENTIALS),
            (product.ProductApi(self.data), product.CREDENTIALS),
        ]
