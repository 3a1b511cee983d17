"""A new card's first cases: their data is what its query gives."""

from typing import Any

import pytest

from aggregator.authoring.cases.result import read_result
from aggregator.authoring.scaffold.card import card_text
from aggregator.authoring.scaffold.cases import cases
from aggregator.authoring.scaffold.choice import choose, offers
from aggregator.domain.card import Hidden, Shown, Unavailable
from aggregator.domain.plain.components import validate
from aggregator.language.source import SharedFragments, as_card
from tests.support.cards import parsed
from tests.support.rendering import CONTEXT, compile_card
from tests.support.the_world import the_world

SCHEMA = the_world().schema
PROVIDED = the_world().provided()
PATHS = [offer.path for offer in offers(SCHEMA)]


@pytest.mark.parametrize("path", PATHS)
def test_each_case_is_drawn_as_its_name_says(path: str) -> None:
    roots = choose([path], SCHEMA)
    card = compile_card(
        as_card(parsed(card_text("card", "T", roots, None)), "team", SharedFragments()), SCHEMA
    )
    drawn = {
        name: card.render(read_result(body, card, SCHEMA), CONTEXT)
        for name, body in cases(roots, PROVIDED).items()
    }
    typical, empty = drawn["typical"], drawn["empty"]
    assert isinstance(typical, Shown)
    assert not typical.failures
    assert validate(typical.components) == []
    assert isinstance(empty, Shown | Hidden)
    if isinstance(empty, Shown):
        assert len(empty.components) == 1
    assert isinstance(drawn["source-down"], Unavailable)


def test_only_what_the_first_source_gives_is_missing_when_it_is_down() -> None:
    roots = choose(["subscription.status", "invoices.number", "seats.used"], SCHEMA)
    body: Any = cases(roots, PROVIDED)["source-down"]
    assert body["data"]["customer"] == {
        "subscription": None,
        "invoices": None,
        "seats": {"used": 12},
    }
    assert body["errors"] == [
        {"path": ["customer", name], "code": "SOURCE_UNAVAILABLE", "source": "billing"}
        for name in ("subscription", "invoices")
    ]


def test_made_up_values_differ_within_a_list_and_lie_on_the_side_their_name_says() -> None:
    roots = choose(["invoices", "subscription.renewsAt"], SCHEMA)
    customer: Any = cases(roots, PROVIDED)["typical"]["data"]
    first, second = customer["customer"]["invoices"]
    assert first["number"] != second["number"]
    assert first["issuedAt"] > second["issuedAt"]
    assert customer["customer"]["subscription"]["renewsAt"] > "2026-01-15"
