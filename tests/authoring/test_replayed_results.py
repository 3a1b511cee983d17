"""What a recorded case came to is kept, and is never another card's, recording's or world's."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aggregator.authoring.case_runner import run_case
from aggregator.authoring.cases.files import cases_of
from aggregator.authoring.replayed_results import FILE, ReplayedResults
from aggregator.authoring.workbench import Stage, Workbench, build_workbench
from aggregator.domain.card import Failed, Result
from aggregator.domain.errors import InternalError, SourceRateLimited, SourceTimeout
from aggregator.render.card import CompiledCard
from aggregator.settings import load_settings
from tests.support.product import ROOT
from tests.support.rendering import CONTEXT

BODY = {"request": {"cardKeys": ["usage"]}}


@pytest.fixture(scope="module")
def workbench() -> Workbench:
    where = {"cards": str(ROOT / "cards"), "graphql": str(ROOT / "graphql")}
    return build_workbench(load_settings(None, where, {}))


@pytest.fixture
def usage(workbench: Workbench) -> CompiledCard:
    return workbench.catalog.cards["usage"]


def failed(data: Mapping[str, Any]) -> Any:
    error = data["customer"]["tickets"][1]["id"].error
    return type(error), error.message, vars(error)


async def test_every_recorded_case_is_drawn_the_same_from_what_is_kept(
    workbench: Workbench, tmp_path: Path
) -> None:
    cards = workbench.catalog.cards.values()
    cases = [(card, case) for card in cards for case in cases_of(card.path)]
    first = replace(workbench, results=ReplayedResults(tmp_path, "world"))
    played = [await run_case(case, card, first, CONTEXT) for card, case in cases]
    first.results.save()
    staged: list[None] = []

    def stage() -> Stage:
        staged.append(None)
        return workbench.stage()

    again = replace(workbench, results=ReplayedResults(tmp_path, "world"), stage=stage)
    known = [await run_case(case, card, again, CONTEXT) for card, case in cases]
    assert len(cases) > 30
    assert [(ran.answer, ran.notes, ran.context) for ran in known] == [
        (ran.answer, ran.notes, ran.context) for ran in played
    ]
    assert len(staged) < len(cases) / 4


def test_errors_are_read_as_they_were(usage: CompiledCard, tmp_path: Path) -> None:
    error = SourceRateLimited("crm", "Too many", 7.0)
    data = {"customer": {"tickets": [{"id": 1}, {"id": Failed(error)}], "open": True, "n": 1.5}}
    result = Result(data, known=False, matched_by="email", by="plan")
    results = ReplayedResults(tmp_path, "world")
    results.learn(usage, BODY, result)
    results.save()
    found = ReplayedResults(tmp_path, "world").recall(usage, BODY)
    assert found is not None
    assert (found.known, found.matched_by, found.by) == (False, "email", "plan")
    assert failed(found.data) == failed(data)
    assert found.data["customer"]["open"] is True


def test_of_another_recording_operation_or_world_nothing_is_known(
    usage: CompiledCard, workbench: Workbench, tmp_path: Path
) -> None:
    results = ReplayedResults(tmp_path, "world")
    results.learn(usage, BODY, Result({}))
    results.save()
    assert results.recall(usage, BODY) == Result({})
    assert results.recall(usage, {**BODY, "now": "2026-01-01T00:00:00Z"}) is None
    other = replace(usage, document=workbench.catalog.cards["account"].document)
    assert results.recall(other, BODY) is None
    assert ReplayedResults(tmp_path, "another").recall(usage, BODY) is None
    assert ReplayedResults(None, "world").recall(usage, BODY) is None


@pytest.mark.parametrize(
    "result",
    [
        SourceTimeout("crm", "It took too long"),
        Result({"customer": Failed(InternalError("x", at=object()))}),
        Result({"customer": object()}),
        Result({1: "a number is no key"}),  # type: ignore[dict-item]  # what must not be kept
        Result({"customer": "x" * 60_000}),
    ],
)
def test_what_cannot_be_read_again_as_it_is_is_not_kept(
    usage: CompiledCard, tmp_path: Path, result: object
) -> None:
    results = ReplayedResults(tmp_path, "world")
    results.learn(usage, BODY, result)
    assert results.recall(usage, BODY) is None


@pytest.mark.parametrize("raw", [{}, [], 1, "x", {"data": {}, "errors": [1]}])
def test_what_is_none_is_not_known(usage: CompiledCard, tmp_path: Path, raw: object) -> None:
    results = ReplayedResults(tmp_path, "world")
    results.learn(usage, BODY, Result({}))
    assert results._kept is not None
    results._kept.keep(results._stamp(usage, BODY), raw)
    results.save()
    assert json.loads((tmp_path / FILE).read_text(encoding="utf-8").split("\n")[1])
    assert ReplayedResults(tmp_path, "world").recall(usage, BODY) is None
