"""The one cache: what is fresh, stale, forgotten and pushed out."""

import math

from hypothesis import given
from hypothesis import strategies as st

from aggregator.cache import Cache


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def cache(entries: int = 10, size: int = 100) -> tuple[Cache[str, str], Clock]:
    clock = Clock()
    return Cache(entries=entries, size=size, clock=clock), clock


def test_a_value_is_fresh_then_stale_then_gone() -> None:
    kept, clock = cache()
    kept.keep("a", "x", ttl=10, stale=5)
    seen = []
    for now in (0, 9.9, 10, 14.9, 15):
        clock.now = now
        found = kept.get("a")
        seen.append(None if found is None else (found.value, found.fresh, found.age))
    assert seen == [("x", True, 0), ("x", True, 9.9), ("x", False, 10), ("x", False, 14.9), None]
    assert (len(kept), kept.size) == (0, 0)


def test_the_least_recently_used_goes_first() -> None:
    kept, _ = cache(entries=2)
    kept.keep("a", "1", ttl=10)
    kept.keep("b", "2", ttl=10)
    assert kept.get("a") is not None
    kept.keep("c", "3", ttl=10)
    assert [key for key in "abc" if kept.get(key)] == ["a", "c"]


def test_what_is_larger_than_all_room_replaces_nothing_but_its_own() -> None:
    kept, _ = cache(size=10)
    kept.keep("a", "1", ttl=10, size=5)
    kept.keep("b", "2", ttl=10, size=5)
    kept.keep("a", "huge", ttl=10, size=11)
    assert kept.get("a") is None
    assert kept.get("b") is not None


def test_a_person_is_forgotten_with_everything_that_speaks_of_them() -> None:
    kept, _ = cache()
    kept.keep("a", "1", ttl=10, people=["p", "q"])
    kept.keep("b", "2", ttl=10, people=["q"])
    kept.keep("c", "3", ttl=10, people=["r"])
    assert kept.forget("q") == 2
    assert kept.forget("q") == 0
    assert kept.forget("p") == 0
    assert len(kept) == 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdef"),
            st.integers(0, 40),
            st.sets(st.sampled_from("pqr")),
            st.sampled_from([0.0, 1.0, math.inf]),
            st.sampled_from(["keep", "get", "forget"]),
        ),
        max_size=60,
    )
)
def test_bounds_and_counts_hold_whatever_happens(
    steps: list[tuple[str, int, set[str], float, str]],
) -> None:
    kept, clock = cache(entries=4, size=60)
    for key, size, people, ttl, step in steps:
        if step == "keep":
            kept.keep(key, key, ttl=ttl, size=size, people=people)
        elif step == "get":
            clock.now += 0.5
            kept.get(key)
        else:
            for person in people:
                kept.forget(person)
        assert len(kept) <= 4
        assert kept.size == sum(entry.size for entry in kept._entries.values()) <= 60
        tagged = {k for keys in kept._by_person.values() for k in keys}
        assert tagged <= set(kept._entries)
        assert all(kept._by_person.values())
