import json

from aggregator.lint.calls.call_count import CallCount, count_calls
from aggregator.schema.lookup_plan import LookupPlan
from tests.support.calls import lookups, plan
from tests.support.cards import card


def rows(plan: CallCount) -> list[tuple[int, str, int, int]]:
    return [(step.level, step.name, step.keys, step.exchanges) for step in plan.steps if step.level]


def test_a_card_without_a_field_of_a_source_asks_the_directory_alone() -> None:
    made = plan(card("name @text email @text"))
    assert (made.lookups, made.exchanges, made.depth) == (0, 0, 0)
    assert [step.name for step in made.steps] == ["directory.customers"]


def test_nothing_at_all_is_no_plan() -> None:
    assert count_calls([]) == CallCount(())


def test_a_lookup_is_sent_once_for_all_fields_that_need_it() -> None:
    made = plan(card("contact { name @text } account { name @text } more: contact { email @text }"))
    assert rows(made) == [(1, "crm.contact", 1, 1), (2, "crm.account", 1, 1)]
    contact = made.levels[1][0]
    assert contact.asked_for == ("customer.account", "customer.contact")


def test_one_lookup_by_two_ways_is_two_steps() -> None:
    made = plan(card("contact { owner { name @text } } account { owner { name @text } }"))
    assert [(step.level, step.way[1:]) for step in made.steps if step.lookup == "owner"] == [
        (2, ("crm.contact", "crm.owner")),
        (3, ("crm.contact", "crm.account", "crm.owner")),
    ]
    assert made.depth == 3


def test_keys_of_a_list_are_batched_and_chunked_to_the_limit() -> None:
    made = plan(card("tickets(first: 250) @each(max: 3) { subject @text }"))
    assert rows(made) == [(1, "helpdesk.user", 1, 1), (2, "helpdesk.tickets", 250, 3)]


def test_the_longest_of_several_bounds_counts_and_arguments_are_no_keys() -> None:
    made = plan(
        card(
            "invoices(first: 3) { number @text } all: invoices(first: 7, status: PAID) { id @text }"
        )
    )
    assert rows(made) == [(1, "billing.invoices", 1, 1)]
    (step,) = made.levels[1]
    assert step.arguments == (("limit", "100"), ("per_customer", "7"))


def test_a_list_of_nothing_asks_nothing() -> None:
    assert plan(card("tickets(first: 0) { subject @text }")).lookups == 0


def test_two_sources_of_one_kind_are_both_asked() -> None:
    made = plan(card("contact { owner { name @text } }"), lookups(twice=["crm"]))
    assert rows(made) == [
        (1, "crm.contact", 1, 1),
        (1, "other_crm.contact", 1, 1),
        (2, "crm.owner", 1, 1),
        (2, "other_crm.owner", 1, 1),
    ]


def test_what_nobody_provides_and_what_is_below_it_is_not_asked() -> None:
    routes = {each: to for each, to in lookups().routes.items() if each != "Customer.contact"}
    assert plan(card("contact { owner { name @text } }"), LookupPlan(routes)).lookups == 0


def test_a_plan_is_json() -> None:
    made = plan(card("subscription { plan { name @text } }"))
    written = json.loads(json.dumps(made.as_json()))
    assert (written["lookups"], written["exchanges"], written["depth"]) == (2, 2, 2)
    assert written["steps"][2] == {
        "level": 2,
        "source": "billing",
        "lookup": "plan",
        "way": ["directory.customers", "billing.subscription", "billing.plan"],
        "keys": 1,
        "exchanges": 1,
        "batch": 50,
        "fanOut": None,
        "asksAgain": False,
        "route": "GET /v1/plans",
        "arguments": {},
        "askedFor": ["customer.subscription.plan"],
        "cards": ["card"],
    }


def test_many_customers_are_as_many_keys() -> None:
    made = plan("{ customers(first: 120) { nodes { subscription { plan { name } } } } }")
    # Two exchanges of subscriptions end at two moments, each with plans of its own.
    assert rows(made) == [(1, "billing.subscription", 120, 3), (2, "billing.plan", 120, 3)]


def test_objects_that_a_query_begins_with_are_told_apart() -> None:
    by = '{{ a: customer(by: {{id: "1"}}) {0} b: customer(by: {{id: "2"}}) {0} }}'
    made = plan(by.format("{ tickets(first: 2) { id } }"))
    assert rows(made) == [(1, "helpdesk.user", 2, 1), (2, "helpdesk.tickets", 4, 1)]
