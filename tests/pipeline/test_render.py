"""Data to outcomes: pure, an error passes through, and a bug costs its own card alone."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from aggregator.domain.card import Failed, Hidden, Outcome, Result, Shown, Unavailable
from aggregator.domain.errors import InternalError, SourceTimeout
from aggregator.pipeline.render import render, render_card
from aggregator.render.card import RenderContext
from tests.support.pipeline import catalog

CONTEXT = RenderContext("en_US", "USD", "UTC", datetime(2026, 11, 22, tzinfo=UTC))
LATE = SourceTimeout("shop", "Shop did not answer")
ACTIVE = Result({"customer": {"subscription": {"status": "ACTIVE"}}})


def test_each_executed_card_has_an_outcome(tmp_path: Path) -> None:
    cards = catalog(tmp_path).cards
    outcomes = render(cards, {"status": ACTIVE, "calls": LATE}, CONTEXT)
    assert list(outcomes) == ["status", "calls"]
    shown = outcomes["status"]
    assert isinstance(shown, Shown)
    assert (len(shown.components), shown.ttl) == (1, 120)
    assert outcomes["calls"] == Unavailable(LATE)


def test_nothing_to_show_hides_and_a_failure_never_does(tmp_path: Path) -> None:
    card = catalog(tmp_path).cards["status"]
    empty = render_card(card, Result({"customer": {"subscription": None}}), CONTEXT)
    failed = render_card(card, Result({"customer": {"subscription": Failed(LATE)}}), CONTEXT)
    assert isinstance(empty, Hidden)
    assert failed == Unavailable(LATE)


def test_a_bug_in_one_cards_rendering_is_that_cards_alone(tmp_path: Path) -> None:
    def broken(_result: Result, _context: RenderContext) -> Outcome:
        raise KeyError("alex@grocery.co")

    cards = dict(catalog(tmp_path).cards)
    alone = render(cards, {"status": ACTIVE}, CONTEXT)
    cards["calls"] = replace(cards["calls"], render=broken)
    outcomes = render(cards, {"calls": Result({}), "status": ACTIVE}, CONTEXT)
    failed = outcomes["calls"]
    assert isinstance(failed, Unavailable)
    assert isinstance(failed.error, InternalError)
    assert "alex" not in failed.error.message
    assert outcomes["status"] == alone["status"]


def test_the_same_data_is_the_same_outcome(tmp_path: Path) -> None:
    card = catalog(tmp_path).cards["status"]
    assert render_card(card, ACTIVE, CONTEXT) == render_card(card, ACTIVE, CONTEXT)
