"""Code that runs for a short time only: what it gives, what it raises, and how it is stopped."""

import gc
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import pytest

from aggregator.render.python.limited import TRIES, Raised, RanOut, limited

LONG = 30.0


def test_what_it_gives_is_given() -> None:
    assert limited(lambda: 7, LONG) == 7


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), KeyboardInterrupt(), SystemExit(1)])
def test_what_it_raises_is_told_and_ends_nobody_else(error: BaseException) -> None:
    def work() -> None:
        raise error

    with pytest.raises(Raised) as raised:
        limited(work, LONG)
    assert raised.value.error is error


def forever() -> None:
    while True:
        pass


def stubborn() -> None:
    while True:
        with suppress(Exception):
            forever()


@pytest.mark.parametrize("work", [forever, stubborn])
def test_a_loop_that_never_ends_is_stopped_and_its_thread_ends(
    work: Callable[[], None],
) -> None:
    ran: list[threading.Thread] = []

    def endless() -> None:
        ran.append(threading.current_thread())
        work()

    with pytest.raises(RanOut) as over:
        limited(endless, 0.02)
    assert over.value.stopped
    ran[0].join(LONG)
    assert not ran[0].is_alive()


class _Dying:
    """Its finaliser takes a while, as one may that the garbage collector calls meanwhile."""

    def __init__(self, met: list[BaseException]) -> None:
        self._met = met

    def __del__(self) -> None:
        try:
            forever()
        except BaseException as stop:
            self._met.append(stop)
            raise


def test_a_stop_that_meets_a_finaliser_is_told_again_and_reported_to_nobody() -> None:
    met: list[BaseException] = []

    def work() -> None:
        _Dying(met)  # the first stop ends its finaliser alone: Python ignores it there
        forever()

    with pytest.raises(RanOut) as over:
        limited(work, 0.02)
    assert over.value.stopped
    assert len(met) == 1


def test_what_ends_in_time_shares_a_thread_with_what_comes_after() -> None:
    first = limited(threading.current_thread, LONG)
    with pytest.raises(Raised, match="ValueError"):
        limited(lambda: int("no number"), LONG)
    assert limited(threading.current_thread, LONG) is first
    assert first is not threading.current_thread()


def test_nothing_of_a_run_is_kept_when_it_is_over() -> None:
    class Customer:
        """Somebody's data."""

    customer = Customer()
    seen = weakref.ref(customer)
    limited(partial(id, customer), LONG)
    del customer
    limited(lambda: None, LONG)
    gc.collect()
    assert seen() is None


def test_runs_at_once_have_a_thread_each() -> None:
    together = threading.Barrier(3)
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: limited(lambda: together.wait(LONG), LONG), range(3)))
    assert sorted(found) == [0, 1, 2]


def test_what_swallows_even_the_stop_is_left_and_told() -> None:
    ended = threading.Event()

    def deaf(levels: int) -> None:
        """Each level swallows one stop, wherever in those within it that comes."""
        try:
            if levels:
                deaf(levels - 1)
            while not ended.is_set():
                pass
        except BaseException:  # noqa: BLE001, S110 -- a check forbids this in a card
            pass

    try:
        with pytest.raises(RanOut) as over:
            limited(lambda: deaf(2 * TRIES), 0.1)
        assert not over.value.stopped
    finally:
        ended.set()
    assert limited(lambda: "well", LONG) == "well"


def test_what_others_compute_meanwhile_is_not_its_time() -> None:
    over = threading.Event()
    beside = threading.Thread(target=lambda: [None for _ in iter(over.is_set, True)])
    beside.start()
    try:
        # It waits for longer than its seconds, and the process computes all the while.
        assert limited(lambda: time.sleep(0.6), 0.5) is None
    finally:
        over.set()
        beside.join()


def test_no_run_is_stopped_by_the_time_of_another() -> None:
    for _ in range(200):  # at the very edge: some end in time, some do not, none leaves a mark
        with suppress(RanOut):
            limited(lambda: time.sleep(0.0005), 0.0005)
    assert limited(lambda: "well", LONG) == "well"
