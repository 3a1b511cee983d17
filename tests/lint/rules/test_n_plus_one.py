from aggregator.lint.calls.budget import CallBudget
from tests.support.calls import found, lookups, plan
from tests.support.cards import card, under


def test_a_list_through_a_lookup_of_one_key_a_call_is_found_with_the_smallest_query() -> None:
    text = card("name @text tickets(first: 5) @each @row { subject @main status @aside }")
    (diagnostic,) = found(text, declared=lookups(slow=["tickets"]))
    assert diagnostic.code == "n-plus-one"
    assert under(diagnostic) == "tickets"
    assert diagnostic.message == (
        '"tickets" takes 5 exchanges: helpdesk.tickets is asked by one key a call, and here by 5'
    )
    assert diagnostic.hint == (
        "The smallest query that shows it: { customer { tickets(first: 5) { id } } }"
    )
    assert diagnostic.serves


def test_one_object_through_such_a_lookup_is_fine() -> None:
    text = card("tickets(first: 1) @each @row { subject @main } usage { apiCalls @text }")
    assert found(text, declared=lookups(slow=["tickets", "usage", "user"])) == []


def test_a_lookup_that_batches_is_fine() -> None:
    assert found(card("tickets(first: 50) @each @row { subject @main }")) == []


def test_a_declared_fan_out_is_fine_and_counted() -> None:
    text = card("name @text tickets(first: 5) @each @row { subject @main status @aside }")
    declared = lookups(fanned=["tickets"])
    assert found(text, declared=declared) == []
    (step,) = [each for each in plan(text, declared).steps if each.name == "helpdesk.tickets"]
    assert (step.keys, step.exchanges, step.batch, step.fan_out) == (5, 5, 1, 3)
    over = found(text, declared=declared, budget=CallBudget(exchanges=5))
    assert [each.code for each in over] == ["too-many-exchanges"]


def test_a_way_is_told_of_once() -> None:
    text = card("tickets(first: 5) { subject @text } more: tickets(first: 9) { status @text }")
    assert len(found(text, declared=lookups(slow=["tickets"]))) == 1
