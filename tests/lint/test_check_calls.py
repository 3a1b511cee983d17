import json

from aggregator.lint.calls.budget import CallBudget
from aggregator.lint.check_calls import CallCountReport, CallRules, look, plan_cards
from tests.support.calls import lookups, source
from tests.support.card_schema import card_schema
from tests.support.cards import card

CARDS = [
    source(card("contact { name @text }"), "one"),
    source(card("contact { email @text } usage { health @text }"), "two"),
]


def planned(budget: CallBudget | None = None) -> CallCountReport:
    calls = CallRules(lookups(), budget or CallBudget())
    return CallCountReport(plan_cards(CARDS, card_schema(), calls), card_schema())


def test_each_card_has_its_plan_and_all_have_one_together() -> None:
    report = planned()
    assert {key: plan.lookups for key, plan in report.cards.items()} == {"one": 1, "two": 2}
    assert report.together.lookups == 2
    (contact,) = [step for step in report.together.steps if step.lookup == "contact"]
    assert contact.cards == ("one", "two")


def test_a_report_is_json_with_its_budget() -> None:
    written = json.loads(json.dumps(planned(CallBudget(depth=7)).as_json()))
    assert set(written) == {"cards", "together", "budget", "byGraphQLEngine"}
    assert written["budget"]["depth"] == 7
    assert written["together"]["exchanges"] == 2


def test_every_card_over_its_budget_is_told_with_its_rule() -> None:
    calls = CallRules(lookups(), CallBudget(lookups=1, lookups_together=1))
    found = look(plan_cards(CARDS, card_schema(), calls))
    assert [(each.key, rule.code) for each, rule, _ in found] == [
        ("two", "too-many-lookups"),
        ("two", "too-many-lookups"),
    ]


def test_no_cards_are_no_calls() -> None:
    calls = CallRules(lookups(), CallBudget())
    report = CallCountReport(plan_cards([], card_schema(), calls), card_schema())
    assert (dict(report.cards), report.together.steps) == ({}, ())
