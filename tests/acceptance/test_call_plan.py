"""The static call plan is what the source servers count: for each card, and for all together.

Counted at the servers, where pages of a card's few invoices, tokens and retries play no part.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.data import DemoCustomer, DemoData
from aggregator.demo.personas import ALEX, ALEX_THREAD_EXTERNAL_ID, GROCERY_EXTERNAL_ID
from aggregator.demo.records import billing, crm, helpdesk
from aggregator.demo.records import product as product_records
from aggregator.domain.lookup import FIRST_MAX
from aggregator.domain.plain.signature import sign
from aggregator.language.folder import FRAGMENTS
from aggregator.language.source import read_fragments
from aggregator.lint.calls.budget import CallBudget
from aggregator.lint.calls.call_count import CallCount
from aggregator.lint.check import check_cards
from aggregator.lint.check_calls import CallCountReport, CallRules, plan_card
from aggregator.schema.lookup_plan import LookupPlan
from tests.support.calls import source
from tests.support.catalog import KEYS, write_catalog
from tests.support.product import ROOT, SECRET, Product, running_product
from tests.support.the_world import the_world

Counts = Mapping[str, Mapping[str, int]]
"""What the servers count: source -> route -> exchanges."""

CALLS = CallRules(LookupPlan.of(the_world().typical), CallBudget())

ROOTS = {
    "ticket": "thread { id ticket { subject @text } }",
    "tenant": "tenant { account { name @text owner { name @text } } }",
    "everything": (
        "thread { ticket { subject @text } } tenant { account { owner { name @text } } } "
        "customer { usage { health @text } tickets(first: 2) { subject @text } }"
    ),
}


async def test_each_demo_card_alone_and_all_together(
    product: Product, company: DemoCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helpdesk, "user", with_many_tickets(helpdesk.user))
    plans = planned(ROOT / "cards")
    assert set(plans.cards) == set(product.service.snapshot.catalog.cards)
    await hold(plans, product, company, asks_everything(company))


async def test_25_cards_of_mixed_depth_alone_and_together(
    wide: Product, company: DemoCompany, tmp_path: Path
) -> None:
    plans = planned(write_catalog(tmp_path / "cards"))
    assert set(plans.cards) == set(KEYS)
    await hold(plans, wide, company, asks_everything(company))
    # The owner of the contact and that of the account, who are known at different moments.
    assert counted(plans.together)["crm"]["post /crm/v3/objects/owners/batch/read"] == 2


async def test_thread_and_tenant_alone_and_together(company: DemoCompany, tmp_path: Path) -> None:
    folder = tmp_path / "cards" / "team"
    folder.mkdir(parents=True)
    for key, body in ROOTS.items():
        (folder / f"{key}.graphql").write_text(f'query Q @card(title: "T") {{ {body} }}')
    plans = planned(folder.parent)
    async with running_product(company, tmp_path, folder.parent) as product:
        await hold(plans, product, company, company.data.find(ALEX))


async def test_an_operation_over_many_customers(product: Product, company: DemoCompany) -> None:
    query = (
        "{ customers(first: 100) { nodes { id subscription { status plan { name } } "
        "contact { name owner { name } } usage { health } tickets(first: 2) { subject } } } }"
    )
    plan = plan_card(source(query), the_world().schema, CALLS).plan
    answer = await product.query(query)
    # Some are in not every system: then nobody can be asked for them there.
    codes = {error["extensions"]["code"] for error in answer.payload.get("errors", ())}
    assert codes <= {"NO_SOURCE_ID"}
    planned_calls, measured = counted(plan), measure(company)
    # 100 customers who would each have another plan, another owner and two tickets take more.
    for name, routes in measured.items():
        for route, calls in routes.items():
            assert calls <= planned_calls[name][route], route
    assert measured["billing"]["get /v1/subscriptions"] == 2  # 50 keys a call
    first = CallCount(plan.levels[1])
    for name, routes in counted(first).items():
        for route, calls in routes.items():
            assert measured[name][route] == calls, route


async def hold(
    plans: CallCountReport,
    product: Product,
    company: DemoCompany,
    customer: DemoCustomer,
) -> None:
    """Assert that the servers count what is planned: exactly for each card, and for all at once."""
    for key, plan in plans.cards.items():
        assert await measured_for(product, company, [key], customer) == counted(plan), key
    together = await measured_for(product, company, list(plans.cards), customer)
    assert fits(together, plans.together)


def fits(measured: Counts, plan: CallCount) -> bool:
    """Whether a plan is what was measured.

    Calls of one route at several levels may be fewer: what is known at different moments is asked
    at once where the answers before it arrive together.
    """
    levels = [counted(CallCount(steps)) for steps in plan.levels.values()]
    return all(
        max(each.get(source, {}).get(route, 0) for each in levels)
        <= measured.get(source, {}).get(route, 0)
        <= calls
        for source, routes in counted(plan).items()
        for route, calls in routes.items()
    ) and {s: set(r) for s, r in measured.items()} == {s: set(r) for s, r in counted(plan).items()}


async def measured_for(
    product: Product, company: DemoCompany, keys: Sequence[str], customer: DemoCustomer
) -> dict[str, dict[str, int]]:
    company.reset()
    body = json.dumps(
        {
            "cardKeys": list(keys),
            "customer": {"email": customer.email, "externalId": customer.external_id},
            "thread": {"externalId": ALEX_THREAD_EXTERNAL_ID},
            "tenant": {"externalId": GROCERY_EXTERNAL_ID},
        }
    ).encode()
    headers = {"plain-request-signature": sign(SECRET, body)}
    answered = await product.service.cards(headers, body, "REFERENCE1")
    assert all(card["components"] for card in json.loads(answered.body)["cards"])
    return measure(company)


def measure(company: DemoCompany) -> dict[str, dict[str, int]]:
    return {
        name: {route.lower(): calls for route, calls in routes.items() if calls}
        for name, routes in company.calls().items()
        if any(routes.values())
    }


def counted(plan: CallCount) -> dict[str, dict[str, int]]:
    """What the servers would count: source -> route -> exchanges."""
    documents = {
        (name, lookup.name): lookup.request.document
        for name, connector in the_world().typical.items()
        for lookup in connector.lookups
    }
    calls: dict[str, dict[str, int]] = {}
    for step in plan.steps:
        if step.level:
            # Many lookups share one GraphQL route: the server counts them by their names.
            named = documents[step.source, step.lookup] is not None
            route = f"{step.route} {step.lookup}".lower() if named else step.route.lower()
            routes = calls.setdefault(step.source, {})
            routes[route] = routes.get(route, 0) + step.exchanges
    return calls


def planned(cards: Path) -> CallCountReport:
    shared = read_fragments(ROOT / "graphql" / FRAGMENTS)
    report = check_cards([cards], the_world().schema, shared, calls=CALLS)
    assert report.calls is not None
    assert not report.broken
    return report.calls


def with_many_tickets(user: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Make somebody name as many tickets as a card may read; those added are not to be found."""

    def named(data: DemoData, customer: DemoCustomer) -> dict[str, Any]:
        found = user(data, customer)
        more = [f"gone-{number}" for number in range(FIRST_MAX - len(found["ticket_ids"]))]
        return {**found, "ticket_ids": [*found["ticket_ids"], *more]}

    return named


def asks_everything(company: DemoCompany) -> DemoCustomer:
    """Somebody for whom nothing is missing and no two keys are the same."""
    data = company.data
    for customer in data.customers:
        contact = crm.contact(data, customer)
        if (
            contact
            and customer.billing_id
            and customer.helpdesk_id
            and customer.external_id
            and contact["properties"]["owner_id"] != customer.account.owner_id
            and billing.subscription(data, customer)
            and billing.invoices(data, customer)
            and helpdesk.user(data, customer)["ticket_ids"]
            and helpdesk.conversations(data, customer)
            and product_records.incidents(data, customer)
        ):
            return customer
    raise AssertionError("The demo company has nobody who asks everything")
