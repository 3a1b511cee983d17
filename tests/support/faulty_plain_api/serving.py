"""A server for a test that has no event loop of its own: in a thread, on a free port."""

import asyncio
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.faulty_plain_api.api import PlainApi
from tests.support.raw_server import RawServer

START = 30
"""Seconds after which a server that has not begun to answer never will."""


@contextmanager
def serving(api: PlainApi) -> Iterator[str]:
    """Serve `api` and give its address, "http://127.0.0.1:PORT"; leaving ends thread and port."""
    begun: queue.Queue[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = queue.Queue()

    async def serve() -> None:
        ended = asyncio.Event()
        async with RawServer(api.script) as listening:
            begun.put((listening.url, asyncio.get_running_loop(), ended))
            await ended.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), name="plain-api", daemon=True)
    thread.start()
    url, loop, ended = begun.get(timeout=START)
    try:
        yield url
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(START)
