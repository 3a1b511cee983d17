"""A real server for a test: the application on a free port, in a thread with its own loop."""

import asyncio
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from aggregator.web.server import Server, loop_factory

START = 30
"""Seconds after which a server that has not begun to answer never will."""


@contextmanager
def live_server(app: FastAPI) -> Iterator[str]:
    """Serve `app` on 127.0.0.1 and give its address, "http://127.0.0.1:PORT".

    Leaving stops it as a signal would: what is in flight is answered, the lifespan ended, the
    thread gone. What its start or end raised is raised here.
    """
    begun: queue.Queue[BaseException | None] = queue.Queue()
    server = Server(app, "127.0.0.1", 0, on_ready=lambda _: begun.put(None))
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with asyncio.Runner(loop_factory=loop_factory()) as runner:
                runner.run(server.run_until_stopped())
        except BaseException as error:  # noqa: BLE001 handed to the test's own thread
            failures.append(error)
            begun.put(error)

    thread = threading.Thread(target=run, name="live-server", daemon=True)
    thread.start()
    try:
        failure = begun.get(timeout=START)
        if failure is not None:
            raise failure
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()
        thread.join(START)
    if thread.is_alive():
        raise AssertionError("the server did not stop")
    if failures:
        raise failures[0]
