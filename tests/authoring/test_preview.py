"""What a preview tells of a card beside its picture."""

import json
from pathlib import Path
from typing import Any

import pytest

from aggregator.authoring.case_runner import run_case
from aggregator.authoring.cases.files import case_file, write_json
from aggregator.authoring.preview import Preview, of_case
from aggregator.authoring.workbench import build_workbench
from aggregator.settings import load_settings
from tests.support.rendering import CONTEXT

FIELDS = 'email @row(label: "E-mail") subscription { status @text(color: MUTED) }'


async def seen(tmp_path: Path, body: dict[str, Any], header: str = 'title: "Plan"') -> Preview:
    file = tmp_path / "cards" / "billing" / "plan.graphql"
    file.parent.mkdir(parents=True)
    file.write_text(f"query Plan @card({header}) {{ customer {{ {FIELDS} }} }}")
    folders = {"cards": tmp_path / "cards", "graphql": tmp_path / "graphql"}
    workbench = build_workbench(load_settings(None, folders, {}))
    card = workbench.catalog.cards["plan"]
    case = case_file(card.path, "x")
    write_json(case.path, body)
    return of_case(card, await run_case(case, card, workbench, CONTEXT), workbench)


def data(email: str | None = "a@b.example") -> dict[str, Any]:
    return {"data": {"customer": {"email": email, "subscription": None}}}


async def test_a_card_in_part_tells_what_failed_and_what_is_absent(tmp_path: Path) -> None:
    errors = [{"path": ["customer", "subscription"], "source": "billing"}]
    told = await seen(tmp_path, {**data(), "errors": errors})
    assert told.failures == ["billing failed: SOURCE_TIMEOUT"]
    assert told.absent is not None
    assert [each.path for each in told.absent] == ["customer.subscription"]
    assert (told.hidden, told.title, told.answer.ttl) == (None, "Plan", 15)


@pytest.mark.parametrize(
    ("more", "header", "why"),
    [
        ({}, 'title: "P"', "nothing is left to show, and there is no @card(empty:)"),
        ({"known": False}, 'title: "P"', "no source knows this customer"),
        (
            {"matchedBy": "email"},
            'title: "P", trust: EXTERNAL_ID',
            "@card(trust: EXTERNAL_ID): the customer was matched by e-mail alone",
        ),
    ],
)
async def test_a_hidden_card_says_why(
    tmp_path: Path, more: dict[str, Any], header: str, why: str
) -> None:
    assert (await seen(tmp_path, {**data(None), **more}, header)).hidden == why


async def test_a_card_that_failed_whole_tells_its_failure(tmp_path: Path) -> None:
    errors = [{"path": ["customer"], "code": "DIRECTORY_UNAVAILABLE"}]
    told = await seen(tmp_path, {"data": {"customer": None}, "errors": errors})
    assert told.failures == ["it failed: DIRECTORY_UNAVAILABLE"]
    assert told.hidden is None


async def test_the_size_is_that_of_the_card_in_an_answer(tmp_path: Path) -> None:
    told = await seen(tmp_path, data())
    body = {"key": "plan", "components": told.answer.components}
    written = json.dumps({"cards": [body]}, separators=(",", ":"), ensure_ascii=False)
    assert told.size == len(written.encode())
    assert told.as_json()["bytes"] == told.size
