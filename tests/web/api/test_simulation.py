"""`/api/customers/simulate`: for an operator, in the workspace of the token alone."""

import httpx

from aggregator.directory.directory import Directory
from aggregator.directory.values import CustomerUpsert
from tests.support.stores import added

OPERATOR = {"Authorization": "Bearer demo-operator"}
ENGINEER = {"Authorization": "Bearer demo-engineer"}
URL = "/api/customers/simulate"


async def test_other_rules_are_tried_by_an_operator_alone(
    http: httpx.AsyncClient, directory: Directory
) -> None:
    people = [CustomerUpsert("a", email="p@x.co", name="Ann"), CustomerUpsert(email="p+x@x.co")]
    for workspace in ("w_demo", "other"):
        await added(directory, workspace, [], people)
    assert (await http.post(URL, json={}, headers=ENGINEER)).status_code == 403
    told = (await http.post(URL, json={"emailTags": True}, headers=OPERATOR)).json()
    assert (told["customers"], told["joins"], told["joined"], told["splits"]) == (2, 1, 2, 0)
    assert told["joinExamples"][0]["value"] == "p@x.co"
    assert list(told["names"].values()) == ["Ann"]
    told = (await http.post(URL, json={"blocked": ["p+x@x.co"]}, headers=OPERATOR)).json()
    assert (told["unfound"], len(told["unfoundExamples"])) == (1, 1)
    wrong = await http.post(URL, json={"order": ["shoe_size"]}, headers=OPERATOR)
    assert wrong.status_code == 400
