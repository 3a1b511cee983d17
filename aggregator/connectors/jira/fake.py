"""Jira Cloud's search of issues by who reported them."""

import re
from base64 import b64encode

from aggregator.connectors.fake import FakeRecord, FakeReply, FakeRequest, quoted_words

CREDENTIALS = {"email": "agent@example.com", "key": "jira-token"}
OPTIONS = {"site": "acme"}
PEOPLE = [
    *(f"j{number}@example.com" for number in range(25)),
    "o'brien@example.com",
    "Mixed.Case@Example.com",
]
_SIGNED_IN = "Basic " + b64encode(b"agent@example.com:jira-token").decode()
_JQL = re.compile(r"reporter in \((.*)\) order by created desc")
_CATEGORIES = ("new", "indeterminate", "done")


def answer(request: FakeRequest) -> FakeReply:
    if request.headers.get("authorization") != _SIGNED_IN:
        return _errors(401, "Client must be authenticated to access this resource.")
    if request.path != "/rest/api/3/search/jql":
        return _errors(404, "Not Found")
    found = _JQL.fullmatch(request.params.get("jql", ""))
    if found is None:
        return _errors(400, "Error in the JQL Query")
    asked = {word.lower() for word in quoted_words(found[1])}
    issues = [each for each in _issues() if _reporter(each).lower() in asked]
    begin = int(request.params.get("nextPageToken", 0))
    size = min(int(request.params.get("maxResults", 50)), 100)
    page: FakeRecord = {"issues": issues[begin : begin + size]}
    if begin + size < len(issues):
        page["nextPageToken"] = str(begin + size)
    return FakeReply({**page, "isLast": "nextPageToken" not in page})


def _errors(status: int, message: str) -> FakeReply:
    return FakeReply({"errorMessages": [message], "errors": {}}, status)


def _reporter(issue: FakeRecord) -> str:
    return str(issue["fields"]["reporter"]["emailAddress"])


def _issues() -> list[FakeRecord]:
    """Person N reported N % 3 issues; the newest come first."""
    issues = [
        {
            "id": str(10_000 + 10 * number + each),
            "key": f"SUP-{10 * number + each}",
            "fields": {
                "summary": f"Request {each} of person {number}",
                "status": {"name": "Any", "statusCategory": {"key": _CATEGORIES[each]}},
                "priority": {"name": "High"},
                "assignee": None,
                "reporter": {"emailAddress": address},
                "created": f"2026-03-0{each + 1}T10:00:00.000+0000",
                "updated": f"2026-03-0{each + 2}T10:00:00.000+0000",
            },
        }
        for number, address in enumerate(PEOPLE)
        for each in range(number % 3)
    ]
    return sorted(issues, key=lambda issue: str(issue["fields"]["created"]), reverse=True)
