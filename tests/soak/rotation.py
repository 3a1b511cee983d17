"""Secrets and tokens rotate while they are used: none active is refused, none revoked accepted."""

import asyncio
import tempfile
from pathlib import Path

from tests.support.rotation import rotate
from tests.support.subjects import Soaked

ROTATIONS, AT_ONCE = 200, 40


def run() -> Soaked:
    """Rotate through 200 generations, each with one that overlaps the next."""
    with tempfile.TemporaryDirectory() as home:
        seen = asyncio.run(rotate(Path(home), ROTATIONS, AT_ONCE))
    counts: list[tuple[str, object]] = [
        ("rotations", ROTATIONS),
        ("checks of an active secret or token", seen.active_accepted + seen.active_refused),
        ("of them refused", seen.active_refused),
        ("checks of a revoked one", seen.revoked_accepted + seen.revoked_refused),
        ("of them accepted", seen.revoked_accepted),
    ]
    failures = []
    if seen.active_refused or seen.revoked_accepted:
        failures.append("a secret counted when it should not, or did not when it should")
    return Soaked("Secrets rotate under load", counts, failures)
