"""The demo's cards over whatever their sources might return, answered as Plain is answered."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import orjson
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aggregator.domain.card import Result
from aggregator.domain.errors import AggregatorError, DeadlineExceeded, SourceTimeout
from aggregator.domain.plain.request import CardRequest
from aggregator.domain.plain.response import read
from aggregator.domain.plain.schema import response_schema
from aggregator.language.folder import look_at
from aggregator.language.outline import Outline, outline
from aggregator.language.source import read_card, read_fragments
from aggregator.pipeline.render import render
from aggregator.pipeline.respond import FailureWords, respond
from aggregator.render.card import CompiledCard
from aggregator.render.compile import compile_outline
from tests.support.card_data import data_of
from tests.support.product import ROOT
from tests.support.rendering import CONTEXT
from tests.support.the_world import the_world

ASKED = 3
"""Distinct cards of one request."""

_TOLD = FailureWords("REFERENCE1", str)
_VALIDATOR = Draft202012Validator(response_schema())
_BREAKS: tuple[Result | AggregatorError, ...] = (
    SourceTimeout("billing", "Billing did not answer"),
    DeadlineExceeded("late"),
    Result({}),
    Result({"customer": 7, "thread": [], "tenant": "x"}),
)


def hold_any_output(count: int) -> None:
    """Answer `count` requests over generated source outputs; AssertionError names what broke.

    Each answer is valid by our validator and by the JSON Schema, has each key in the order asked,
    and does not change by a byte elsewhere when one of its cards breaks.
    """

    @seed(2_026)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        keys=st.permutations(sorted(_outlines())).map(lambda all_keys: all_keys[:ASKED]),
        broken=st.sampled_from(_BREAKS),
        data=st.data(),
    )
    def hold(keys: list[str], broken: Result | AggregatorError, data: st.DataObject) -> None:
        executed: dict[str, Result | AggregatorError] = {
            key: Result(data.draw(data_of(_outlines()[key]))) for key in keys
        }
        whole = _answered(keys, executed)
        victim = keys[0]
        hurt = _answered(keys, {**executed, victim: broken})
        assert {key for key in keys if whole[key] != hurt[key]} <= {victim}

    hold()


def _answered(
    keys: list[str], executed: Mapping[str, Result | AggregatorError]
) -> Mapping[str, bytes]:
    request = CardRequest(tuple(keys), None, None, None, "w_demo")
    body = respond(request, render(_cards(), executed, CONTEXT), _TOLD)
    assert read(body, keys).problems == ()
    answer: Any = orjson.loads(body)
    assert _VALIDATOR.is_valid(answer)
    assert [card["key"] for card in answer["cards"]] == keys
    return {card["key"]: orjson.dumps(card) for card in answer["cards"]}


@cache
def _outlines() -> Mapping[str, Outline]:
    schema = the_world().schema
    shared = read_fragments(ROOT / "graphql" / "fragments")
    sources = [read_card(it.path, it.team, shared) for it in look_at(ROOT / "cards").cards]
    return {source.key: outline(source, schema) for source in sources}


@cache
def _cards() -> Mapping[str, CompiledCard]:
    return {key: compile_outline(each) for key, each in _outlines().items()}
