"""`/api/customers/suggestions`: the review queue, in the workspace of the token alone."""

import httpx

from aggregator.directory.directory import Directory
from aggregator.directory.values import CustomerUpsert
from tests.support.stores import added

VIEWER = {"Authorization": "Bearer demo-viewer"}
OPERATOR = {"Authorization": "Bearer demo-operator"}
W = "w_demo"  # of the fake service's tokens
URL = "/api/customers/suggestions"


async def test_a_suggestion_is_listed_accepted_and_dismissed_by_what_there_is_for_it(
    http: httpx.AsyncClient, directory: Directory
) -> None:
    people = [
        CustomerUpsert(f"{letter}{n}", email=f"p{n}{alias}@x.co")
        for n in range(3)
        for letter, alias in (("a", ""), ("b", "+x"))
    ]
    await added(directory, W, [], people)
    await added(directory, "other", [], people)
    listed = (await http.get(f"{URL}?first=2", headers=VIEWER)).json()
    assert (len(listed["suggestions"]), listed["total"], listed["compared"]) == (2, 3, 6)
    one, two = listed["suggestions"]
    assert [reason["kind"] for reason in one["reasons"]] == ["email_alias"]
    assert one["reasons"][0]["text"].startswith("the same mailbox but for what follows a +: p")
    assert [each["name"] for each in one["conflicts"]] == ["external_id"]
    assert 0.5 < one["score"] < 1
    [three] = (await http.get(f"{URL}?after={listed['next']}", headers=VIEWER)).json()[
        "suggestions"
    ]
    assert {each["keep"]["externalId"] for each in (one, two, three)} == {"a0", "a1", "a2"}
    merge = f"/api/customers/{one['merge']['id']}/merge"
    asked = {"into": one["keep"]["id"]}
    assert (await http.post(merge, json=asked, headers=VIEWER)).status_code == 403
    assert (await http.post(merge, json=asked, headers=OPERATOR)).status_code == 409
    forced = await http.post(merge, json={**asked, "force": True}, headers=OPERATOR)
    assert forced.status_code == 200
    decide = f"/api/customers/{two['merge']['id']}/decide"
    apart = {"other": two["keep"]["id"], "verdict": "different"}
    assert (await http.post(decide, json=apart, headers=OPERATOR)).status_code == 200
    left = (await http.get(f"{URL}/", headers=VIEWER)).json()
    assert ([each["keep"]["id"] for each in left["suggestions"]], left["next"]) == (
        [three["keep"]["id"]],
        None,
    )


async def test_nobody_without_a_token_and_no_other_cursor(http: httpx.AsyncClient) -> None:
    assert (await http.get(URL)).status_code == 401
    for query in ("first=0", "first=101", "after=x"):
        assert (await http.get(f"{URL}?{query}", headers=VIEWER)).status_code == 400
    empty = (await http.get(URL, headers=VIEWER)).json()
    assert empty == {"suggestions": [], "total": 0, "compared": 0, "next": None}
