import itertools

from aggregator.directory.ids import CUSTOMER, TimeOrderedIds


def test_ids_ascend_strictly_also_in_one_millisecond_and_when_the_clock_steps_back() -> None:
    times = itertools.chain([5.0] * 500, [4.0] * 500, [6.0] * 500)
    new = TimeOrderedIds(clock=lambda: next(times))
    ids = [new(CUSTOMER) for _ in range(1_500)]
    assert ids == sorted(set(ids))
    assert {len(id_) for id_ in ids} == {len("cust_") + 32}


def test_ids_of_a_later_process_sort_after_earlier_ones() -> None:
    early = TimeOrderedIds(clock=lambda: 1_000.0, random_bits=lambda bits: 2**bits - 1)
    late = TimeOrderedIds(clock=lambda: 1_000.001, random_bits=lambda _: 0)
    assert early(CUSTOMER) < late(CUSTOMER)


def test_two_factories_at_one_moment_differ() -> None:
    one, other = TimeOrderedIds(clock=lambda: 9.0), TimeOrderedIds(clock=lambda: 9.0)
    assert not {one(CUSTOMER) for _ in range(100)} & {other(CUSTOMER) for _ in range(100)}


def test_an_id_tells_what_it_names_and_the_same_chance_gives_the_same_ids() -> None:
    def factory() -> TimeOrderedIds:
        return TimeOrderedIds(clock=lambda: 1.0, random_bits=lambda _: 7)

    assert factory()(CUSTOMER) == factory()(CUSTOMER) == "cust_0000000003e8" + "0" * 19 + "7"
