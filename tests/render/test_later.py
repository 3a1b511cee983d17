"""A card that is compiled when it is first asked for."""

import pytest

from aggregator.render.card import CompiledCard
from aggregator.render.later import Cards, LaterCard
from tests.support.rendering import customer


def test_it_is_compiled_once_and_only_when_it_is_asked_for() -> None:
    card, times = customer("name @text"), 0

    def compiling() -> CompiledCard:
        nonlocal times
        times += 1
        return card

    later = LaterCard("card", compiling)
    cards = Cards({"card": later, "other": card})
    assert "card" in cards
    assert list(cards) == ["card", "other"]
    assert len(cards) == 2
    assert later.waits
    assert times == 0
    assert cards["card"] is cards["card"] is card
    assert times == 1
    assert not later.waits


def test_one_that_cannot_be_compiled_costs_itself_alone() -> None:
    def compiling() -> CompiledCard:
        raise ValueError("a bug")

    cards = Cards({"bad": LaterCard("bad", compiling), "good": customer("name @text")})
    assert cards.get("bad") is None
    assert "bad" in cards
    assert cards["good"].title
    with pytest.raises(KeyError):
        cards["bad"]
