"""The helpdesk's records: users, their tickets and conversations; ids are text, moments ISO."""

from typing import Any

from aggregator.demo.data import DemoCustomer, DemoData
from aggregator.demo.personas import (
    ALEX,
    ALEX_THREAD_EXTERNAL_ID,
    HOSTILE,
    HOSTILE_LONG,
    HOSTILE_MARKUP,
    HOSTILE_RTL,
    HOSTILE_TEMPLATE,
    HOSTILE_URL,
)

HelpdeskRecord = dict[str, Any]

_SITE = "https://helpdesk.example.com"
_FIRST_TICKET, _PER_CUSTOMER = 5_000_000, 20
_SUBJECTS = (
    "Cannot log in after password reset",
    "Invoice shows the wrong address",
    "Export takes for ever",
    "How do I add a colleague?",
    "Webhook signature does not match",
    "Card was declined",
    "Data missing from yesterday's report",
    "Please raise our API limit",
    "SSO set-up with our identity provider",
    "Feature request: dark mode",
)
_AGENTS = ("Priya Shah", "Marco Bellini", "Hanna Weiss", "Tom Achebe", None)
_OPEN, _DONE = ("new", "open", "open", "pending"), ("solved", "closed")
_PRIORITIES = ("low", "normal", "normal", "normal", "high", "urgent", None)
_CHANNELS = ("email", "email", "chat", "voice")
_HOSTILE_SUBJECTS = (HOSTILE_LONG, HOSTILE_RTL, HOSTILE_TEMPLATE, HOSTILE_MARKUP)


def user(data: DemoData, customer: DemoCustomer) -> HelpdeskRecord:
    return {
        "id": customer.helpdesk_id,
        "name": customer.name,
        "email": customer.email,
        "role": "end-user",
        "ticket_ids": [
            _ticket_id(customer, place) for place in range(_ticket_count(data, customer))
        ],
    }


def ticket(data: DemoData, identity: str) -> HelpdeskRecord | None:
    """Return one ticket; None: there is none of that id."""
    if identity == ALEX_THREAD_EXTERNAL_ID:
        return _ticket(data, data.find(ALEX), 0)
    if not (identity.isascii() and identity.isdigit()):
        return None
    index, place = divmod(int(identity) - _FIRST_TICKET, _PER_CUSTOMER)
    if not 0 <= index < len(data.customers):
        return None
    customer = data.customers[index]
    if place >= _ticket_count(data, customer) or _ticket_id(customer, place) != identity:
        return None
    return _ticket(data, customer, place)


def conversations(data: DemoData, customer: DemoCustomer) -> list[HelpdeskRecord]:
    """Return the person's conversations, newest first."""
    dice = data.dice("conversations", customer)
    hostile = customer.persona is HOSTILE
    records: list[HelpdeskRecord] = []
    age = 0
    for place in range(2 if customer.persona else dice.randint(0, 4)):
        age += dice.randint(1, 40)
        subject = dice.choice(_SUBJECTS)
        identity = f"conv_{customer.index + 1}_{place + 1}"
        records.append(
            {
                "id": identity,
                "user_id": customer.helpdesk_id,
                "subject": HOSTILE_TEMPLATE if hostile else subject,
                "channel": dice.choice(_CHANNELS),
                "preview": HOSTILE_MARKUP if hostile else f"Hello, about this: {subject.lower()}",
                "message_count": dice.randint(1, 24),
                "last_message_at": _iso(data, -age, dice.randint(0, 86_399)),
                "url": f"{_SITE}/conversations/{identity}",
            }
        )
    return records


def _ticket_count(data: DemoData, customer: DemoCustomer) -> int:
    if customer.helpdesk_id is None:
        return 0
    if customer.persona:
        return 4
    return max(0, int(data.dice("tickets", customer).gauss(1.6, 1.8)))


def _ticket_id(customer: DemoCustomer, place: int) -> str:
    """Newest first: place 0 is the newest."""
    if customer.persona is ALEX and place == 0:
        return ALEX_THREAD_EXTERNAL_ID
    return str(_FIRST_TICKET + customer.index * _PER_CUSTOMER + place)


def _ticket(data: DemoData, customer: DemoCustomer, place: int) -> HelpdeskRecord:
    dice = data.dice(f"ticket {place}", customer)
    identity = _ticket_id(customer, place)
    age = 2 + place * 30 + dice.randint(0, 20)
    done = place >= 2 if customer.persona else dice.random() < 0.6
    subject, url = dice.choice(_SUBJECTS), f"{_SITE}/tickets/{identity}"
    if customer.persona is HOSTILE:
        subject, url = _HOSTILE_SUBJECTS[place], HOSTILE_URL
    return {
        "id": identity,
        "requester_id": customer.helpdesk_id,
        "subject": subject,
        "status": dice.choice(_DONE if done else _OPEN),
        "priority": dice.choice(_PRIORITIES),
        "assignee_name": dice.choice(_AGENTS),
        "created_at": _iso(data, -age, dice.randint(0, 86_399)),
        "updated_at": _iso(data, -dice.randint(1, age - 1), dice.randint(0, 86_399)),
        "url": url,
    }


def _iso(data: DemoData, days: int, seconds: int) -> str:
    return data.moment(days, seconds).strftime("%Y-%m-%dT%H:%M:%SZ")
