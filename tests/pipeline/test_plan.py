"""Which cards are executed, until when, and what they may know: sorted before anything is asked."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aggregator.domain.card import Unavailable, UnknownCard
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import CardError
from aggregator.pipeline.plan import Budget, Planner, RequestPlan, plan
from aggregator.render.card import CompiledCard
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


class Watched(dict[str, CompiledCard]):
    """A catalog's cards, and which of them were looked for."""

    def __init__(self, cards: Mapping[str, CompiledCard]) -> None:
        super().__init__(cards)
        self.looked: list[str] = []

    def get(self, key: str, default: Any = None) -> Any:
        self.looked.append(key)
        return super().get(key, default)


def watched(folder: Path, kept: int = 256) -> tuple[Planner, list[str]]:
    whole = catalog(folder)
    cards = Watched(whole.cards)
    return Planner(replace(whole, cards=cards), BUDGET, kept), cards.looked


def test_what_keys_come_to_is_found_once_and_each_request_has_its_own_moments(
    tmp_path: Path,
) -> None:
    planner, looked = watched(tmp_path)
    first = planner(request("slow", "status"), ARRIVED)
    later = planner(request("slow", "status", **EVERYBODY), Deadline(200.0, lambda: 200.0))  # type: ignore[arg-type]  # a customer
    assert looked == ["slow", "status"]
    assert [each.deadline.at for each in (*first.cards, *later.cards)] == [108, 104, 208, 204]
    assert (first.answer.at, later.answer.at) == (110.0, 210.0)
    assert (first.variables["threadId"], later.variables["threadId"]) == (None, "th_1")
    turned = planner(request("status", "slow"), ARRIVED)
    assert [each.card.key for each in turned.cards] == ["status", "slow"]


def test_keys_of_no_card_are_never_kept_and_sets_of_keys_up_to_a_bound(tmp_path: Path) -> None:
    planner, looked = watched(tmp_path, kept=2)
    for _ in range(2):
        assert planner(request("nowhere"), ARRIVED).settled
    for key in ("slow", "status", "few", "status", "slow"):
        planner(request(key), ARRIVED)
    assert looked == ["nowhere", "nowhere", "slow", "status", "few", "slow"]
