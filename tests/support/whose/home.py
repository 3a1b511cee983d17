"""The connectors and cards of the town. Each record shows its id, which says whose it is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

_LISTED = """\
    request: GET /{path}
    batch: {{style: ids-param, param: {by}, max: 3}}
    records: data
    match: {by}
"""
_MANY = "    many: true\n    per_key: limit\n"
_ID = "    fields: {id: id}\n"
_DATED = """\
    fields:
      id: id
      subject: id
      status: {path: status, table: {open: OPEN, done: SOLVED}}
      updatedAt: {path: at, transform: datetime}
"""


def _lookup(name: str, path: str, by: str, more: str, key: str = "") -> str:
    return f"  {name}:\n    key: {key or by}\n{_LISTED.format(path=path, by=by)}{more}"


MANIFESTS: Mapping[str, str] = {
    "ledger": "name: Ledger\nauthentication: none\ndirectory: {customer: customer}\nlookups:\n"
    + _lookup("holder", "holders", "email", "    keys: {customer: id}\n" + _ID)
    + _lookup(
        "subscription",
        "subscriptions",
        "customer",
        "    provides: Customer.subscription\n    via: {Customer.subscription: holder}\n" + _ID,
    )
    + _lookup(
        "invoices",
        "invoices",
        "customer",
        "    provides: Customer.invoices\n    via: {Customer.invoices: holder}\n"
        + _MANY
        + "    fields: {id: id, number: id, issuedAt: {path: at, transform: datetime}}\n",
    ),
    "desk": "name: Desk\nauthentication: none\nlookups:\n"
    + _lookup("tickets", "tickets", "email", "    provides: Customer.tickets\n" + _MANY + _DATED),
    "queue": "name: Queue\nauthentication: none\ndirectory: {customer: user}\nlookups:\n"
    "  tickets:\n    provides: Customer.tickets\n    key: user\n    request: GET /users/{key}\n"
    "    batch: {style: fan-out, calls: 3}\n    records: data\n    match: user\n"
    '    missing: ["404"]\n' + _MANY + _DATED,
    "crm": "name: Crm\nauthentication: none\nlookups:\n"
    + _lookup("contact", "contacts", "email", "    provides: Customer.contact\n" + _ID),
    "meter": "name: Meter\nauthentication: none\nlookups:\n"
    + _lookup("usage", "usage", "user", "    provides: Customer.usage\n" + _ID, key="external_id")
    + _lookup(
        "incidents",
        "incidents",
        "user",
        "    provides: Customer.incidents\n"
        + _MANY
        + "    fields: {id: id, title: id, startedAt: {path: at, transform: datetime}}\n",
        key="external_id",
    ),
}
SOURCES: Mapping[str, str] = {
    "ledger": "ledger",
    "north": "desk",
    "south": "desk",
    "queue": "queue",
    "crm": "crm",
    "meter": "meter",
}
"""Source -> its connector."""

EMPTY = "NOTHING-HERE"
_ONE = '{{ {} {{ id @row(label: "Id") }} }}'
_LIST = '{{ {}(first: 9) @each(max: 5) {{ id @row(label: "Id") }} }}'
_OPEN = (
    '{ tickets(first: 100) @each(max: 5) @where(field: "status", is: [OPEN]) '
    '{ id @row(label: "Id") status } }'
)
_BOTH = (
    '{ contact { id @row(label: "Contact") } usage { id @row(label: "Usage") } '
    'subscription { id @row(label: "Plan") } '
    'tickets(first: 9) @each(max: 5) { id @row(label: "Ticket") } }'
)
_TIMELINE = (
    '{ timeline(first: 9) @each(max: 9) { title @row(label: "What") id @row(label: "Id") } }'
)
CARDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "contact": (("contact",), _ONE.format("contact")),
    "plan": (("subscription",), _ONE.format("subscription")),
    "invoices": (("invoices",), _LIST.format("invoices")),
    "tickets": (("tickets",), _LIST.format("tickets")),
    "open": (("open",), _OPEN),
    "usage": (("usage",), _ONE.format("usage")),
    "incidents": (("incidents",), _LIST.format("incidents")),
    "both": (("contact", "usage", "subscription", "tickets"), _BOTH),
    "timeline": (("tickets", "invoices", "incidents"), _TIMELINE),
    "name": (("name",), '{ name @row(label: "Name") }'),
    "named": (
        ("name", "contact"),
        '{ name @row(label: "Name") contact { id @row(label: "Id") } }',
    ),
}
"""Card -> the fields that it shows, and what it asks of the customer."""


def write_home(home: Path) -> dict[str, Any]:
    """Write connectors and cards; give the settings that name them."""
    for name, text in MANIFESTS.items():
        folder = home / "connectors" / name
        folder.mkdir(parents=True)
        (folder / "connector.yaml").write_text(text)
    cards = home / "cards" / "town"
    cards.mkdir(parents=True)
    for key, (_, asks) in CARDS.items():
        heading = f'@card(title: "{key.title()}", empty: "{EMPTY}")'
        name = key.title()
        (cards / f"{key}.graphql").write_text(f"query {name} {heading} {{ customer {asks} }}\n")
    return {
        "connectors": [str(home / "connectors")],
        "cards": str(home / "cards"),
        "cache": str(home / "cache"),
        "sources": {
            name: {"connector": connector, "url": f"http://{name}.example"}
            for name, connector in SOURCES.items()
        },
    }
