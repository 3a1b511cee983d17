from aggregator.lint.calls.budget import CallBudget
from tests.support.calls import found
from tests.support.cards import card, under

WIDE = "usage { apiCalls @text } seats { used @text } contact { owner { name @text } }"


def test_the_field_that_breaks_the_budget_is_found_with_the_smallest_query() -> None:
    (diagnostic,) = found(card(WIDE), budget=CallBudget(lookups=2))
    assert diagnostic.code == "too-many-lookups"
    assert under(diagnostic) == "contact"
    assert diagnostic.message == (
        "This card asks for 4 lookups at worst, from here on more than the 2 of check.max_lookups"
    )
    assert diagnostic.hint == (
        "The smallest query over it: "
        "{ customer { usage { id } seats { __typename } contact { id } } }"
    )


def test_a_card_within_its_budget_is_fine() -> None:
    assert found(card(WIDE), budget=CallBudget(lookups=4)) == []


def test_fields_of_one_lookup_count_once() -> None:
    text = card("contact { name @text } again: contact { email @text }")
    assert found(text, budget=CallBudget(lookups=1)) == []


def test_all_cards_together_are_held_against_a_budget_of_their_own() -> None:
    cards = [card("usage { apiCalls @text }"), card("seats { used @text }"), card(WIDE)]
    (diagnostic,) = found(*cards, budget=CallBudget(lookups_together=1))
    assert diagnostic.path == "cards/team/card-1.graphql"
    assert diagnostic.message == (
        "All 3 cards together ask for 4 lookups at worst, from this card on more than the 1 of "
        "check.max_lookups_together"
    )
    assert diagnostic.hint == (
        "The smallest query over it: { customer { usage { id } seats { __typename } } }"
    )


def test_cards_that_share_their_lookups_are_within_the_budget_of_one() -> None:
    assert found(*[card(WIDE)] * 30, budget=CallBudget(lookups_together=4)) == []
