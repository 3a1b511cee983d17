"""GitHub's issues of the repository acme/product, by who opened them, in pages with a Link."""

from aggregator.connectors.fake import FakeRecord, FakeReply, FakeRequest

CREDENTIALS = {"token": "github-token"}
OPTIONS = {"owner": "acme", "repository": "product"}
PEOPLE = [*(f"coder{number}" for number in range(25)), "Mixed-Case"]
"""Logins: GitHub tells no address."""


def answer(request: FakeRequest) -> FakeReply:
    if request.headers.get("authorization") != "Bearer github-token":
        return FakeReply({"message": "Bad credentials"}, 401)
    if request.path != "/repos/acme/product/issues":
        return FakeReply({"message": "Not Found"}, 404)
    creator = request.params.get("creator", "").lower()
    found = [each for each in _issues() if each["user"]["login"].lower() == creator]
    size = min(int(request.params.get("per_page", 30)), 100)
    page = int(request.params.get("page", 1))
    begin = (page - 1) * size
    headers = {}
    if begin + size < len(found):
        query = "&".join(f"{name}={value}" for name, value in request.params.items())
        query = query.replace(f"&page={page}", "")
        address = f"http://{request.headers['host']}{request.path}?{query}&page={page + 1}"
        headers["Link"] = f'<{address}>; rel="next", <{address}>; rel="last"'
    return FakeReply(found[begin : begin + size], headers=headers)


def _issues() -> list[FakeRecord]:
    """Person N opened N % 3 issues and a pull request; the newest come first."""
    return [
        {
            "number": 10 * number + each,
            "title": f"Issue {each} of person {number}",
            "state": "closed" if each == 0 else "open",
            "html_url": f"https://github.com/acme/product/issues/{10 * number + each}",
            "user": {"login": login},
            "assignee": None,
            "created_at": f"2026-03-0{each + 1}T10:00:00Z",
            "updated_at": f"2026-03-0{each + 1}T12:00:00Z",
            **({"pull_request": {}} if each == number % 3 else {}),
        }
        for number, login in enumerate(PEOPLE)
        for each in reversed(range(number % 3 + 1))
    ]
