"""Systems that answer wrongly in 13 ways: what is shown of 100,000 lookups."""

import asyncio

from tests.support.mutant_sources import ALIASES, LISTS, PAGES, Shown, show
from tests.support.subjects import Soaked

LOOKUPS = 100_000


def run() -> Soaked:
    """Ask each mutant its share."""
    mutants = [*LISTS, *ALIASES, *PAGES]
    share = -(-LOOKUPS // len(mutants))
    seen = {name: asyncio.run(show(name, share, seed=2)) for name in mutants}
    counts: list[tuple[str, object]] = [
        ("lookups", _sum(seen, "lookups")),
        ("records shown", _sum(seen, "records")),
        ("lookups that failed, and were told", _sum(seen, "failed")),
        ("records of somebody else shown", _sum(seen, "foreign")),
        (
            "none where there is something, in an answer that was visibly wrong",
            _sum(seen, "silent"),
        ),
    ]
    wrong = [
        f"{name}: {each.foreign} of others shown, {each.silent} silently none"
        for name, each in seen.items()
        if each.foreign or each.silent
    ]
    return Soaked("Systems that answer wrongly", counts, wrong)


def _sum(seen: dict[str, Shown], what: str) -> int:
    return sum(getattr(each, what) for each in seen.values())
