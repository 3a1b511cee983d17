"""Permits and quotas: how much is let in."""

import pytest

from aggregator.domain.errors import QuotaExceeded
from aggregator.service.admission import Admission, Quota, Quotas


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_as_many_as_there_are_permits_and_one_more_when_one_is_back() -> None:
    admission = Admission(2)
    first, second = admission.enter("w"), admission.enter("w")
    assert first is not None
    assert second is not None
    assert admission.enter("w") is None
    with first:
        assert admission.enter("w") is None
    assert admission.enter("w") is not None


def test_a_permit_comes_back_when_its_request_fails() -> None:
    admission = Admission(1)
    permit = admission.enter("w")
    assert permit is not None
    with pytest.raises(ZeroDivisionError), permit:
        raise ZeroDivisionError
    assert admission.enter("w") is not None


def test_fewer_permits_let_nobody_in_until_enough_are_back() -> None:
    admission = Admission(3)
    permits = [admission.enter("w") for _ in range(3)]
    admission.permits = 1
    for permit in permits:
        assert admission.enter("w") is None
        assert permit is not None
        with permit:
            pass
    assert admission.enter("w") is not None


def test_there_is_room_for_unasked_work_while_half_is_free() -> None:
    admission = Admission(2)
    assert admission.half_free
    assert admission.enter("w") is not None
    assert not admission.half_free


def test_while_busy_fewer_are_let_in() -> None:
    busy = True
    admission = Admission(4, 2, lambda: busy)
    permits = [admission.enter("w") for _ in range(3)]
    assert [permit is not None for permit in permits] == [True, True, False]
    busy = False
    assert admission.enter("w") is not None
    busy = True
    assert admission.enter("w") is None
    assert not admission.half_free


def test_a_crowd_in_one_workspace_costs_another_nothing_of_its_share() -> None:
    admission = Admission(4)
    admission.workspaces = 2
    assert all(admission.enter("crowd") for _ in range(4))
    assert admission.enter("crowd") is None
    first, second, third = (admission.enter("other") for _ in range(3))
    assert first is not None
    assert second is not None
    assert third is None
    with first:
        assert admission.enter("other") is None
    assert admission.enter("other") is not None
    assert admission.enter("crowd") is None


def test_more_workspaces_than_permits_have_one_each() -> None:
    admission = Admission(2)
    admission.workspaces = 5
    assert all(admission.enter("crowd") for _ in range(2))
    assert admission.enter("other") is not None
    assert admission.enter("other") is None


def test_a_quota_allows_its_burst_then_its_rate_and_says_when() -> None:
    clock = Clock()
    quotas = Quotas(clock)
    quota = Quota(per_minute=30, burst=2)
    quotas.spend("w", quota)
    quotas.spend("w", quota)
    with pytest.raises(QuotaExceeded) as refused:
        quotas.spend("w", quota)
    assert refused.value.after == 2
    clock.now += 2
    quotas.spend("w", quota)
    with pytest.raises(QuotaExceeded):
        quotas.spend("w", quota)


def test_a_long_silence_saves_up_no_more_than_the_burst() -> None:
    clock = Clock()
    quotas = Quotas(clock)
    quota = Quota(per_minute=60, burst=3)
    quotas.spend("w", quota)
    clock.now += 3_600
    for _ in range(3):
        quotas.spend("w", quota)
    with pytest.raises(QuotaExceeded):
        quotas.spend("w", quota)


def test_one_workspaces_quota_is_not_another_ones() -> None:
    quotas = Quotas(Clock())
    quota = Quota(per_minute=1, burst=1)
    quotas.spend("w", quota)
    quotas.spend("v", quota)
    quotas.spend("none", None)
    quotas.spend("none", None)
