"""Which cards are executed, until when, and what they may know: sorted before anything is asked."""

from pathlib import Path

import pytest

from aggregator.domain.card import Unavailable, UnknownCard
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import CardError
from aggregator.pipeline.plan import Budget, RequestPlan, plan
from tests.support.pipeline import CARDS, EVERYBODY, catalog, request

BUDGET = Budget(soft=4.0, raised_max=8.0, answer=10.0)
ARRIVED = Deadline(100.0, lambda: 100.0)


def planned(folder: Path, *keys: str, **more: object) -> RequestPlan:
    broken = {"broken": 'query E @card(title: "E") { customer { sorrow } }'}
    return plan(request(*keys, **more), catalog(folder, {**CARDS, **broken}), BUDGET, ARRIVED)  # type: ignore[arg-type]  # a customer


def test_known_cards_are_executed_in_the_order_asked(tmp_path: Path) -> None:
    found = planned(tmp_path, "slow", "status")
    assert [each.card.key for each in found.cards] == ["slow", "status"]
    assert found.settled == {}


def test_unknown_keys_and_broken_cards_need_no_execution(tmp_path: Path) -> None:
    found = planned(tmp_path, "nowhere", "broken", "status")
    assert [each.card.key for each in found.cards] == ["status"]
    assert found.settled["nowhere"] == UnknownCard()
    broken = found.settled["broken"]
    assert isinstance(broken, Unavailable)
    assert isinstance(broken.error, CardError)


@pytest.mark.parametrize(("key", "seconds"), [("status", 4.0), ("slow", 8.0)])
def test_a_card_ends_at_the_soft_limit_or_at_its_own_raised_one_within_bounds(
    tmp_path: Path, key: str, seconds: float
) -> None:
    (card,) = planned(tmp_path, key).cards
    assert card.deadline.at == 100.0 + seconds
    assert card.deadline.remaining() == seconds


def test_the_requests_own_moments_count_from_its_arrival(tmp_path: Path) -> None:
    found = planned(tmp_path, "status")
    assert found.answer.at == 110.0


def test_of_each_list_the_largest_wish_of_any_card_is_known_beforehand(tmp_path: Path) -> None:
    assert planned(tmp_path, "few", "slow").bounds == {("Customer", "invoices"): 7}
    assert planned(tmp_path / "alone", "few").bounds == {("Customer", "invoices"): 2}


def test_variables_are_the_requests_own_ids_by_name(tmp_path: Path) -> None:
    assert planned(tmp_path, "status", **EVERYBODY).variables == {
        "customerId": "c_1",
        "customerEmail": "a@b.co",
        "customerExternalId": "ext",
        "threadId": "th_1",
        "threadExternalId": "t1",
        "tenantId": "te_1",
        "tenantExternalId": "org",
        "workspaceId": "w_1",
    }


def test_what_the_request_lacks_is_null_and_no_card_is_a_plan_too(tmp_path: Path) -> None:
    found = planned(tmp_path)
    assert found.cards == ()
    assert found.variables["threadId"] is None
    assert found.variables["tenantExternalId"] is None
