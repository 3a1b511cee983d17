"""A catalog of a few cards over the internal schema, and a request for them."""

from collections.abc import Mapping
from pathlib import Path

from aggregator.catalog import Catalog, load_catalog
from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds
from aggregator.domain.plain.request import CardRequest
from tests.support.the_world import the_world

CARDS: Mapping[str, str] = {
    "status": 'query A @card(title: "A", ttl: "2m") { customer { subscription '
    '{ status @row(label: "Status") @badge(grey: ["*"]) } } }',
    "calls": 'query B @card(title: "B") { customer { usage { apiCalls @row(label: "Calls") } } }',
    "slow": 'query C @card(title: "C", timeout: "9s") { customer '
    "{ invoices(first: 7) @each @row { number @main } } }",
    "few": 'query D @card(title: "D") { customer { invoices(first: 2) @each '
    '{ number @row(label: "Number") } } }',
}


def catalog(folder: Path, cards: Mapping[str, str] = CARDS) -> Catalog:
    """Write cards into `folder` and load them."""
    team = folder / "cards" / "team"
    team.mkdir(parents=True)
    for key, text in cards.items():
        (team / f"{key}.graphql").write_text(text, encoding="utf-8")
    return load_catalog(folder / "cards", folder / "graphql", the_world().schema)


def request(*keys: str, customer: CustomerIds | None = None, **more: object) -> CardRequest:
    """A verified request; the customer is the directory's first unless said otherwise."""
    given: dict[str, object] = {
        "workspace_id": "w_1",
        "card_keys": keys,
        "customer": customer or CustomerIds(email="c1@x.example"),
        "thread": None,
        "tenant": None,
        "timestamp": None,
        **more,
    }
    return CardRequest(**given)  # type: ignore[arg-type]  # as the fields' own types


EVERYBODY: Mapping[str, object] = {
    "customer": CustomerIds(plain_id="c_1", external_id="ext", email="a@b.co"),
    "thread": ThreadIds(plain_id="th_1", external_id="t1"),
    "tenant": TenantIds(plain_id="te_1", external_id="org"),
}
