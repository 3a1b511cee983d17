"""Connectors for systems that nobody can start, asked of the fakes in their folders."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.fakes import Fake, fake_of

pytestmark = pytest.mark.real_time

Answers = Callable[[int], Any]
"""What the person of a number is answered."""

OPTIONS: Mapping[str, Mapping[str, str]] = {
    "zendesk": {"subdomain": "acme"},
    "salesforce": {"domain": "acme"},
    "hubspot": {},
    "intercom": {},
    "quickbooks": {"realm": "4620816365"},
    "netsuite": {"account": "1234567"},
}


def titles(word: str, field: str = "subject") -> Answers:
    """N % 3 of them, the newest first."""
    return lambda n: [{field: f"{word} {each} of person {n}"} for each in reversed(range(n % 3))]


ASKED: Mapping[str, tuple[str, Answers, Mapping[str, int]]] = {
    "hubspot": (
        "tickets { subject status priority }",
        lambda n: [
            {
                "subject": f"Ticket {e} of person {n}",
                "status": ("NEW", "PENDING")[e],
                "priority": "HIGH",
            }
            for e in reversed(range(n % 3))
        ],
        {
            "POST /crm/v3/objects/contacts/search": 1,
            "POST /crm/v4/associations/contacts/tickets/batch/read": 2,
            "POST /crm/v3/objects/tickets/batch/read": 1,
        },
    ),
    "zendesk": (
        "tickets { subject }",
        lambda n: [{"subject": f"Ticket {e} of user {700 + n}"} for e in reversed(range(n % 3))],
        {"GET /api/v2/users/search": 1},
    ),
    "salesforce": (
        "tickets { subject }",
        titles("Case"),
        {"POST /services/oauth2/token": 1, "GET /services/data/v60.0/query": 1},
    ),
    "intercom": (
        "conversations { subject }",
        titles("Conversation"),
        {"POST /conversations/search": 2},
    ),
    "quickbooks": (
        "invoices { number status total amountDue }",
        lambda n: [
            {
                "number": f"{n}-{each}",
                "status": "OPEN" if each == n % 3 - 1 else "PAID",
                "total": "120.50 USD",
                "amountDue": "120.50 USD" if each == n % 3 - 1 else "0.00 USD",
            }
            for each in reversed(range(n % 3))
        ],
        {"GET /v3/company/4620816365/query": 2},
    ),
    "netsuite": (
        "invoices { number total }",
        lambda n: [
            {"number": f"INV{n}-{each}", "total": "1200.50 EUR"} for each in reversed(range(n % 3))
        ],
        {"POST /services/rest/query/v1/suiteql": 2},
    ),
}
"""Per connector: a selection, what each person is answered, and the calls for 25 people."""


def source(connector: str, fake: Fake) -> RealSource:
    path = "/v3/company/4620816365" if connector == "quickbooks" else ""
    return RealSource(
        connector, fake.counted.url + path, fake.credentials, {"options": OPTIONS[connector]}
    )


@pytest.mark.parametrize("connector", ASKED)
async def test_25_people_are_answered_each_their_own_in_few_calls(
    connector: str, tmp_path: Path
) -> None:
    selection, answers, calls = ASKED[connector]
    field = selection.partition(" ")[0]
    with fake_of(connector) as fake:
        async with service_on(tmp_path, {connector: source(connector, fake)}) as product:
            found = await people(product, fake.people[:25], selection)
    assert {address: each[field] for address, each in found.items()} == {
        address: answers(n) for n, address in enumerate(fake.people[:25])
    }
    made = fake.counted.calls()
    assert {route: made[route] for route in calls} == calls


@pytest.mark.parametrize("connector", ASKED)
async def test_an_apostrophe_is_found_and_a_stranger_has_nothing(
    connector: str, tmp_path: Path
) -> None:
    selection, answers, _ = ASKED[connector]
    field = selection.partition(" ")[0]
    with fake_of(connector) as fake:
        asked = ["o'brien@example.com", "nobody@example.com", "x'--@example.com"]
        async with service_on(tmp_path, {connector: source(connector, fake)}) as product:
            found = await people(product, asked, selection)
    number = fake.people.index("o'brien@example.com")
    assert [found[address][field] for address in asked] == [answers(number), [], []]


@pytest.mark.parametrize(
    "connector", [each for each in ASKED if each not in ("hubspot", "zendesk")]
)
async def test_a_person_is_found_in_any_letter_case(connector: str, tmp_path: Path) -> None:
    selection, answers, _ = ASKED[connector]
    field = selection.partition(" ")[0]
    with fake_of(connector) as fake:
        asked = ["MIXED.case@example.com", fake.people[2].title()]
        async with service_on(tmp_path, {connector: source(connector, fake)}) as product:
            found = await people(product, asked, selection)
    numbers = (fake.people.index("Mixed.Case@Example.com"), 2)
    assert [each[field] for each in found.values()] == [answers(number) for number in numbers]
