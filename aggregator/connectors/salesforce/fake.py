"""Salesforce's queries of contacts, accounts, users and cases, and its token endpoint."""

import re
from typing import Any
from urllib.parse import parse_qs

from aggregator.connectors.fake import FakeRecord, FakeReply, FakeRequest, quoted_words

CREDENTIALS = {"client_id": "connected-app", "client_secret": "salesforce-secret"}
OPTIONS = {"domain": "acme"}
PEOPLE = [
    *(f"s{number}@example.com" for number in range(25)),
    "o'brien@example.com",
    "Mixed.Case@Example.com",
]
_TOKEN = "00D!a-session"
_QUERY = re.compile(r"SELECT (.+) FROM (\w+) WHERE ([\w.]+) IN \((.*)\)(?: ORDER BY (\w+) DESC)?")
_LISTED = re.compile(
    r"SELECT (.+) FROM (\w+)(?: WHERE SystemModstamp >= ([-\d]+T[:\d]+Z))? ORDER BY Id"
)
_PATH = "/services/data/v60.0/query"
_LOCATORS: dict[str, tuple[str, int]] = {}
"""Where queries go on."""
_PAGE = 2000


def _tables() -> dict[str, list[FakeRecord]]:
    """Person N has N % 3 cases; every fifth person no account."""
    made = "2026-03-0{}T10:00:00.000+0000"
    tables: dict[str, list[FakeRecord]] = {"Contact": [], "Account": [], "Case": []}
    for number, address in enumerate(PEOPLE):
        account = f"001{number:015}" if number % 5 != 4 else None
        changed = f"2026-03-{number + 1:02}T10:00:00Z"
        contact = {
            "Id": f"003{number:015}",
            "Name": f"Person {number}",
            "Email": address,
            "Phone": f"+4930123{number:04}" if number % 2 else "030 / 12 34",
            "SystemModstamp": changed,
            "Title": "Head of Data",
            "CreatedDate": made.format(1),
            "AccountId": account,
            "OwnerId": "005000000000000001",
        }
        tables["Contact"].append(contact)
        if account is not None:
            named = {"Name": f"Company {number}", "Website": "https://example.com"}
            size = {"Industry": "Software", "NumberOfEmployees": 40, "CreatedDate": made.format(1)}
            tables["Account"].append(
                {
                    "Id": account,
                    **named,
                    **size,
                    "OwnerId": contact["OwnerId"],
                    "SystemModstamp": changed,
                }
            )
        for each in range(number % 3):
            case = {
                "Id": f"500{10 * number + each:015}",
                "CaseNumber": f"{10 * number + each:08}",
                "Subject": f"Case {each} of person {number}",
                "Status": ("New", "Working", "Waiting for part")[each],
                "IsClosed": False,
                "Priority": "High",
                "CreatedDate": made.format(each + 1),
                "LastModifiedDate": made.format(each + 2),
                "Owner": {"Name": "Agent"},
                "Contact": {"Email": address},
            }
            tables["Case"].append(case)
    agent = {"Id": "005000000000000001", "Name": "Agent", "Email": "agent@example.com"}
    return {**tables, "User": [agent]}


_TABLES = _tables()


def answer(request: FakeRequest) -> FakeReply:
    if request.path == "/services/oauth2/token":
        return _token(request)
    if request.headers.get("authorization") != f"Bearer {_TOKEN}":
        said = {"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}
        return FakeReply([said], 401)
    asked, begin = request.params.get("q", ""), 0
    if request.path.startswith(f"{_PATH}/"):
        asked, begin = _LOCATORS[request.path.removeprefix(f"{_PATH}/")]
    elif request.path != _PATH:
        return FakeReply([{"errorCode": "NOT_FOUND"}], 404)
    return _listed(asked, begin) if _LISTED.fullmatch(asked) else _found(asked)


def _found(asked: str) -> FakeReply:
    found = _QUERY.fullmatch(asked)
    if found is None or len(asked) > 100_000:
        return FakeReply([{"errorCode": "MALFORMED_QUERY"}], 400)
    columns, table, column, keys, order = found.groups()
    rows = _select(table, column, quoted_words(keys, "'"))
    if order is not None:
        rows = sorted(rows, key=lambda row: str(row[order]), reverse=True)
    records = [
        {"attributes": {"type": table}, **{name: row.get(name) for name in _tops(columns)}}
        for row in rows[:_PAGE]
    ]
    return FakeReply({"totalSize": len(records), "done": True, "records": records})


def _listed(asked: str, begin: int) -> FakeReply:
    """Give a page of a whole table, or of what was changed since a moment."""
    found = _LISTED.fullmatch(asked)
    assert found is not None  # noqa: S101
    columns, table, since = found.groups()
    rows = [row for row in _TABLES[table] if since is None or row["SystemModstamp"] >= since]
    records = [
        {"attributes": {"type": table}, **{name: row.get(name) for name in _tops(columns)}}
        for row in rows[begin : begin + _PAGE]
    ]
    page: FakeRecord = {"totalSize": len(rows), "done": True, "records": records}
    if begin + _PAGE < len(rows):
        locator = f"01g{len(_LOCATORS)}-{begin + _PAGE}"
        _LOCATORS[locator] = asked, begin + _PAGE
        page |= {"done": False, "nextRecordsUrl": f"{_PATH}/{locator}"}
    return FakeReply(page)


def _token(request: FakeRequest) -> FakeReply:
    form = {name: values[0] for name, values in parse_qs(str(request.body)).items()}
    if form != {"grant_type": "client_credentials", **CREDENTIALS}:
        return FakeReply({"error": "invalid_client"}, 400)
    return FakeReply({"access_token": _TOKEN, "token_type": "Bearer", "instance_url": "https://x"})


def _select(table: str, column: str, keys: list[str]) -> list[FakeRecord]:
    """Find in any letter case, as SOQL does for all but ids."""
    wanted = {key.lower() for key in keys}
    return [row for row in _TABLES[table] if str(_value(row, column)).lower() in wanted]


def _value(row: FakeRecord, column: str) -> Any:
    first, _, rest = column.partition(".")
    value = row.get(first)
    return _value(value, rest) if rest and isinstance(value, dict) else value


def _tops(columns: str) -> list[str]:
    """The fields of a record: Owner.Name comes as an object, Owner."""
    return list(dict.fromkeys(each.strip().partition(".")[0] for each in columns.split(",")))
