from pathlib import Path

import pytest
from graphql import GraphQLObjectType

from aggregator.lint.calls.call_count import CallCount
from aggregator.schema.lookup_plan import FIRST_ASKED, LookupPlan, LookupRoute, LookupStep
from tests.support.calls import lookups, plan
from tests.support.cards import card, shared_fragments
from tests.support.the_world import the_world


def names(plan: CallCount) -> list[str]:
    return [step.name for step in plan.steps]


def test_fragments_are_walked_where_they_are_spread(tmp_path: Path) -> None:
    text = "fragment Owner on Account { owner { name @text } }"
    shared = shared_fragments(tmp_path, {"owner.graphql": text})
    made = plan(card("account { ...Owner }"), shared=shared)
    assert "crm.owner" in names(made)


def test_inline_fragments_are_walked_by_type() -> None:
    made = plan(card("... on Customer { usage { health @text } } ... { seats { used @text } }"))
    assert names(made) == ["directory.customers", "product.seats", "product.usage"]


def test_a_thread_is_asked_for_without_the_directory() -> None:
    made = plan('query Q @card(title: "T") { thread { id @text ticket { subject @text } } }')
    assert [(step.level, step.name, step.way) for step in made.steps] == [
        (1, "helpdesk.tickets", ("helpdesk.tickets",))
    ]


def test_a_tenants_account_is_found_in_the_directory_first() -> None:
    made = plan('query Q @card(title: "T") { tenant { account { owner { name @text } } } }')
    assert names(made) == ["directory.accounts", "crm.account", "crm.owner"]
    assert plan('query Q @card(title: "T") { tenant { id @text } }').steps == ()


def test_a_record_leads_only_to_lookups_of_its_own_source_by_keys_it_holds() -> None:
    declared = lookups()
    (owner,) = declared.to("Contact.owner")
    another = LookupRoute((LookupStep("another", owner.last.lookup),))
    elsewhere = {**declared.routes, "Contact.owner": (another,)}
    assert names(plan(card("contact { owner { name @text } }"), LookupPlan(elsewhere))) == [
        "directory.customers",
        "crm.contact",
    ]


def test_a_company_has_none_of_a_persons_own_keys() -> None:
    declared = lookups()
    (usage,) = declared.to("Customer.usage")
    made = plan(
        'query Q @card(title: "T") { tenant { account { name @text } } }',
        LookupPlan({"Tenant.account": (usage,)}),  # keyed by the person's external id
    )
    assert names(made) == ["directory.accounts"]


@pytest.mark.parametrize(
    ("argument", "keys"),
    [
        ("", 10),
        ("(first: 4)", 4),
        ("(first: 900)", 500),
        ("(first: $n)", 6),
        ("(first: $all)", 500),
    ],
)
def test_the_bound_of_a_list_is_what_the_query_says_or_the_schema(argument: str, keys: int) -> None:
    text = f"query Q($n: Int = 6, $all: Int!) {{ customer {{ tickets{argument} {{ id }} }} }}"
    (step,) = [step for step in plan(text).steps if step.lookup == "tickets"]
    assert step.keys == keys


def test_every_field_of_the_schema_that_begins_a_way_is_known() -> None:
    """A new root without a record would else be planned as if the request held its keys."""
    schema = the_world().schema
    records = {each.partition(".")[0] for each in the_world().types_of} - {
        name
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and "source" in kind.fields
    }
    assert records == {"Customer", "Thread", "Tenant", "Query"}
    for field in FIRST_ASKED:
        of, _, name = field.partition(".")
        kind = schema.type_map[of]
        assert isinstance(kind, GraphQLObjectType)
        assert name in kind.fields
    held_by_the_directory = {each for each in FIRST_ASKED if each not in the_world().types_of}
    roots = {"Query.customer", "Query.customers", "Query.suggestions", "Query.directoryAccount"}
    roots |= {"Query.simulateRules", "DirectoryAccount.people"}
    how_found = {"Customer.identities", "Customer.sources", "Customer.resolution"}
    assert held_by_the_directory == roots | how_found


def test_a_timeline_asks_for_each_list_that_it_is_made_of() -> None:
    schema = the_world().schema
    lists = "invoices(first: 3) { id } tickets(first: 3) { id } "
    lists += "conversations(first: 3) { id } incidents(first: 3) { id }"
    apart = plan(schema=schema, text=f"{{ customer {{ {lists} }} }}")
    asked = sorted(names(apart))
    assert {name.partition(".")[0] for name in asked} == {
        "billing",
        "directory",
        "helpdesk",
        "product",
    }
    together = plan(schema=schema, text="{ customer { timeline(first: 3) { id title } } }")
    assert sorted(names(together)) == asked
    assert [step.keys for step in together.steps] == [step.keys for step in apart.steps]
    paged = plan(schema=schema, text="{ customer { timelinePage(first: 3) { nodes { id } } } }")
    assert sorted(names(paged)) == asked
    both = plan(schema=schema, text=f"{{ customer {{ timeline(first: 3) {{ id }} {lists} }} }}")
    assert sorted(names(both)) == asked
