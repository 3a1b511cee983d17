"""Code that runs for a short time only: what it gives, what it raises, and how it is stopped."""

import threading
import time
from contextlib import suppress

import pytest

from aggregator.cards.python.limited import RanOut, limited

LONG = 30.0


def test_what_it_gives_is_given() -> None:
    assert limited(lambda: 7, LONG) == 7


def test_what_it_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        limited(lambda: 1 / 0, LONG)


def forever() -> None:
    while True:
        pass


def stubborn() -> None:
    while True:
        with suppress(Exception):
            forever()


@pytest.mark.parametrize("work", [forever, stubborn])
def test_a_loop_that_never_ends_is_stopped_and_its_thread_is_gone(work: object) -> None:
    before = threading.active_count()
    with pytest.raises(RanOut) as over:
        limited(work, 0.02)  # type: ignore[arg-type]  # both are functions
    assert over.value.stopped
    assert threading.active_count() == before


def test_what_swallows_even_the_stop_is_left_and_told() -> None:
    ended = threading.Event()

    def deaf() -> None:
        while not ended.is_set():
            try:
                while not ended.is_set():
                    pass
            except BaseException:  # noqa: BLE001, S110 -- a check forbids this in a card
                pass

    try:
        with pytest.raises(RanOut) as over:
            limited(deaf, 0.02)
        assert not over.value.stopped
    finally:
        ended.set()
    others = [each for each in threading.enumerate() if each.name == "card"]
    for each in others:
        each.join(LONG)
        assert not each.is_alive()


def test_no_run_is_stopped_by_the_time_of_another() -> None:
    for _ in range(200):  # at the very edge: some end in time, some do not, none leaves a mark
        with suppress(RanOut):
            limited(lambda: time.sleep(0.0005), 0.0005)
    assert limited(lambda: "well", LONG) == "well"
