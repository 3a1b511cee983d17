"""What agents wait for at different rates: eight cards a customer, over HTTP, with Plain's cache.

The service, the demo company with its own latency, and the agents share this machine.
"""

import tempfile
from pathlib import Path

from aggregator.simulator.load import LoadPlan, percentiles
from tests.support.demo_process import demo_process
from tests.support.plain_load import CARDS, demo_visits, demo_workspace, put
from tests.support.subjects import table

CUSTOMERS = 2_000
RATES = (2, 5, 10, 20)
SECONDS = 6.0
HEAD = ("customers a second", "opened", "loaded", "stale", "errors", "retries", "p50", "p95", "p99")


def run() -> None:
    """Print a line per rate: what agents saw, and how long until the last card was there (ms)."""
    visits = demo_visits(CUSTOMERS)
    rows = []
    with (
        tempfile.TemporaryDirectory() as home,
        demo_process(Path(home), CUSTOMERS, {"reload": "background"}) as service,
    ):
        workspace = demo_workspace(service.url, CARDS)
        put(workspace, LoadPlan(visits, agents=2, rate=None, seconds=2))  # warm
        for seed, rate in enumerate(RATES):
            tally = put(workspace, LoadPlan(visits, 200, rate, SECONDS, seed=seed)).tally
            shown = tally.seen["loaded"] + tally.seen["hidden"]
            waits = percentiles(tally.waits)
            rows.append(
                (
                    rate,
                    tally.openings,
                    f"{shown / tally.cards:.1%}",
                    f"{tally.stale / tally.cards:.1%}",
                    f"{(tally.cards - shown) / tally.cards:.1%}",
                    tally.retries,
                    *(waits[name] for name in ("p50", "p95", "p99")),
                )
            )
    table(HEAD, rows)
