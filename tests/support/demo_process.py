"""The demo company and a service on it in a process of their own, so that load is fair to both.

`python -m tests.support.demo_process HOME CUSTOMERS LATENCY {"setting": value}` prints the port and
serves until SIGTERM.
"""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aggregator.demo.company import DemoCompany
from aggregator.demo.setting import DemoService, demo_settings
from aggregator.telemetry.log import configure
from aggregator.web.app import create_app
from aggregator.web.server import Server, loop_factory
from tests.support.command import killed_late
from tests.support.subjects import ROOT


class DemoProcess:
    """A running service at `url`."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}/cards"

    def terminate(self) -> None:
        """Ask it to stop, as a deployment does."""
        self.process.send_signal(signal.SIGTERM)


@contextmanager
def demo_process(
    home: Path,
    customers: int,
    settings: Mapping[str, Any] | None = None,
    latency: float | None = None,
) -> Iterator[DemoProcess]:
    """Start it and wait until it answers; leaving stops it.

    `latency`: seconds before each of the company's systems answers, None for the demo's own.
    """
    given = [str(customers), json.dumps(latency), json.dumps(settings or {})]
    command = [sys.executable, "-m", __name__, str(home), *given]
    log = home / "service.log"
    with log.open("w") as errors:
        process = subprocess.Popen(  # noqa: S603 this interpreter with our own module
            command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT
        )
        try:
            assert process.stdout is not None
            with killed_late(process):
                told = process.stdout.readline()
            if not told:
                raise AssertionError(f"the service did not start: {log.read_text()[-2000:]}")
            yield DemoProcess(process, int(told))
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _serve(home: Path, customers: int, latency: float | None, settings: Mapping[str, Any]) -> None:
    with DemoCompany(customers=customers, latency=latency) as company:
        chosen = demo_settings(company, home, ROOT / "cards", ROOT / "graphql", **settings)
        configure(chosen.log_format)
        app = create_app(DemoService(chosen, company))
        server = Server(app, "127.0.0.1", 0, lambda it: print(it.port, flush=True))  # noqa: T201 read by who started us
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(server.run_until_stopped())


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), int(sys.argv[2]), *map(json.loads, sys.argv[3:5]))
