from aggregator.lint.calls.budget import CallBudget
from tests.support.calls import found
from tests.support.cards import card, under

DEEP = "contact { owner { name @text } } account { name @text owner { name @text } }"


def test_the_field_at_the_end_of_the_chain_is_found() -> None:
    (diagnostic,) = found(card(DEEP), budget=CallBudget(depth=2))
    assert diagnostic.code == "chain-too-deep"
    assert under(diagnostic) == "owner"
    assert diagnostic.message == (
        '"owner" is known after 3 lookups in a row, more than the 2 of check.max_depth: '
        "crm.contact, then crm.account, then crm.owner"
    )
    assert (
        diagnostic.hint == "The smallest query over it: { customer { account { owner { id } } } }"
    )


def test_what_stands_on_a_field_that_is_too_deep_is_not_told_again() -> None:
    diagnostics = found(card(DEEP), budget=CallBudget(depth=1))
    assert [under(diagnostic) for diagnostic in diagnostics] == ["owner", "account"]


def test_a_chain_within_the_budget_is_fine() -> None:
    assert found(card(DEEP), budget=CallBudget(depth=3)) == []
