"""NetSuite's SuiteQL for customers and invoices."""

import re

from aggregator.connectors.fake import FakeRecord, FakeReply, FakeRequest, quoted_words

CREDENTIALS = {"token": "netsuite-token"}
OPTIONS = {"account": "1234567"}
PEOPLE = [
    *(f"n{number}@example.com" for number in range(25)),
    "o'brien@example.com",
    "Mixed.Case@Example.com",
]
_CUSTOMERS = re.compile(
    r"SELECT .+ FROM customer WHERE LOWER\(email\) IN \((.*)\) ORDER BY id DESC"
)
_INVOICES = re.compile(
    r"SELECT .+ FROM transaction t JOIN currency c ON c\.id = t\.currency "
    r"WHERE t\.type = 'CustInvc' AND t\.entity IN \((.*)\) ORDER BY t\.trandate DESC"
)


def answer(request: FakeRequest) -> FakeReply:
    if request.headers.get("authorization") != "Bearer netsuite-token":
        return FakeReply({"title": "Unauthorized", "status": 401}, 401)
    if request.headers.get("prefer") != "transient":
        return FakeReply({"title": "Prefer header is missing", "status": 400}, 400)
    query = str(request.body.get("q"))
    rows = _found(query)
    if rows is None or request.path != "/services/rest/query/v1/suiteql":
        return FakeReply({"title": "Invalid search query", "status": 400}, 400)
    begin = int(request.params.get("offset", 0))
    size = int(request.params.get("limit", 1000))
    items = [{"links": [], **row} for row in rows[begin : begin + size]]
    more = begin + size < len(rows)
    page = {"count": len(items), "hasMore": more, "offset": begin, "totalResults": len(rows)}
    return FakeReply({"links": [], "items": items, **page})


def _found(query: str) -> list[FakeRecord] | None:
    """What is null is left out of a row."""
    customers, invoices = _CUSTOMERS.fullmatch(query), _INVOICES.fullmatch(query)
    if customers is not None:
        asked = quoted_words(customers[1], "'")
        return [row for row in _customers() if str(row["email"]).lower() in asked]
    if invoices is not None:
        asked = quoted_words(invoices[1], "'")
        return [row for row in _invoices() if row["entity"] in asked]
    return None


def _customers() -> list[FakeRecord]:
    return [
        {
            "id": str(300 + number),
            "entityid": f"CUST{number}",
            "companyname": f"Company {number}",
            "email": address,
            "created": "2026-03-01",
        }
        for number, address in enumerate(PEOPLE)
    ]


def _invoices() -> list[FakeRecord]:
    """Person N has N % 3 invoices, of which the newest is not paid."""
    return [
        {
            "id": str(5000 + 10 * number + each),
            "tranid": f"INV{number}-{each}",
            "entity": str(300 + number),
            "status": "A" if each == number % 3 - 1 else "B",
            "issued": f"2026-03-0{each + 1}",
            "due": f"2026-04-0{each + 1}",
            "foreigntotal": "1200.50",
            "foreignamountunpaid": "1200.50" if each == number % 3 - 1 else "0",
            "currency": "EUR",
        }
        for number, _ in enumerate(PEOPLE)
        for each in reversed(range(number % 3))
    ]
