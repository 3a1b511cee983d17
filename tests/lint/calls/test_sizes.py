import itertools
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.lint.calls.sizes import chunks, covered, most_chunks, most_exchanges

boxes = st.integers(1, 3).flatmap(
    lambda dimensions: st.sets(st.tuples(*[st.integers(0, 4)] * dimensions), max_size=5)
)


@given(boxes)
def test_every_place_in_any_box_is_counted_once(drawn: set[tuple[int, ...]]) -> None:
    places = {place for box in drawn for place in itertools.product(*map(range, box))}
    assert covered(drawn) == len(places)


def test_a_longer_list_holds_a_shorter_one() -> None:
    assert covered({(5,), (20,)}) == 20


def test_lists_inside_lists_overlap_in_their_corner() -> None:
    assert covered({(2, 10), (10, 2)}) == 36


@given(st.integers(0, 300), st.one_of(st.none(), st.integers(1, 50)))
def test_chunks_hold_every_key_and_none_too_many(keys: int, maximum: int | None) -> None:
    made = chunks(keys, maximum)
    assert sum(made) == keys
    assert all(0 < size <= (maximum or keys) for size in made)
    assert len(made) == (-(-keys // maximum) if maximum else bool(keys))


@given(st.lists(st.integers(1, 12), min_size=1, max_size=5), st.integers(1, 6))
def test_no_portions_of_keys_take_more_chunks(portions: list[int], maximum: int) -> None:
    taken = sum(len(chunks(portion, maximum)) for portion in portions)
    assert taken <= most_chunks(sum(portions), maximum, len(portions))


def test_at_worst_each_moment_ends_with_a_chunk_of_one_key() -> None:
    assert most_chunks(12, 10, 2) == len(chunks(11, 10)) + len(chunks(1, 10)) == 3
    assert most_chunks(3, 10, 7) == 3
    assert most_chunks(30, None, 4) == 4


COSTS: Mapping[str, Callable[[int], int]] = {
    "one call a batch": lambda _keys: 1,
    "a call a key": lambda keys: keys,
    "one for all, and again for each": lambda keys: 1 if keys == 1 else 1 + keys,
}


@pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS)
@given(portions=st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_no_portions_of_keys_take_more_exchanges(
    cost: Callable[[int], int], portions: list[int]
) -> None:
    taken = sum(map(cost, portions))
    assert taken <= most_exchanges(cost, sum(portions), len(portions))


def test_the_most_exchanges_are_those_of_some_portions() -> None:
    again = COSTS["one for all, and again for each"]
    assert most_exchanges(again, 6, 2) == again(2) + again(4)
    assert most_exchanges(again, 3, 2) == again(1) + again(2)
    assert most_exchanges(again, 2, 2) == 2 * again(1)
