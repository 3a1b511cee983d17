"""When a source is left alone and when it is asked again; time and chance are the test's."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from aggregator.upstream.breaker import SLICES, Breaker, CallPermit
from aggregator.upstream.limits import BreakerLimits
from tests.support.sources import FakeClock

LIMITS = BreakerLimits(
    failures=5, rate=0.5, calls=20, window=30.0, slow=1.6, open=2.0, open_max=30.0
)


def breaker(clock: FakeClock, limits: BreakerLimits = LIMITS, chance: float = 0.0) -> Breaker:
    return Breaker(limits, clock, lambda: chance)


def call(asked: Breaker) -> CallPermit:
    permit = asked.enter()
    assert permit is not None
    return permit


def fail(asked: Breaker, times: int = 5) -> None:
    for _ in range(times):
        call(asked).failed()


def answer(asked: Breaker, times: int = 1, *, slow: bool = False) -> None:
    for _ in range(times):
        call(asked).answered(slow=slow)


def state(asked: Breaker) -> str:
    return asked.condition.state


def test_failures_in_a_row_open_it_and_one_answer_breaks_the_row() -> None:
    asked = breaker(FakeClock())
    fail(asked, 4)
    answer(asked)
    fail(asked, 4)
    assert state(asked) == "closed"
    fail(asked, 1)
    assert state(asked) == "open"
    assert asked.enter() is None


def test_a_slow_answer_is_no_failure_in_a_row() -> None:
    asked = breaker(FakeClock())
    fail(asked, 4)
    answer(asked, slow=True)
    fail(asked, 4)
    assert state(asked) == "closed"


def test_a_share_of_failures_opens_it_once_there_are_enough_calls() -> None:
    asked = breaker(FakeClock())
    for _ in range(9):
        fail(asked, 1)
        answer(asked)
    assert (state(asked), asked.condition.calls, asked.condition.bad) == ("closed", 18, 9)
    fail(asked, 1)
    assert state(asked) == "closed", "19 calls say too little"
    answer(asked)
    assert state(asked) == "open"


def test_a_smaller_share_never_opens_it() -> None:
    asked = breaker(FakeClock())
    for _ in range(500):
        fail(asked, 2)
        answer(asked, 3)
    assert state(asked) == "closed"


def test_slow_answers_alone_open_it() -> None:
    asked = breaker(FakeClock())
    answer(asked, 19, slow=True)
    assert state(asked) == "closed"
    answer(asked, slow=True)
    assert state(asked) == "open"


def test_calls_older_than_the_window_do_not_count() -> None:
    clock = FakeClock()
    asked = breaker(clock)
    answer(asked, 19, slow=True)
    clock.now += LIMITS.window
    assert (asked.condition.calls, asked.condition.bad) == (0, 0)
    answer(asked, slow=True)
    assert (state(asked), asked.condition.calls) == ("closed", 1)


def test_calls_within_the_window_less_a_slice_do_count() -> None:
    clock = FakeClock()
    asked = breaker(clock)
    answer(asked, 19, slow=True)
    clock.now += LIMITS.window * (SLICES - 1) / SLICES
    answer(asked, slow=True)
    assert state(asked) == "open"


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 2.0), (0.5, 1.5), (1.0, 1.0)])
def test_chance_shortens_an_open_time_by_up_to_half(chance: float, seconds: float) -> None:
    clock = FakeClock()
    asked = breaker(clock, chance=chance)
    fail(asked)
    assert asked.condition.again == seconds
    clock.now += seconds - 0.01
    assert asked.enter() is None
    clock.now += 0.01
    assert asked.enter() is not None


def test_one_probe_goes_and_the_others_are_refused() -> None:
    clock = FakeClock()
    asked = breaker(clock)
    fail(asked)
    clock.now += 2
    assert state(asked) == "half-open"
    probe = call(asked)
    assert [asked.enter() for _ in range(100)] == [None] * 100
    probe.answered(slow=False)
    assert state(asked) == "closed"
    assert asked.enter() is not None


@pytest.mark.parametrize(
    "ill", [CallPermit.failed, lambda probe: probe.answered(slow=True)], ids=["failed", "slow"]
)
def test_a_probe_that_is_not_answered_in_time_opens_it_for_twice_as_long(
    ill: Callable[[CallPermit], None],
) -> None:
    clock = FakeClock()
    asked = breaker(clock)
    fail(asked)
    opened = []
    for _ in range(7):
        opened.append(asked.condition.again)
        clock.now += asked.condition.again
        ill(call(asked))
    assert opened == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_a_probe_that_told_nothing_leaves_its_place_to_the_next() -> None:
    clock = FakeClock()
    asked = breaker(clock)
    fail(asked)
    clock.now += 2
    call(asked).dropped()
    assert state(asked) == "half-open"
    call(asked).answered(slow=False)
    assert state(asked) == "closed"


def test_calls_from_before_a_change_say_nothing_after_it() -> None:
    clock = FakeClock()
    asked = breaker(clock)
    early = [call(asked) for _ in range(60)]
    fail(asked)
    for permit in early[:20]:
        permit.failed()
    assert asked.condition.again == 2.0, "an open time does not grow by calls that hung before it"
    clock.now += 2
    probe = call(asked)
    for permit in early[20:40]:
        permit.answered(slow=False)
        permit.dropped()
    assert asked.enter() is None, "the probe has not ended"
    probe.answered(slow=False)
    for permit in early[40:]:
        permit.failed()
    assert (state(asked), asked.condition.calls, asked.condition.failures) == ("closed", 0, 0)


def test_an_open_time_begins_anew_after_a_window_without_trouble() -> None:
    clock = FakeClock()
    asked = breaker(clock)
    opened = []
    for rest in (0.0, LIMITS.window - 1, LIMITS.window):
        fail(asked)
        opened.append(asked.condition.again)
        clock.now += asked.condition.again
        answer(asked)
        clock.now += rest
    fail(asked)
    opened.append(asked.condition.again)
    assert opened == [2.0, 4.0, 8.0, 2.0]


def test_its_condition_says_since_when_and_until_when() -> None:
    clock = FakeClock()
    asked = breaker(clock)
    clock.now += 7
    assert (state(asked), asked.condition.age, asked.condition.again) == ("closed", 7.0, 0.0)
    fail(asked)
    clock.now += 0.5
    assert (state(asked), asked.condition.age, asked.condition.again) == ("open", 0.5, 1.5)
    clock.now += 4
    assert (state(asked), asked.condition.age, asked.condition.again) == ("half-open", 2.5, 0.0)


def test_a_million_refusals_take_no_memory() -> None:
    clock = FakeClock()
    asked = breaker(clock)
    fail(asked)
    before = size(asked)
    for number in range(1_000_000 // 100):
        for _ in range(100):
            assert asked.enter() is None
        if number % 100 == 0:
            clock.now += 0.001
    assert size(asked) == before


def size(value: object) -> int:
    """How many things hang on a breaker, and their bytes as far as they are its own."""
    return sum(sys.getsizeof(each) for each in _parts(value))


def _parts(value: object) -> Iterator[object]:
    yield value
    inner: list[object] = []
    if isinstance(value, list | tuple):
        inner = list(value)
    elif type(value).__module__ == Breaker.__module__:
        inner = list(vars(value).values())
    for each in inner:
        yield from _parts(each)


LIVELY = replace(LIMITS, failures=2, calls=4)
"""So few that random lives come to every state often."""


class Life(RuleBasedStateMachine):
    """Any order of calls, outcomes and time; beside it a naive reading of what was promised."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        self.chance = 0.0
        self.asked = Breaker(LIVELY, self.clock, lambda: self.chance)
        self.under_way: list[tuple[CallPermit, str]] = []
        self.opened = self.clock.now
        self.first = size(self.asked)

    @rule()
    def begin(self) -> None:
        before = state(self.asked)
        permit = self.asked.enter()
        if before == "open":
            assert permit is None
        if before == "closed":
            assert permit is not None
        if permit is not None:
            self.under_way.append((permit, before))

    @precondition(lambda self: self.under_way)
    @rule(
        which=st.integers(0),
        outcome=st.sampled_from(["failed", "failed", "answered", "slow", "dropped"]),
        chance=st.floats(0, 1),
    )
    def end(self, which: int, outcome: str, chance: float) -> None:
        self.chance = chance
        permit, began = self.under_way.pop(which % len(self.under_way))
        before = state(self.asked)
        if outcome == "dropped":
            permit.dropped()
        elif outcome == "failed":
            permit.failed()
        else:
            permit.answered(slow=outcome == "slow")
        after = state(self.asked)
        if before != "closed" and after == "closed":
            assert (began, outcome) == ("half-open", "answered"), "closed by no good probe"
        if before != "open" and after == "open":
            assert LIVELY.open / 2 <= self.asked.condition.again <= LIVELY.open_max
            assert outcome != "dropped"

    @rule(seconds=st.one_of(st.floats(0, 3), st.floats(0, 100)))
    def wait(self, seconds: float) -> None:
        before = state(self.asked)
        self.clock.now += seconds
        after = state(self.asked)
        assert before == after or (before, after) == ("open", "half-open")

    @invariant()
    def at_most_one_probe_is_under_way(self) -> None:
        if state(self.asked) == "half-open":
            current = [p for p, _ in self.under_way if p._turn == self.asked.turn]
            assert len(current) <= 1
            assert self.asked.admits() is (not current)

    @invariant()
    def it_does_not_grow(self) -> None:
        # Integers of other lengths differ by some bytes; a list or a slice more would be 24 each.
        assert size(self.asked) < self.first + SLICES * 3 * 8


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=100, stateful_step_count=60, derandomize=True, deadline=None
)
