"""Cards that were made of components: sent as they were written, and cut to size like others."""

from typing import Any

import orjson

from aggregator.domain.card import Shown
from aggregator.domain.plain.components import PlainText, emit_all
from aggregator.domain.plain.request import CardRequest
from aggregator.pipeline.respond import FailureWords, respond


def answer(outcome: Shown, card_bytes: int) -> dict[str, Any]:
    told = FailureWords("REF", str, card_bytes=card_bytes)
    raw = respond(CardRequest(("plan",), None, None, None, "w_demo"), {"plan": outcome}, told)
    [card] = orjson.loads(raw)["cards"]
    assert isinstance(card, dict)
    return card


def test_what_was_made_of_components_is_sent_as_it_was_written() -> None:
    made = emit_all([PlainText("\u00e9 \U0001f600")])
    assert answer(Shown(made, 120), 1_024)["components"] == list(made)


def test_what_was_made_of_components_is_still_cut_to_size() -> None:
    made = emit_all([PlainText("x" * 400)] * 10)
    components = answer(Shown(made, 120), 1_024)["components"]
    assert len(components) < len(made)
    assert "too long" in components[-1]["componentPlainText"]["plainText"]
