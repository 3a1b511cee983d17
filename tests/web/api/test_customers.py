"""`/api/customers`: found and shown, in the workspace of the token alone."""

import httpx
import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.values import CustomerUpsert
from tests.support.stores import added

VIEWER = {"Authorization": "Bearer demo-viewer"}
W = "w_demo"  # of the fake service's tokens

ANN = CustomerUpsert("x1", "p1", "Ann@Acme.com", "Ann", keys={"billing.customer": "cus_1"}, tags=())


async def test_customers_are_found_by_a_part_of_what_is_known_and_by_a_whole_id(
    http: httpx.AsyncClient, directory: Directory
) -> None:
    await added(directory, W, [], [ANN, CustomerUpsert("x2", name="Bob")])
    found = (await http.get("/api/customers?search=ACME", headers=VIEWER)).json()
    [ann] = found["customers"]
    assert (found["total"], found["next"]) == (1, None)
    assert ann.pop("id").startswith("cust_")
    assert ann == {
        "name": "Ann",
        "email": "Ann@Acme.com",
        "externalId": "x1",
        "plainId": "p1",
        "accountId": None,
        "keys": {"billing.customer": "cus_1"},
    }
    for asked in ("externalId=x1", "plainId=p1", "email=ann@acme.com"):
        one = (await http.get(f"/api/customers?{asked}", headers=VIEWER)).json()
        assert [each["name"] for each in one["customers"]] == ["Ann"]
    assert (await http.get("/api/customers?externalId=x", headers=VIEWER)).json()["total"] == 0
    several = await http.get("/api/customers?externalId=x2&plainId=p1", headers=VIEWER)
    assert (several.status_code, several.json()["code"]) == (409, "CUSTOMER_AMBIGUOUS")


async def test_customers_are_filtered_and_listed_from_either_end(
    http: httpx.AsyncClient, directory: Directory
) -> None:
    await added(directory, W, [], [ANN, CustomerUpsert("x2"), CustomerUpsert("x3")])

    async def ids(query: str) -> list[str]:
        found = (await http.get(f"/api/customers?{query}", headers=VIEWER)).json()
        return [each["externalId"] for each in found["customers"]]

    assert await ids("linked=billing") == ["x1"]
    assert await ids("notLinked=billing.customer&order=newest") == ["x3", "x2"]
    assert await ids("order=name") == ["x1", "x2", "x3"]
    wrong = await http.get("/api/customers?order=size", headers=VIEWER)
    assert (wrong.status_code, "oldest, newest, name" in wrong.json()["detail"]) == (400, True)
    misspelt = await http.get("/api/customers?acount=a1", headers=VIEWER)  # and not everybody
    assert (misspelt.status_code, "account" in misspelt.json()["detail"]) == (400, True)
    assert await ids("tag=vip") == await ids("owner=kim") == await ids("account=acct_0") == []


async def test_pages_lead_from_one_to_the_next(
    http: httpx.AsyncClient, directory: Directory
) -> None:
    await added(directory, W, [], [CustomerUpsert(f"x{number}") for number in range(3)])
    names, after = [], ""
    while True:
        page = (await http.get(f"/api/customers/?first=2&after={after}", headers=VIEWER)).json()
        names += [each["externalId"] for each in page["customers"]]
        after = page["next"]
        if after is None:
            break
    assert names == ["x0", "x1", "x2"]


async def test_a_customer_is_shown_with_whose_word_each_value_is(
    http: httpx.AsyncClient, directory: Directory
) -> None:
    await added(directory, W, [], [ANN])
    [ann] = (await directory.page(W, 1)).matches
    shown = (await http.get(f"/api/customers/{ann.id}", headers=VIEWER)).json()
    assert {link["name"]: (link["value"], link["source"]) for link in shown["links"]} == {
        "external_id": ("x1", "backend"),
        "plain_id": ("p1", "backend"),
        "email": ("Ann@Acme.com", "backend"),
        "display_name": ("Ann", "backend"),
        "billing.customer": ("cus_1", "backend"),
    }
    assert {link["recordId"] for link in shown["links"]} == {ann.id}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/customers/cust_0", 404),
        ("/api/customers/x1", 404),
        ("/api/customers?first=0", 400),
        ("/api/customers?first=abc", 400),
        ("/api/customers?first=501", 400),
        ("/api/customers?after=x", 400),
        ("/api/customers?search=a&email=b", 400),
        ("/api/customers?notLinked=billing&email=b", 400),
        ("/api/customers/cust_0?history=perhaps", 404),
    ],
)
async def test_what_is_not_there_or_no_good_is_told(
    http: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await http.get(path, headers=VIEWER)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_another_workspaces_customers_are_nobody(
    http: httpx.AsyncClient, directory: Directory
) -> None:
    await added(directory, "other", [], [ANN])
    [ann] = (await directory.page("other", 1)).matches
    for path in ("/api/customers", "/api/customers?externalId=x1", "/api/customers?search=ann"):
        assert (await http.get(path, headers=VIEWER)).json()["customers"] == []
    assert (await http.get(f"/api/customers/{ann.id}", headers=VIEWER)).status_code == 404
