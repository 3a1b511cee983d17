"""Intercom's searches of contacts and conversations."""

from aggregator.connectors.fake import FakeRecord, FakeReply, FakeRequest

CREDENTIALS = {"token": "intercom-token"}
PEOPLE = [
    *(f"i{number}@example.com" for number in range(25)),
    "o'brien@example.com",
    "Mixed.Case@Example.com",
]
_BEGAN = 1_772_359_200
_DAY = 86_400


def answer(request: FakeRequest) -> FakeReply:
    if request.headers.get("authorization") != "Bearer intercom-token":
        return _errors(401, "unauthorized")
    if request.headers.get("intercom-version") != "2.11":
        return _errors(400, "intercom_version_invalid")
    searches = {"/contacts/search": _contacts, "/conversations/search": _conversations}
    search = searches.get(request.path)
    if search is None or request.method != "POST":
        return _errors(404, "not_found")
    wanted = request.body["query"]
    if wanted["operator"] != "IN" or not isinstance(wanted["value"], list):
        return _errors(400, "parameter_invalid")
    return search({value.lower() for value in wanted["value"]}, request.body)


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
