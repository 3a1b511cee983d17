from graphql import parse, validate

from aggregator.lint.calls.budget import CallBudget
from aggregator.lint.calls.lookup_path import LookupPath
from aggregator.lint.calls.minimal import first_over, query_text, smallest_query
from aggregator.lint.check_calls import CallRules, plan_card
from tests.support.calls import lookups, source
from tests.support.card_schema import card_schema
from tests.support.cards import card

TEXT = card(
    "usage { health @text } contact { owner { name @text } } "
    "tickets(first: 3) { subject @text } more: tickets(first: 9) { subject @text }"
)


def lookup_paths(text: str = TEXT) -> tuple[LookupPath, ...]:
    return plan_card(source(text), card_schema(), CallRules(lookups(), CallBudget())).lookup_paths


def test_what_is_left_breaks_the_budget_and_nothing_in_it_can_go() -> None:
    said = smallest_query(lookup_paths(), lambda plan: plan.depth > 1)
    assert said == "{ customer { contact { owner { id } } } }"


def test_what_is_not_needed_is_left_away_wherever_it_stands() -> None:
    said = smallest_query(lookup_paths(), lambda plan: plan.lookups > 3)
    assert said == "{ customer { contact { owner { id } } tickets(first: 3) { id } } }"


def test_the_first_that_breaks_is_found_in_written_order() -> None:
    assert first_over(lookup_paths(), lambda plan: plan.lookups > 1) == 2
    assert first_over(lookup_paths(), lambda plan: plan.lookups > 90) is None


def test_a_query_of_everything_is_valid_whatever_names_it_takes_twice() -> None:
    said = query_text(lookup_paths())
    assert "tickets_: tickets(first: 9)" in said
    assert validate(card_schema(), parse(said)) == []


def test_types_are_named_where_they_are_chosen() -> None:
    said = query_text(
        lookup_paths(card("... on Customer { latest { __typename } usage { id @text } }"))
    )
    assert said == "{ customer { usage { id } } }"
