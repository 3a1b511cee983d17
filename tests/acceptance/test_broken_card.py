"""A card with five mistakes: each is found at its place, and all others serve."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aggregator.demo.company import DemoCompany
from tests.support.product import ROOT, Product, running_product

BROKEN = "subscription-status"
MISTAKES = {
    # what is written -> the code of the finding, what is suggested
    "nmae": ("unknown-path", "name"),
    "staus": ("unknown-field", "status"),
    "ACTIV": ("unknown-enum-value", "ACTIVE"),
    "@mony": ("unknown-directive", "@money"),
    "lable": ("unknown-argument", "label"),
}
TEXT = """query SubscriptionStatus @card(title: "Subscription") {
  customer {
    subscription {
      plan {
        name @row(label: "Plan") @text(text: "Plan {nmae}")
      }
      staus @row(label: "Status")
      status @row(label: "Status") @badge(green: [ACTIV], grey: ["*"])
      price @row(label: "Price") @mony
      renewsAt @row(lable: "Renews", label: "Renews") @date
    }
  }
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    cards = tmp_path / "cards"
    shutil.copytree(ROOT / "cards", cards)
    (cards / "billing" / f"{BROKEN}.graphql").write_text(TEXT, encoding="utf-8")
    return cards


@pytest.fixture
async def damaged(company: DemoCompany, folder: Path, tmp_path: Path) -> AsyncIterator[Product]:
    home = tmp_path / "damaged"
    home.mkdir()
    async with running_product(company, home, folder) as product:
        yield product


def place(text: str) -> tuple[int, int]:
    """Line and column of the only place where `text` stands."""
    (line,) = [n for n, each in enumerate(TEXT.splitlines(), 1) if text in each]
    return line, TEXT.splitlines()[line - 1].index(text) + 1


async def test_each_mistake_is_found_at_its_place_with_what_was_meant(damaged: Product) -> None:
    diagnostics = damaged.service.snapshot.catalog.broken[BROKEN].diagnostics
    found = [(each.code, (each.line, each.column), each.did_you_mean[0]) for each in diagnostics]
    assert found == [(code, place(wrong), meant) for wrong, (code, meant) in MISTAKES.items()]


async def test_all_others_are_served_to_the_byte(damaged: Product, product: Product) -> None:
    keys = sorted(damaged.service.snapshot.catalog.cards)
    assert {*keys, BROKEN} == set(product.service.snapshot.catalog.cards)
    assert BROKEN not in keys
    healthy = await product.ask([*keys, BROKEN], email="alex@grocery.co")
    answered = await damaged.ask([*keys, BROKEN], email="alex@grocery.co")
    assert {key: answered[key] for key in keys} == {key: healthy[key] for key in keys}
    broken = json.dumps(answered[BROKEN])
    assert "has a mistake in it" in broken
    assert answered[BROKEN]["timeToLiveSeconds"] == 60
