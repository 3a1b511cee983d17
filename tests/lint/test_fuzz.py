"""Generated and mutated card files: never a crash, never a component that Plain refuses."""

import pytest

from tests.support.card_fuzz import fuzz

BLOCK = 50


@pytest.mark.parametrize("block", range(4))
def test_any_card_file_is_refused_or_gives_components_that_plain_takes(block: int) -> None:
    seen = fuzz(range(block * BLOCK, (block + 1) * BLOCK))
    assert seen.breaches == []
    assert seen.counts["files"] == BLOCK
    assert seen.counts["accepted"] >= BLOCK // 5
    assert seen.counts["refused"] >= BLOCK // 5
    assert seen.counts["shown"] >= BLOCK // 5
