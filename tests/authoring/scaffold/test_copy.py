"""A new card from another one."""

from pathlib import Path

import pytest

from aggregator.authoring.cases.files import write_json
from aggregator.authoring.scaffold.copy import card_like, cases_like, python_like
from aggregator.authoring.scaffold.names import ScaffoldError
from aggregator.language.source import SharedFragments
from tests.support.card_schema import card_schema

CARD = """# Kept.
query Plan @card(title: "Plan", empty: "None") {
  customer { name @text } # too
}
"""


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "plan.graphql"
    path.write_text(CARD, encoding="utf-8")
    return path


def test_only_the_names_change_and_comments_stay(other: Path) -> None:
    assert card_like(other, "plan-eu", 'The "EU" plan', None) == CARD.replace(
        'query Plan @card(title: "Plan"', 'query PlanEu @card(title: "The \\"EU\\" plan"'
    )


def test_a_ttl_is_added_or_takes_the_others_place(other: Path) -> None:
    text = card_like(other, "plan", "Plan", "1h")
    assert 'empty: "None", ttl: "1h")' in text
    other.write_text(text, encoding="utf-8")
    assert 'ttl: "2m")' in card_like(other, "plan", "Plan", "2m")


def test_what_is_no_card_is_told(other: Path) -> None:
    other.write_text("query Plan { customer { name } }", encoding="utf-8")
    with pytest.raises(ScaffoldError, match="is not a card as it is"):
        card_like(other, "x", "X", None)
    other.write_text("query {", encoding="utf-8")
    with pytest.raises(ScaffoldError, match="is not a card as it is"):
        card_like(other, "x", "X", None)


def test_its_cases_ask_for_the_new_card(other: Path) -> None:
    recorded = {"request": {"cardKeys": ["plan"], "customer": {"email": "a@b.example"}}}
    write_json(other.with_suffix(".cases") / "recorded.json", recorded)
    write_json(other.with_suffix(".cases") / "written.json", {"data": {"customer": None}})
    assert dict(cases_like(other, "plan-eu")) == {
        "recorded": {"request": {"cardKeys": ["plan-eu"], "customer": {"email": "a@b.example"}}},
        "written": {"data": {"customer": None}},
    }


def test_python_beside_it_is_named_after_the_new_card_and_gets_its_types(other: Path) -> None:
    file = other.with_name("plan-eu.graphql")
    text = 'query PlanEu @card(title: "P") { customer { name } }'
    assert python_like(other, file, text, card_schema(), SharedFragments()) == {}
    script = "from .plan_types import Plan  # Planet\n"
    other.with_suffix(".py").write_text(script, encoding="utf-8")
    made = python_like(other, file, text, card_schema(), SharedFragments())
    assert made[file.with_suffix(".py")] == "from .plan_eu_types import PlanEu  # Planet\n"
    assert "class PlanEu" in made[file.with_name("plan_eu_types.py")]
