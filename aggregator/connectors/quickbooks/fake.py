"""QuickBooks' query endpoint for customers and invoices of the company 4620816365."""

import re
from typing import Any

from aggregator.connectors.fake import FakeRecord, FakeReply, FakeRequest, quoted_words

CREDENTIALS = {"token": "quickbooks-token"}
OPTIONS = {"realm": "4620816365"}
PEOPLE = [
    *(f"q{number}@example.com" for number in range(25)),
    "o'brien@example.com",
    "Mixed.Case@Example.com",
]
_QUERY = re.compile(
    r"SELECT .+ FROM (Customer|Invoice) WHERE (\w+) IN \((.*)\)"
    r"( ORDERBY TxnDate DESC)? MAXRESULTS 1000"
)


def answer(request: FakeRequest) -> FakeReply:
    if request.headers.get("authorization") != "Bearer quickbooks-token":
        return _fault("AUTHENTICATION", 401)
    if "json" not in request.headers.get("accept", ""):  # else it answers in XML
        return _fault("ValidationFault", 400)
    found = _QUERY.fullmatch(request.params.get("query", ""))
    if found is None or not request.path.endswith("/query"):
        return _fault("ValidationFault", 400)
    table, column, keys, order = found.groups()
    rows = _customers() if table == "Customer" else _invoices()
    asked = {key.lower() for key in quoted_words(keys, "'")}
    held = [row for row in rows if _text(row[column]).lower() in asked]
    if order:
        held.sort(key=lambda row: str(row["TxnDate"]), reverse=True)
    # A table of which nothing was found is left out.
    response = {table: held, "startPosition": 1, "maxResults": len(held)} if held else {}
    return FakeReply({"QueryResponse": response, "time": "2026-03-01T00:00:00.000-08:00"})


def _fault(kind: str, status: int) -> FakeReply:
    return FakeReply({"Fault": {"type": kind, "Error": [{"Message": kind}]}}, status)


def _text(value: Any) -> str:
    return str(value.get("Address") or value.get("value")) if isinstance(value, dict) else value


def _customers() -> list[FakeRecord]:
    return [
        {"Id": str(50 + number), "PrimaryEmailAddr": {"Address": address}}
        for number, address in enumerate(PEOPLE)
    ]


def _invoices() -> list[FakeRecord]:
    """Person N has N % 3 invoices, of which the newest is not paid."""
    return [
        {
            "Id": str(1000 + 10 * number + each),
            "DocNumber": f"{number}-{each}",
            "TxnDate": f"2026-03-0{each + 1}",
            "DueDate": f"2026-04-0{each + 1}",
            "CustomerRef": {"value": str(50 + number)},
            "CurrencyRef": {"value": "USD"},
            "TotalAmt": 120.5,
            "Balance": 120.5 if each == number % 3 - 1 else 0,
            "Line": [
                {
                    "DetailType": "SalesItemLineDetail",
                    "Description": "Seats",
                    "Amount": 120.5,
                    "SalesItemLineDetail": {"Qty": 5, "UnitPrice": 24.1},
                },
                {"DetailType": "SubTotalLineDetail", "Amount": 120.5},
            ],
        }
        for number, _ in enumerate(PEOPLE)
        for each in range(number % 3)
    ]
