"""No card speaks of somebody else, nor says "nothing" for want of knowing, in towns at random.

What one town holds, what happens in its directory, who asks and how its systems answer is drawn
from a seed (tests/support/whose). `make soak ARGS=whose_cards` plays thousands.
"""

from collections import Counter
from pathlib import Path

from tests.support.whose.play import play_towns

TOWNS = 100


async def test_a_card_speaks_of_whom_is_meant_and_never_says_nothing_unknown(
    tmp_path: Path,
) -> None:
    counts: Counter[str] = Counter()
    wrong = await play_towns(tmp_path, range(TOWNS), counts)
    assert wrong == []
    # That much was tried: without it nothing would be proven.
    cards = counts["showed somebody"] + counts["said nothing"] + counts["said why not"]
    assert counts["showed somebody"] > 0.3 * cards
    assert counts["said nothing"] > 0.04 * cards
    assert counts["said why not"] > 0.2 * cards
    assert counts["several meant"] > 0.005 * cards
    assert min(counts[each] for each in ("merge", "unmerge", "erase")) > TOWNS / 10
