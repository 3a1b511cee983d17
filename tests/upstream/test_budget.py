"""How many retries there are: a share of the calls, and a few beside."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.upstream.budget import RetryBudget
from aggregator.upstream.limits import RetryLimits
from tests.support.sources import FakeClock

LIMITS = RetryLimits(share=0.1, per_second=0.5, most=10.0)


def taken(budget: RetryBudget, tries: int = 1_000) -> int:
    return sum(budget.take() for _ in range(tries))


def test_it_is_full_at_first_and_then_empty() -> None:
    assert taken(RetryBudget(LIMITS, FakeClock())) == 10


@pytest.mark.parametrize(("calls", "retries"), [(7, 0), (8, 1), (44, 5), (100_000, 10)])
def test_a_share_of_the_calls_comes_back_up_to_the_most(calls: int, retries: int) -> None:
    # An eighth, for ten binary tenths are a hair less than one.
    limits = RetryLimits(share=0.125, per_second=0.0, most=10.0)
    budget = RetryBudget(limits, FakeClock())
    taken(budget)
    for _ in range(calls):
        budget.called()
    assert taken(budget) == retries


@pytest.mark.parametrize(("seconds", "retries"), [(1.9, 0), (2.0, 1), (11.0, 5), (3600.0, 10)])
def test_time_brings_some_back_to_a_source_that_is_rarely_asked(
    seconds: float, retries: int
) -> None:
    clock = FakeClock()
    budget = RetryBudget(LIMITS, clock)
    taken(budget)
    clock.now += seconds
    assert taken(budget) == retries


def test_a_failing_source_under_load_is_asked_a_tenth_more_and_not_twice_as_often() -> None:
    clock = FakeClock()
    budget = RetryBudget(LIMITS, clock)
    retries = 0
    for _ in range(10_000):  # a hundred calls a second, each of them to be repeated
        clock.now += 0.01
        budget.called()
        retries += budget.take()
    assert 1_000 <= retries <= 10 + 1_000 + 50


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.lists(st.one_of(st.just("call"), st.just("retry"), st.floats(0, 30)), max_size=200),
    st.floats(0, 1),
    st.floats(0, 5),
    st.floats(1, 20),
)
def test_never_more_than_promised(
    steps: list[str | float], share: float, per_second: float, most: float
) -> None:
    clock = FakeClock()
    budget = RetryBudget(RetryLimits(share, per_second, most), clock)
    calls = retries = 0
    began = clock.now
    for step in steps:
        if step == "call":
            calls += 1
            budget.called()
        elif step == "retry":
            retries += budget.take()
        else:
            assert isinstance(step, float)
            clock.now += step
        assert retries <= most + share * calls + per_second * (clock.now - began) + 1e-6
