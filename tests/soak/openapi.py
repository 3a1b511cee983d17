"""Many requests drawn from the OpenAPI document: no server error, no answer off its schema."""

import tempfile
from pathlib import Path

from tests.support.schemathesis import CHECKS
from tests.support.schemathesis import run as draw
from tests.support.subjects import Soaked

EXAMPLES, SEEDS = 400, (1, 2, 3)


def run() -> Soaked:
    """Draw with three seeds."""
    requests, failures = 0, []
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as home:
            outcome = draw(Path(home), EXAMPLES, seed)
        requests += outcome.requests
        if outcome.code:
            failures.append(f"seed {seed}: {outcome.report[-2_000:]}")
    counts: list[tuple[str, object]] = [
        ("checks", ", ".join(CHECKS)),
        ("requests drawn", requests),
        ("seeds with a failure", len(failures)),
    ]
    return Soaked("The OpenAPI document against the service", counts, failures)
