from aggregator.lint.calls.budget import CallBudget
from tests.support.calls import found
from tests.support.cards import card, under

LONG = "usage { apiCalls @text } tickets(first: 250) @each(max: 3) @row { subject @main }"


def test_the_field_that_breaks_the_budget_is_found_with_the_smallest_query() -> None:
    (diagnostic,) = found(card(LONG), budget=CallBudget(exchanges=4))
    assert diagnostic.code == "too-many-exchanges"
    assert under(diagnostic) == "tickets"
    assert diagnostic.message == (
        "This card takes 5 exchanges at worst, from here on more than the 4 of check.max_exchanges"
    )
    assert "usage { id } tickets(first: 250) { id }" in (diagnostic.hint or "")


def test_what_is_not_needed_to_break_it_is_left_out_of_the_query() -> None:
    (diagnostic,) = found(card(LONG), budget=CallBudget(exchanges=3))
    assert (
        diagnostic.hint == "The smallest query over it: { customer { tickets(first: 250) { id } } }"
    )


def test_keys_that_fit_into_one_exchange_are_fine() -> None:
    text = card("tickets(first: 100) @each(max: 3) @row { subject @main }")
    assert found(text, budget=CallBudget(exchanges=2)) == []


def test_all_cards_together_are_held_against_a_budget_of_their_own() -> None:
    (diagnostic,) = found(
        card("usage { apiCalls @text }"), card(LONG), budget=CallBudget(exchanges_together=4)
    )
    assert diagnostic.path == "cards/team/card-1.graphql"
    assert diagnostic.message == (
        "All 2 cards together take 5 exchanges at worst, from this card on more than the 4 of "
        "check.max_exchanges_together"
    )
