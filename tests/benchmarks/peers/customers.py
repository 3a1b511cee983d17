"""Whose cards are asked for: people of the demo company who have all that the 25 cards show.

So what is compared is the work, and not how each server words what is absent.
"""

from datetime import date

from aggregator.demo.data import DemoCustomer, DemoData, build
from aggregator.demo.records import billing, helpdesk, product

COMPANY = 500
"""Customers of the company."""

ASKED = 24
"""How many of them are asked about, in turn."""


def company(day: date) -> DemoData:
    return build(day, COMPANY)


def whole(data: DemoData) -> list[DemoCustomer]:
    """The first `ASKED` who have everything."""
    found = [person for person in data.customers if _has_all(data, person)]
    if len(found) < ASKED:
        raise AssertionError(f"only {len(found)} customers have all that the cards show")
    return found[:ASKED]


def _has_all(data: DemoData, person: DemoCustomer) -> bool:
    if person.persona or not (person.email and person.contact_id and person.helpdesk_id):
        return False
    subscription = billing.subscription(data, person)
    if subscription is None or subscription["current_period_end"] is None:
        return False
    tickets = [
        helpdesk.ticket(data, each) for each in helpdesk.user(data, person)["ticket_ids"][:5]
    ]
    return (
        subscription["currency"] != "jpy"
        and bool(tickets)
        and all(ticket and ticket["priority"] for ticket in tickets)
        and all(
            find(data, person)
            for find in (
                billing.invoices,
                helpdesk.conversations,
                product.feature_flags,
                product.incidents,
            )
        )
    )


def links(people: list[DemoCustomer]) -> dict[str, dict[str, str]]:
    """Who is whom in the four systems, by e-mail address."""
    return {
        str(person.email): {
            "customer": str(person.billing_id),
            "contact": str(person.contact_id),
            "user": str(person.helpdesk_id),
            "external": str(person.external_id),
        }
        for person in people
    }
