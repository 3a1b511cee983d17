"""Zendesk's users and tickets, as its search and listings answer."""

import re
from base64 import b64encode
from typing import Any

from aggregator.connectors.fake import FakeReply, FakeRequest, quoted_words

CREDENTIALS = {"email": "agent@example.com", "token": "zendesk-token"}
OPTIONS = {"subdomain": "acme"}
PEOPLE = [*(f"z{number}@example.com" for number in range(25)), "o'brien@example.com"]
_SIGNED_IN = "Basic " + b64encode(b"agent@example.com/token:zendesk-token").decode()
_REQUESTED = re.compile(r"/api/v2/users/(\d+)/tickets/requested")
_BEGAN = 1_772_359_200
_DAY = 86_400
_STATUSES = ("open", "hold", "solved")


def answer(request: FakeRequest) -> FakeReply:
    if request.headers.get("authorization") != _SIGNED_IN:
        return FakeReply({"error": "Couldn't authenticate you"}, 401)
    if request.path == "/api/v2/users/search":
        return _users(request)
    if request.path == "/api/v2/incremental/users/cursor.json":
        return _export(request)
    if request.path == "/api/v2/incremental/organizations.json":
        return _organizations(request)
    requested = _REQUESTED.fullmatch(request.path)
    if requested is None:
        return FakeReply({"error": "InvalidEndpoint"}, 404)
    return _tickets(int(requested[1]), request)


def _users(request: FakeRequest) -> FakeReply:
    """Find by words of an address, in any letter case: neighbours come along."""
    asked = [word.lower() for word in quoted_words(request.params.get("query", ""))]
    known = [*enumerate(PEOPLE, 700), *enumerate((f"{each}.au" for each in PEOPLE), 900)]
    found = [
        {"id": at, "email": address, "name": address.partition("@")[0], "role": "end-user"}
        for at, address in known
        if any(word in address.lower() for word in asked)
    ]
    page = int(request.params.get("per_page", 100))
    return FakeReply({"users": found[:page], "count": len(found), "next_page": None})


def _export(request: FakeRequest) -> FakeReply:
    """Give users by when they were changed, an agent and one who was deleted among them.

    Each page names the one after it, the last one too, and says that it is the last.
    """
    cursor = request.params.get("cursor")
    since, _, begin = cursor.partition("-") if cursor else (request.params["start_time"], "", "0")
    users: list[dict[str, Any]] = [
        {
            "id": 700 + number,
            "email": address,
            "name": f"User {number}",
            "phone": f"+4930123{number:04}",
            "shared_phone_number": number % 2 == 1,
            "role": "end-user",
            "active": True,
        }
        for number, address in enumerate(PEOPLE)
    ]
    users.insert(1, {**users[0], "id": 1, "email": "agent@example.com", "role": "agent"})
    users.insert(2, {**users[0], "id": 2, "email": None, "active": False})
    changed = [user for at, user in enumerate(users) if _BEGAN + at * _DAY >= int(since)]
    size, at = int(request.params.get("per_page", 1000)), int(begin)
    after = f"{since}-{at + size}"
    url = f"https://acme.zendesk.com{request.path}?cursor={after}&per_page={size}"
    return FakeReply(
        {
            "users": changed[at : at + size],
            "after_cursor": after,
            "after_url": url,
            "end_of_stream": at + size >= len(changed),
        }
    )


def _organizations(request: FakeRequest) -> FakeReply:
    """Give organizations by when they were changed, one that was deleted among them.

    The next page begins at the moment of the last one here, which therefore comes again.
    """
    rows: list[dict[str, Any]] = [
        {
            "id": 500 + number,
            "name": f"Organization {number}",
            "domain_names": [f"o{number}.example"] if number % 2 else [],
            "deleted_at": "2026-03-05T10:00:00Z" if number == 3 else None,
        }
        for number in range(12)
    ]
    since = int(request.params["start_time"])
    moments = {row["id"]: _BEGAN + at * _DAY for at, row in enumerate(rows)}
    changed = [row for row in rows if moments[row["id"]] >= since]
    size = int(request.params.get("per_page", 1000))
    page = changed[:size]
    end = moments[page[-1]["id"]] if page else since
    url = f"https://acme.zendesk.com{request.path}?start_time={end}&per_page={size}"
    ends = len(page) == len(changed)
    told = {"count": len(page), "end_time": end, "next_page": url, "end_of_stream": ends}
    return FakeReply({"organizations": page, **told})


def _tickets(user: int, request: FakeRequest) -> FakeReply:
    """Person N has N % 3 tickets; the newest come first where that is asked for."""
    tickets: list[dict[str, Any]] = [
        {
            "id": 10 * user + each,
            "subject": f"Ticket {each} of user {user}",
            "status": _STATUSES[each],
            "priority": "urgent" if each else None,
            "requester_id": user,
            "created_at": f"2026-03-0{each + 1}T10:00:00Z",
            "updated_at": f"2026-03-0{each + 1}T12:00:00Z",
        }
        for each in range((user - 700) % 3 if user < 900 else 0)
    ]
    if request.params.get("sort_order") == "desc":
        tickets.reverse()
    page = int(request.params.get("per_page", 100))
    return FakeReply({"tickets": tickets[:page], "count": len(tickets), "next_page": None})
