"""Whatever the sources return: a Python card's drawing never raises, nor breaks Plain's rules."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.domain.card import Failed, Hidden, Result, Shown, Unavailable
from aggregator.domain.plain.components import validate
from aggregator.language.outline import outline
from aggregator.render.card import CompiledCard
from tests.support.card_data import data_of
from tests.support.card_schema import card_schema
from tests.support.python_cards import compiled, script, source
from tests.support.rendering import CONTEXT

QUERY = """
query Trend @card(title: "T", empty: "CARD EMPTY") {
  customer {
    name
    email
    contact { name registeredAt lastSeenAt marketing url owner { name } }
    subscription { status price quantity renewsAt plan { name features description } }
    usage { apiCalls apiRatio }
    invoices(first: 4) { number total status dueAt }
    latest { ... on Ticket { subject } ... on Incident { title severity } }
  }
}
"""

CAREFUL = """
if customer is None:
    return None
late = [] if card.failed(customer, "invoices") else [
    it for it in customer.invoices or () if not card.failed(it, "due_at") and it.due_at
    and it.due_at < card.now and not card.failed(it, "total")
]
name = None if card.failed(customer, "name") else customer.name
return Card(
    row("Name", name, badge(name), link(name, "https://a.example/{}", name)),
    markdown("**{}**", name),
    *(row("Late", text(card.money(each)), card.date(card.now)) for each in
      totals(it.total for it in late)),
)
"""

CARELESS = """
if customer is None:
    return None
first = customer.contact.owner.name
spent = totals(it.total for it in customer.invoices)
return Card(
    row(first, badge(card.words(customer.subscription.status)), str(spent[0].amount)),
    row("Renews", card.date(customer.subscription.renews_at)),
    row("Usage", card.percent(customer.usage.api_ratio), card.number(customer.usage.api_calls)),
    *(row("Latest", str(len(repr(each)))) for each in customer.latest),
    markdown("{}", customer.subscription.plan.description),
    link("Open", customer.contact.url),
)
"""

DATA = data_of(outline(source(script("return None"), QUERY), card_schema()))
PATIENT = 30.0

thorough = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)


def card(body: str) -> CompiledCard:
    return compiled(script(body.strip()), QUERY, python_seconds=PATIENT)


@thorough
@given(data=DATA, known=st.booleans(), drawn=st.sampled_from([card(CAREFUL), card(CARELESS)]))
def test_any_data_gives_components_that_plain_takes_or_a_failed_card(
    data: dict[str, Any], known: bool, drawn: CompiledCard
) -> None:
    outcome = drawn.render(Result(data, known=known), CONTEXT)
    if isinstance(outcome, Shown):
        assert validate(outcome.components) == []
        assert outcome.components
    else:
        assert isinstance(outcome, Hidden | Unavailable)


card_that_asks = card(CAREFUL)


@thorough
@given(data=DATA)
def test_a_card_that_asks_what_failed_never_breaks(data: dict[str, Any]) -> None:
    outcome = card_that_asks.render(Result(data), CONTEXT)
    # A value that is not what the schema promised has no `error`, an exception of the card's has.
    assert not isinstance(outcome, Unavailable) or "error" not in outcome.error.facts


@thorough
@given(data=DATA)
def test_nothing_is_said_to_be_empty_when_something_failed(data: dict[str, Any]) -> None:
    outcome = card_that_asks.render(Result(data), CONTEXT)
    customer = data["customer"]
    failed = isinstance(customer, dict) and any(isinstance(it, Failed) for it in customer.values())
    if isinstance(outcome, Shown) and "CARD EMPTY" in str(outcome.components):
        assert not failed or all(
            it.error.code == "CUSTOMER_NOT_FOUND"
            for it in customer.values()
            if isinstance(it, Failed)
        )
