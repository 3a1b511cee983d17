from aggregator.lint.calls.budget import CallBudget
from aggregator.lint.check_calls import CallRules, plan_cards
from aggregator.settings.budget import CheckSettings
from tests.support.calls import lookups, source
from tests.support.card_schema import card_schema
from tests.support.cards import card


def test_the_card_that_breaks_a_budget_of_all_is_the_one_that_adds_too_much() -> None:
    cards = [
        source(card("name @text"), "nothing"),
        source(card("usage { health @text }"), "first"),
        source(card("usage { apiCalls @text }"), "same"),
        source(card("seats { used @text }"), "more"),
    ]
    planned = plan_cards(cards, card_schema(), CallRules(lookups(), CallBudget()))
    breaks = planned.first_over(lambda plan: plan.lookups > 1)
    assert breaks is not None
    assert breaks.key == "more"
    assert planned.first_over(lambda plan: plan.lookups > 2) is None


def test_the_settings_defaults_are_the_budgets_own() -> None:
    settings, budget = CheckSettings(), CallBudget()
    assert settings.max_lookups == budget.lookups
    assert settings.max_exchanges == budget.exchanges
    assert settings.max_depth == budget.depth
    assert settings.max_lookups_together == budget.lookups_together
    assert settings.max_exchanges_together == budget.exchanges_together
