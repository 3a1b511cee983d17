"""A card that is larger than Plain may take."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from aggregator.domain.card import Shown
from aggregator.domain.plain.request import CardRequest
from aggregator.domain.plain.response import read
from aggregator.pipeline.respond import FailureWords, respond

PLAN = {"componentText": {"text": "Pro"}}


def answers(outcomes: Mapping[str, Shown], told: FailureWords) -> dict[str, dict[str, Any]]:
    keys = tuple(outcomes)
    raw = respond(CardRequest(keys, None, None, None, "w_demo"), outcomes, told)
    assert read(raw, keys).problems == ()
    return {card["key"]: card for card in orjson.loads(raw)["cards"]}


def _text(words: str) -> dict[str, Any]:
    return {"componentPlainText": {"plainText": words}}


def _box(*content: dict[str, Any]) -> dict[str, Any]:
    return {"componentContainer": {"containerContent": list(content)}}


@pytest.mark.parametrize("boxed", [False, True])
def test_a_card_that_is_too_large_is_cut_alone_and_says_so(boxed: bool) -> None:
    heard: list[str] = []
    told = FailureWords(
        "REF",
        str,
        team=lambda _: "billing",
        broken=lambda key, _: heard.append(key),
        card_bytes=1_024,
    )
    rows = [_text(f"{number} ü😀") for number in range(500)]
    large = Shown([_box(*rows)] if boxed else rows, 120)
    cards = answers({"large": large, "plan": Shown([PLAN], 120)}, told)
    *kept, last = cards["large"]["components"]
    shown = kept[0]["componentContainer"]["containerContent"] if boxed else kept
    assert 10 < len(shown) < 30
    assert shown == rows[: len(shown)]
    words = "This card is too long to be shown whole. It needs attention by its owner, billing."
    assert last["componentPlainText"]["plainText"] == words
    assert 900 < len(orjson.dumps(cards["large"]["components"])) <= 1_024
    assert cards["large"]["timeToLiveSeconds"] == 120
    assert cards["plan"]["components"] == [PLAN]
    assert heard == ["large"]


def test_a_card_of_one_piece_that_is_too_large_says_only_so() -> None:
    told = FailureWords("REF", str, card_bytes=1_024)
    row = {"componentRow": {"rowMainContent": [_text("x" * 1_000)] * 2, "rowAsideContent": []}}
    for components in ([row], [_box(row)]):
        (line,) = answers({"large": Shown(components)}, told)["large"]["components"]
        assert "too long to be shown whole" in str(line)


def test_a_card_as_large_as_it_may_be_is_whole() -> None:
    components = [_text("x" * 500), _text("y" * 400)]
    told = FailureWords("REF", str, card_bytes=len(orjson.dumps(components)))
    assert answers({"a": Shown(components)}, told)["a"]["components"] == components
