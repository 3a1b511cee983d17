"""A card in Python in a running service: saved code is live at once, runaway code costs itself."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aggregator.demo.company import DemoCompany
from tests.support.product import ROOT, Product, running_product

ALEX = "alex@grocery.co"
QUERY = 'query Runaway @card(title: "Runaway") { customer { name email } }\n'
CODE = """\
from aggregator.render.python import Card, CardContext

from .runaway_types import Runaway


def render(data: Runaway, card: CardContext) -> Card | None:
"""
LOOP = "    while True:\n        pass\n"
RAISES = "    raise ValueError(data)\n"
SHOWS = "    return Card('{words}')\n"


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    folder = tmp_path / "cards"
    shutil.copytree(ROOT / "cards", folder)
    (folder / "billing/runaway.graphql").write_text(QUERY, encoding="utf-8")
    return folder


def save(cards: Path, body: str) -> None:
    (cards / "billing/runaway.py").write_text(CODE + body, encoding="utf-8")


@pytest.fixture
async def running(company: DemoCompany, cards: Path, tmp_path: Path) -> AsyncIterator[Product]:
    save(cards, LOOP)
    home = tmp_path / "running"
    home.mkdir()
    limits = {"copies": {"seconds": 0}}
    async with running_product(company, home, cards, reload="at_once", limits=limits) as product:
        yield product


def words(card: object) -> str:
    return json.dumps(card)


@pytest.mark.parametrize("body", [LOOP, RAISES])
async def test_a_card_that_never_ends_or_raises_leaves_every_other_byte_as_it_is(
    running: Product, cards: Path, body: str
) -> None:
    keys = sorted(running.service.snapshot.catalog.cards)
    others = [key for key in keys if key != "runaway"]
    assert len(keys) > len(others) > 5
    alone = await running.answer(others, email=ALEX)
    save(cards, body)
    together = await running.answer([*others, "runaway"], email=ALEX)
    again = await running.answer(["runaway", *others], email=ALEX)
    first = json.loads(together.body)["cards"]
    assert json.loads(alone.body)["cards"] == first[:-1]
    assert alone.body.removesuffix(b"]}") == together.body[: len(alone.body) - 2]
    broken = first[-1]
    assert (broken["key"], broken["timeToLiveSeconds"]) == ("runaway", 60)
    assert "could not be drawn" in words(broken)
    assert "Moreno" not in words(broken)
    assert ALEX not in words(broken)
    assert json.loads(again.body)["cards"] == [broken, *first[:-1]]


async def test_saved_python_is_live_at_once_and_mended_code_is_not_held_to_the_old(
    running: Product, cards: Path
) -> None:
    assert "could not be drawn" in words((await running.ask(["runaway"], email=ALEX))["runaway"])
    for said in ("one", "two"):
        save(cards, SHOWS.format(words=said))
        shown = (await running.ask(["runaway"], email=ALEX))["runaway"]
        assert shown["components"] == [{"componentPlainText": {"plainText": said}}]


async def test_python_with_a_mistake_leaves_the_card_as_it_was_and_is_told(
    running: Product, cards: Path
) -> None:
    save(cards, SHOWS.format(words="well"))
    well = await running.ask(["runaway"], email=ALEX)
    save(cards, "    import os\n    return None\n")
    assert await running.ask(["runaway"], email=ALEX) == well
    broken = running.service.snapshot.catalog.broken["runaway"]
    assert [each.code for each in broken.diagnostics] == ["python-import"]
    (cards / "billing/runaway.py").unlink()
    hidden = (await running.ask(["runaway"], email=ALEX))["runaway"]
    assert hidden["components"] is None  # a query without a look of its own
