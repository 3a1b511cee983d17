"""What a request's log line and its trace cost: their share of our CPU time, at most 5 %.

Of a whole request through the web layers, without a socket (with one the share is smaller). The
line goes to memory: a write gives way to the sources' threads, which run in this process here.
What watching itself takes is measured beside it, and taken off.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from aggregator.demo.company import DemoCompany
from aggregator.domain.plain.signature import sign
from aggregator.loaders import loader
from aggregator.pipeline import answer
from aggregator.service import service
from aggregator.telemetry.log import configure
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.web.app import create_app
from aggregator.web.middleware import RequestMiddleware
from tests.benchmarks.proof import Stopwatch
from tests.support.catalog import KEYS, write_catalog
from tests.support.product import SECRET, UNHURRIED, running_product
from tests.support.subjects import table

COUNTS = (1, 8, 25)
RUNS, ROUNDS = 30, 7
MOST = 5.0

WATCHED: tuple[tuple[Any, str], ...] = (
    (RequestMiddleware, "_write"),
    (answer, "_line"),
    (service, "Trace"),
    (loader, "Batch"),
    *((ExchangeTrace, name) for name in ("__init__", "open", "end", "counted")),
)
"""All that writes the line or the trace; the trace is read by the line alone."""


def run() -> None:
    """Print one line for each number of cards."""
    with (
        tempfile.TemporaryDirectory() as folder,
        DemoCompany(latency=0.0, customers=500) as company,
    ):
        rows = asyncio.run(_measure(Path(folder), company))
    table(("cards", "CPU ms a request", "of them log and trace", "share", "at most"), rows)


async def _measure(folder: Path, company: DemoCompany) -> list[tuple[object, ...]]:
    cards = write_catalog(folder / "cards")
    configure("json", StringIO())
    async with running_product(company, folder, cards, limits=UNHURRIED) as product:
        app = create_app(product.service)
        return [await _row(app, count) for count in COUNTS]


async def _row(app: Any, count: int) -> tuple[object, ...]:
    scope, body = _request(KEYS[:count])
    for _ in range(RUNS):
        await _ask(app, scope, body)
    wholes, parts = [], []
    for _ in range(ROUNDS):
        began = time.thread_time()
        for _ in range(RUNS):
            await _ask(app, scope, body)
        wholes.append((time.thread_time() - began) / RUNS)
        with _stopwatch() as watch:
            for _ in range(RUNS):
                await _ask(app, scope, body)
        parts.append((watch.seconds - watch.entries * _watching()) / RUNS)
    whole, part = statistics.median(wholes), statistics.median(parts)
    share = f"{100 * part / whole:.1f} %"
    return count, f"{1000 * whole:.2f}", f"{1000 * part:.3f}", share, f"{MOST:.0f} %"


def _watching(times: int = 1_000) -> float:
    """Seconds that a stopwatch shows for nothing."""
    watch = Stopwatch()
    nothing = watch.watched(lambda: None)
    for _ in range(times):
        nothing()
    return watch.seconds / times


def _request(keys: Any) -> tuple[dict[str, Any], bytes]:
    names = ", ".join(f'"{key}"' for key in keys)
    body = f'{{"cardKeys": [{names}], "customer": {{"email": "alex@grocery.co"}}}}'.encode()
    headers = {"host": "x", "content-type": "application/json"}
    headers["plain-request-signature"] = sign(SECRET, body)
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/cards",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    return scope, body


async def _ask(app: Any, scope: dict[str, Any], body: bytes) -> None:
    status = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        status.append(message.get("status"))

    await app(dict(scope), receive, send)
    if status[0] != 200:
        raise AssertionError(f"it answered {status[0]}")


@contextmanager
def _stopwatch() -> Iterator[Stopwatch]:
    watch = Stopwatch()
    before = [(owner, name, getattr(owner, name)) for owner, name in WATCHED]
    for owner, name, function in before:
        setattr(owner, name, watch.watched(function))
    try:
        yield watch
    finally:
        for owner, name, function in before:
            setattr(owner, name, function)
