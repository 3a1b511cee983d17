"""Separators that separate something."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.plain.components import Component, Divider, PlainText, Spacer
from aggregator.render.layout.tidy import tidy

PIECE = PlainText("x")
KINDS: list[Component] = [PIECE, Divider(), Spacer("M")]
COMPONENTS = st.lists(st.sampled_from(KINDS))


def test_the_first_of_each_kind_between_two_pieces_is_kept() -> None:
    one, other = PlainText("a"), PlainText("b")
    wide: list[Component] = [
        Divider(),
        one,
        Spacer("S"),
        Divider("L"),
        Spacer("XL"),
        other,
        Spacer("M"),
    ]
    assert tidy([*wide, Spacer("M")]) == [one, Spacer("S"), Divider("L"), other]


@given(COMPONENTS)
def test_no_end_is_a_separator_and_no_content_is_lost(components: list[Component]) -> None:
    kept = tidy(components)
    assert [each for each in kept if each == PIECE] == [
        each for each in components if each == PIECE
    ]
    assert not kept or (kept[0] == PIECE and kept[-1] == PIECE)
    assert tidy(kept) == kept
    assert all(first != second or first == PIECE for first, second in pairwise(kept))
