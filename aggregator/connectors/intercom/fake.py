"""Intercom's searches of contacts and conversations."""

from collections.abc import Callable

from aggregator.connectors.fake import FakeRecord, FakeReply, FakeRequest

CREDENTIALS = {"token": "intercom-token"}
PEOPLE = [
    *(f"i{number}@example.com" for number in range(25)),
    "o'brien@example.com",
    "Mixed.Case@Example.com",
]
BySearch = Callable[[set[str], FakeRecord], FakeReply]
_BEGAN = 1_772_359_200
_DAY = 86_400


def answer(request: FakeRequest) -> FakeReply:
    if request.headers.get("authorization") != "Bearer intercom-token":
        return _errors(401, "unauthorized")
    if request.headers.get("intercom-version") != "2.11":
        return _errors(400, "intercom_version_invalid")
    lists = {("GET", "/contacts"): _people, ("POST", "/companies/list"): _companies}
    searches = {
        ("POST", "/contacts/search"): _contacts,
        ("POST", "/conversations/search"): _conversations,
    }
    asked = (request.method, request.path)
    if asked in lists:
        return lists[asked](request)
    if asked not in searches:
        return _errors(404, "not_found")
    return _search(searches[asked], request)


def _search(by_values: BySearch, request: FakeRequest) -> FakeReply:
    wanted = request.body["query"]
    if (request.path, wanted["field"]) == ("/contacts/search", "updated_at"):
        return _changed(wanted, request.body)
    if wanted["operator"] != "IN" or not isinstance(wanted["value"], list):
        return _errors(400, "parameter_invalid")
    return by_values({value.lower() for value in wanted["value"]}, request.body)


def _errors(status: int, code: str) -> FakeReply:
    return FakeReply({"type": "error.list", "errors": [{"code": code}]}, status)


def _page(rows: list[FakeRecord], body: FakeRecord, named: str) -> FakeReply:
    size = min(int(body.get("pagination", {}).get("per_page", 50)), 150)
    begin = int(body.get("pagination", {}).get("starting_after", 0))
    pages: FakeRecord = {"type": "pages", "per_page": size}
    if begin + size < len(rows):
        pages["next"] = {"starting_after": str(begin + size)}
    shown = rows[begin : begin + size]
    return FakeReply({"type": "list", named: shown, "total_count": len(rows), "pages": pages})


def _everybody() -> list[FakeRecord]:
    """All contacts, each changed a day after the one before it; a user is a lead once more."""
    users: list[FakeRecord] = [
        {
            "type": "contact",
            "id": f"c{number}",
            "role": "user",
            "email": address,
            "name": f"Person {number}",
            "phone": f"+4930123{number:04}" if number % 2 else f"030 {number}",
            "updated_at": _BEGAN + number * _DAY,
        }
        for number, address in enumerate(PEOPLE)
    ]
    return [*users, {**users[0], "id": "l0", "role": "lead", "name": "Lead"}]


def _people(request: FakeRequest) -> FakeReply:
    params = request.params
    said = {key: params[key] for key in ("per_page", "starting_after") if key in params}
    return _page(_everybody(), {"pagination": said}, "data")


def _changed(wanted: FakeRecord, body: FakeRecord) -> FakeReply:
    if wanted["operator"] != ">" or not isinstance(wanted["value"], int):
        return _errors(400, "parameter_invalid")
    rows = [each for each in _everybody() if int(str(each["updated_at"])) > wanted["value"]]
    return _page(rows, body, "data")


def _companies(request: FakeRequest) -> FakeReply:
    """Give a page of 12 companies; its number is in the query of a POST."""
    rows: list[FakeRecord] = [
        {
            "type": "company",
            "id": f"co{number}",
            "company_id": f"own-{number}",
            "name": f"Company {number}",
            "industry": "Software",
            "plan": {"type": "plan", "name": "Team"} if number % 2 else {},
        }
        for number in range(12)
    ]
    size, page = int(request.params.get("per_page", 15)), int(request.params.get("page", 1))
    shown = rows[(page - 1) * size : page * size]
    pages = {"type": "pages", "page": page, "per_page": size, "total_pages": -(-len(rows) // size)}
    return FakeReply({"type": "list", "data": shown, "pages": pages, "total_count": len(rows)})


def _contacts(wanted: set[str], body: FakeRecord) -> FakeReply:
    if body["query"]["field"] != "email":
        return _errors(400, "invalid_field")
    rows = [
        {
            "type": "contact",
            "id": f"c{number}",
            "email": address,
            "name": f"Person {number}",
            "phone": None,
            "signed_up_at": _BEGAN,
            "last_seen_at": None,
            "unsubscribed_from_emails": bool(number % 2),
        }
        for number, address in enumerate(PEOPLE)
        if address.lower() in wanted
    ]
    return _page(rows, body, "data")


def _conversations(wanted: set[str], body: FakeRecord) -> FakeReply:
    """Person N began N % 3 conversations."""
    if body["query"]["field"] != "source.author.email":
        return _errors(400, "invalid_field")
    rows = [
        {
            "type": "conversation",
            "id": str(1000 + 10 * number + each),
            "title": f"Conversation {each} of person {number}",
            "updated_at": _BEGAN + each * _DAY,
            "source": {"type": "conversation", "author": {"type": "user", "email": address}},
            "statistics": {"count_conversation_parts": each + 2},
        }
        for number, address in enumerate(PEOPLE)
        for each in range(number % 3)
        if address.lower() in wanted
    ]
    rows.sort(key=lambda row: int(str(row["updated_at"])), reverse=True)
    return _page(rows, body, "conversations")
