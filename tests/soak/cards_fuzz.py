"""5,000 card files, generated and mutated: none breaks check, no accepted one breaks Plain."""

from tests.support.card_fuzz import DATA, fuzz
from tests.support.subjects import Soaked

COUNT = 5_000


def run() -> Soaked:
    """Check them all, and render each accepted one with any data."""
    seen = fuzz(range(COUNT))
    counts: list[tuple[str, object]] = [
        ("card files", seen.counts["files"]),
        ("laid out by fmt, and again without a change", seen.counts["formatted"]),
        ("refused with findings", seen.counts["refused"]),
        ("accepted", seen.counts["accepted"]),
        (f"renderings, {DATA} for each", seen.counts["accepted"] * DATA),
        ("cards shown", seen.counts["shown"]),
        (
            "crashes, components off Plain's schema, foreign links, false emptiness",
            len(seen.breaches),
        ),
    ]
    return Soaked("Any card file", counts, seen.breaches[:20])
