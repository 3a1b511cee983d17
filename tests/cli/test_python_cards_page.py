"""docs/python-cards.md: its commands run, its card is a card, its tables are whole."""

import re
import shlex

import pytest

from aggregator.domain.card import Shown
from aggregator.render import python
from aggregator.render.python import CardContext
from aggregator.render.python.typing_file import SCALARS
from tests.cli.conftest import ROOT
from tests.support.command import Command
from tests.support.fenced import blocks
from tests.support.python_cards import compiled, draw

PAGE = (ROOT / "docs" / "python-cards.md").read_text(encoding="utf-8")
COMMANDS = [
    line for block in blocks(PAGE) if block.language == "sh" for line in block.text.splitlines()
]


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_of_the_page_runs(
    command: Command, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(ROOT)
    program, *words = shlex.split(line)
    assert program == "aggregator"
    assert command(*words).code == 0


def test_the_card_of_the_page_is_one_and_shows_what_is_overdue() -> None:
    (query,) = [it.text for it in blocks(PAGE) if it.language == "graphql"]
    code, asking = [it.text for it in blocks(PAGE) if it.language == "python"]
    card = compiled(code.replace(".usage_trend_types", ".card_types"), query)
    invoices = [
        {"status": "OPEN", "total": "10.00 USD", "dueAt": "2026-11-01T00:00:00Z"},
        {"status": "PAID", "total": "99.00 USD", "dueAt": "2026-11-01T00:00:00Z"},
    ]
    outcome = draw(card, {"invoices": invoices})
    assert isinstance(outcome, Shown)
    assert [words for words in ("Alex", "$10.00", "$99.00") if words in str(outcome)] == [
        "Alex",
        "$10.00",
    ]
    asked = code.replace("    if customer is None", f"    {asking}    if customer is None")
    query = query.replace("name", "name account { tier }")
    assert compiled(asked.replace(".usage_trend_types", ".card_types"), query).key == "card"


def test_every_builder_and_every_way_to_write_a_value_is_on_the_page() -> None:
    types = {"BadgeColor", "CardContext", "Component", "Data", "Leaf", "TextColor"}
    for name in set(python.__all__) - types:
        assert re.search(rf"`{name}\W", PAGE), name
    for name in vars(CardContext):
        if not name.startswith("_") and name not in {"frame", "defaults"}:
            assert f"`card.{name}" in PAGE, name


def test_every_scalar_with_a_type_of_its_own_is_on_the_page() -> None:
    for scalar, type_ in SCALARS.items():
        assert re.search(rf"^\| `{scalar}` \| `{type_}`", PAGE, re.MULTILINE), scalar
