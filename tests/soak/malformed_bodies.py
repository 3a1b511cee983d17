"""20,000 malformed bodies: refused as the caller's fault, and nothing of them is said again."""

import asyncio
import tempfile
from pathlib import Path

from tests.support.malformed import WAYS, send_malformed
from tests.support.subjects import Soaked

COUNT = 20_000
EXPECTED = {400, 413, 415}


def run() -> Soaked:
    """Send them all to one service, then a request that is well."""
    with tempfile.TemporaryDirectory() as folder:
        seen = asyncio.run(send_malformed(COUNT, Path(folder)))
    by_status: dict[int, int] = {}
    for (_, status), count in seen.statuses.items():
        by_status[status] = by_status.get(status, 0) + count
    failures = [f"{status} was answered" for status in sorted(set(by_status) - EXPECTED)]
    failures += [f"the answer to {way} repeats what was sent" for way in sorted(seen.echoed)]
    failures += [f"the answer to {way} is no problem+json" for way in sorted(seen.no_problem)]
    if seen.valid_afterwards != 200:
        failures.append(f"a request that is well got {seen.valid_afterwards} afterwards")
    counts: list[tuple[str, object]] = [("bodies", COUNT), ("ways to break one", len(WAYS))]
    counts += [(f"answered {status}", count) for status, count in sorted(by_status.items())]
    return Soaked("Malformed bodies", counts, failures)
