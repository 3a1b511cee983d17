"""Verdicts on cases of one card: what passes, what fails, and that a bug never passes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aggregator.authoring.case_runner import hold_case, hold_outages, run_case
from aggregator.authoring.cases.files import CaseFile, cases_of
from aggregator.authoring.cases.spelling import CaseError
from aggregator.authoring.workbench import Workbench, build_workbench
from aggregator.domain.card import Outcome, Result, Shown
from aggregator.render.card import CompiledCard, RenderContext
from aggregator.settings import load_settings
from tests.support.cards import card
from tests.support.rendering import CONTEXT, plain

DATA = {"data": {"customer": {"email": "a@b.example", "subscription": None}}}


@pytest.fixture
def workbench(tmp_path: Path) -> Workbench:
    file = tmp_path / "cards" / "billing" / "plan.graphql"
    file.parent.mkdir(parents=True)
    fields = 'email @row(label: "E-mail") subscription { status @text(color: MUTED) }'
    file.write_text(card(fields), encoding="utf-8")
    folders = {"cards": tmp_path / "cards", "graphql": tmp_path / "graphql"}
    return build_workbench(load_settings(None, folders, {}))


@pytest.fixture
def plan(workbench: Workbench) -> CompiledCard:
    return workbench.catalog.cards["plan"]


def case(plan: CompiledCard, body: Any) -> CaseFile:
    folder = plan.path.with_suffix(".cases")
    folder.mkdir(exist_ok=True)
    (folder / "x.json").write_text(json.dumps(body))
    (found,) = cases_of(plan.path)
    return found


async def test_a_case_is_drawn_for_whom_it_says(workbench: Workbench, plan: CompiledCard) -> None:
    own = {**DATA, "locale": "de_DE", "now": "2026-01-01T00:00:00Z"}
    ran = await run_case(case(plan, own), plan, workbench, CONTEXT)
    assert ran.context.locale == "de_DE"
    assert isinstance(ran.outcome, Shown)
    with pytest.raises(CaseError):
        await run_case(case(plan, {**own, "locale": "x"}), plan, workbench, CONTEXT)


async def test_an_accepted_case_passes_and_then_nothing_is_written(
    workbench: Workbench, plan: CompiledCard
) -> None:
    file = case(plan, DATA)
    states = [
        (await hold_case(file, plan, workbench, CONTEXT, update=update))[0].state
        for update in (False, True, True, False)
    ]
    assert states == ["failed", "accepted", "passed", "passed"]


async def test_a_drawing_that_raises_is_never_accepted(
    workbench: Workbench, plan: CompiledCard
) -> None:
    def raises(_result: Result, _context: RenderContext) -> Outcome:
        raise KeyError("x")

    file = case(plan, DATA)
    wrong = replace(plan, render=raises)
    verdict, ran = await hold_case(file, wrong, workbench, CONTEXT, update=True)
    assert (verdict.state, ran) == ("failed", None)
    assert verdict.lines == ("Drawing it failed; the log says where",)
    assert not file.expectation.exists()


async def test_components_that_plain_refuses_become_an_error_card_that_shows(
    workbench: Workbench, plan: CompiledCard
) -> None:
    odd = replace(plan, render=lambda *_: Shown([{"componentNope": {}}], 60))
    ran = await run_case(case(plan, DATA), odd, workbench, CONTEXT)
    assert "could not be drawn" in json.dumps(ran.answer.components)


@pytest.mark.parametrize("text", ["{}", '{"components": 7}', "nope"])
async def test_an_expectation_that_is_none_fails(
    workbench: Workbench, plan: CompiledCard, text: str
) -> None:
    file = case(plan, DATA)
    file.expectation.write_text(text)
    verdict, _ = await hold_case(file, plan, workbench, CONTEXT, update=False)
    assert verdict.failed
    assert str(file.expectation) in verdict.lines[0]


async def test_each_source_is_down_once_in_every_case_and_in_made_up_data(
    workbench: Workbench, plan: CompiledCard
) -> None:
    ran = await run_case(case(plan, DATA), plan, workbench, CONTEXT)
    (verdict,) = hold_outages(plan, {"x": ran}, workbench, CONTEXT, workbench.world.provided())
    assert (verdict.name, verdict.state, verdict.generated) == ("billing is down", "passed", True)

    def says_none(result: Result, context: RenderContext) -> Outcome:
        outcome = plan.render(result, context)
        return Shown([plain("None")], 60) if getattr(outcome, "failures", ()) else outcome

    wrong = replace(plan, render=says_none)
    (verdict,) = hold_outages(wrong, {"x": ran}, workbench, CONTEXT, workbench.world.provided())
    assert verdict.failed
    assert {line.partition(":")[0] for line in verdict.lines} == {"its data", "x"}
