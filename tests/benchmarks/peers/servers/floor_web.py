"""A floor: our own web layers, with nothing behind them."""

import asyncio

from aggregator.telemetry.log import configure
from aggregator.web.app import create_app
from aggregator.web.server import Server, loop_factory, settle
from tests.benchmarks.peers.servers.calls import setting
from tests.support.fake_service import FakeService

if __name__ == "__main__":
    configure("json")
    server = Server(create_app(FakeService()), "127.0.0.1", setting().port, lambda _: settle())
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(server.run_until_stopped())
