"""Separators that separate something."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from aggregator.render.layout.tidy import tidy
from tests.support.rendering import divider, plain, spacer

COMPONENTS = st.lists(st.sampled_from([plain("x"), divider(), spacer()]))


def test_the_first_of_each_kind_between_two_pieces_is_kept() -> None:
    given_ = [divider(), plain("a"), spacer("S"), divider("L"), spacer("XL"), plain("b"), spacer()]
    assert tidy(given_) == [plain("a"), spacer("S"), divider("L"), plain("b")]


@given(COMPONENTS)
def test_no_end_is_a_separator_and_no_content_is_lost(components: list[dict[str, Any]]) -> None:
    kept = tidy(components)
    assert [each for each in kept if each == plain("x")] == [
        each for each in components if each == plain("x")
    ]
    assert not kept or (kept[0] == plain("x") and kept[-1] == plain("x"))
    assert tidy(kept) == kept
    assert all(first != second or first == plain("x") for first, second in pairwise(kept))
