"""HubSpot's contacts, companies and tickets, and what is linked to a contact."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from aggregator.connectors.fake import FakeRecord, FakeReply, FakeRequest

CREDENTIALS = {"token": "hubspot-token"}
PEOPLE = [*(f"h{number}@example.com" for number in range(25)), "o'brien@example.com"]
LINKS_MAX = 1
"""HubSpot's pages are of 500: so small, each second person here has several."""

_CHANGED = datetime(2026, 3, 1, 10, tzinfo=UTC)
_LISTED = re.compile(r"/crm/v3/objects/(contacts|companies)")
_MADE = "2026-03-01T10:00:00.000Z"


def answer(request: FakeRequest) -> FakeReply:
    if request.headers.get("authorization") != "Bearer hubspot-token":
        return _error(401, "INVALID_AUTHENTICATION")
    listed = _LISTED.fullmatch(request.path)
    if listed is not None and request.method == "GET":
        return _list(_everything()[listed[1]], request.params)
    reads = {
        "/crm/v3/objects/contacts/search": _search,
        "/crm/v3/objects/companies/search": lambda body: _changed("companies", body),
        "/crm/v3/objects/companies/batch/read": _companies,
        "/crm/v3/objects/tickets/batch/read": _tickets,
        "/crm/v4/associations/contacts/tickets/batch/read": _links,
    }
    read = reads.get(request.path)
    if read is None or request.method != "POST":
        return _error(404, "OBJECT_NOT_FOUND")
    return read(request.body)


def _error(status: int, category: str) -> FakeReply:
    return FakeReply({"status": "error", "category": category, "message": "No."}, status)


def _object(at: int, properties: FakeRecord) -> FakeRecord:
    told = {"id": str(at), "createdAt": _MADE, "updatedAt": _MADE, "archived": False}
    return {**told, "properties": {"hs_object_id": str(at), **properties}}


def _links(body: FakeRecord) -> FakeReply:
    """Give what is linked to each contact; to whom nothing is, is an error beside the others.

    A contact's links come in pages of their own, and only who has another one has `paging`.
    """
    found, errors = list[FakeRecord](), list[FakeRecord]()
    begins = {each["id"]: int(each.get("after", "0")) for each in body["inputs"]}
    for contact, begin in begins.items():
        linked = _linked(int(contact)) if contact.isdecimal() else []
        if linked:
            end = begin + LINKS_MAX
            told: FakeRecord = {"from": {"id": contact}, "to": linked[begin:end]}
            if len(linked) > end:
                told["paging"] = {"next": {"after": str(end), "link": None}}
            found.append(told)
        else:
            about = {"fromObjectId": [contact], "fromObjectType": ["contact"]}
            errors.append(_lacking("NO_ASSOCIATIONS_FOUND", about))
    return _partly(found, errors)


def _linked(contact: int) -> list[FakeRecord]:
    """Person N has N % 3 tickets; whom nobody knows has none."""
    number = contact - 8000
    count = number % 3 if 0 <= number < len(PEOPLE) else 0
    types = [{"category": "HUBSPOT_DEFINED", "typeId": 15, "label": None}]
    return [
        {"toObjectId": 9000 + 10 * number + each, "associationTypes": types}
        for each in range(count)
    ]


def _day(number: int) -> str:
    """When what has this number was changed for the last time: a day after the one before it."""
    return (_CHANGED + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _everything() -> dict[str, list[FakeRecord]]:
    """All contacts and companies; each knows when it was changed, by the name HubSpot has there."""
    contacts = [
        {
            "email": address,
            "firstname": f"First{number}",
            "lastname": f"Last{number}",
            "hs_calculated_phone_number": f"+4930123{number:04}",
            "jobtitle": "Head of Data",
            "lastmodifieddate": _day(number),
        }
        for number, address in enumerate(PEOPLE)
    ]
    companies = [
        {
            "name": f"Company {number}",
            "domain": f"c{number}.example",
            "industry": "COMPUTER_SOFTWARE",
            "hs_lastmodifieddate": _day(number),
        }
        for number in range(len(PEOPLE))
    ]
    return {
        "contacts": [_object(8000 + number, each) for number, each in enumerate(contacts)],
        "companies": [_object(7000 + number, each) for number, each in enumerate(companies)],
    }


def _list(all_of_them: list[FakeRecord], params: Mapping[str, str]) -> FakeReply:
    """Give a page of what is not archived, with the properties that were asked for."""
    size, begin = int(params.get("limit", 10)), int(params.get("after", 0))
    if size > 100 or params.get("archived") != "false":
        return _error(400, "VALIDATION_ERROR")
    return _page(all_of_them, params.get("properties", "").split(","), begin, size)


def _changed(kind: str, body: FakeRecord) -> FakeReply:
    """Find what was changed since a moment, in milliseconds; past 10,000 no search goes on."""
    (asked,) = body["filterGroups"][0]["filters"]
    begin, size = int(body.get("after", 0)), min(int(body.get("limit", 10)), 200)
    named = "lastmodifieddate" if kind == "contacts" else "hs_lastmodifieddate"
    if (asked["propertyName"], asked["operator"]) != (named, "GTE") or begin + size > 10_000:
        return _error(400, "VALIDATION_ERROR")
    since = datetime.fromtimestamp(int(asked["value"]) / 1000, UTC)
    text = since.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    found = [each for each in _everything()[kind] if each["properties"][named] >= text]
    return _page(found, body["properties"], begin, size)


def _page(rows: list[FakeRecord], wanted: Sequence[str], begin: int, size: int) -> FakeReply:
    shown = [
        {**row, "properties": {name: row["properties"].get(name) for name in wanted}}
        for row in rows[begin : begin + size]
    ]
    page: FakeRecord = {"results": shown}
    if begin + size < len(rows):
        page["paging"] = {"next": {"after": str(begin + size)}}
    return FakeReply(page)


def _search(body: FakeRecord) -> FakeReply:
    (asked,) = body["filterGroups"][0]["filters"]
    if asked["propertyName"] == "lastmodifieddate":
        return _changed("contacts", body)
    if (asked["propertyName"], asked["operator"]) != ("email", "IN"):
        return _error(400, "VALIDATION_ERROR")
    found = [
        _object(
            8000 + number,
            {
                "email": address,
                "firstname": f"First{number}",
                "lastname": f"Last{number}",
                "phone": None,
                "jobtitle": "Head of Data",
                "createdate": _MADE,
                "associatedcompanyid": str(7000 + number),
            },
        )
        for number, address in enumerate(PEOPLE)
        if address in asked["values"]
    ]
    begin, size = int(body.get("after", 0)), min(int(body.get("limit", 10)), 200)
    page: FakeRecord = {"total": len(found), "results": found[begin : begin + size]}
    if begin + size < len(found):
        page["paging"] = {"next": {"after": str(begin + size)}}
    return FakeReply(page)


def _read(body: FakeRecord, known: dict[str, FakeRecord]) -> FakeReply:
    """Give the objects that are there; the others are errors beside them."""
    asked = [each["id"] for each in body["inputs"]]
    if len(asked) > 100:
        return _error(400, "VALIDATION_ERROR")
    found = [_object(int(each), known[each]) for each in dict.fromkeys(asked) if each in known]
    lacking = [each for each in asked if each not in known]
    return _partly(found, [_lacking("OBJECTS_NOT_FOUND", {"ids": lacking})] if lacking else [])


def _lacking(kind: str, about: FakeRecord) -> FakeRecord:
    said = {"status": "error", "category": "OBJECT_NOT_FOUND", "subCategory": f"crm.{kind}"}
    return {**said, "message": "No.", "context": about}


def _partly(found: list[FakeRecord], errors: list[FakeRecord]) -> FakeReply:
    """Answer with a 207 where something is lacking."""
    told: FakeRecord = {"status": "COMPLETE", "results": found}
    if errors:
        told |= {"errors": errors, "numErrors": len(errors)}
    return FakeReply(told, 207 if errors else 200)


def _companies(body: FakeRecord) -> FakeReply:
    known: dict[str, FakeRecord] = {
        str(7000 + number): {
            "name": f"Company {number}",
            "domain": f"c{number}.example",
            "industry": "COMPUTER_SOFTWARE",
            "numberofemployees": "40",
            "createdate": _MADE,
        }
        for number in range(len(PEOPLE))
    }
    return _read(body, known)


def _tickets(body: FakeRecord) -> FakeReply:
    known: dict[str, FakeRecord] = {
        str(9000 + 10 * number + each): {
            "subject": f"Ticket {each} of person {number}",
            "hs_pipeline_stage": str(each + 1),
            "hs_ticket_priority": "HIGH",
            "createdate": _MADE,
            "hs_lastmodifieddate": _MADE,
        }
        for number in range(len(PEOPLE))
        for each in range(number % 3)
    }
    return _read(body, known)
