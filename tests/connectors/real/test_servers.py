"""The real servers hold what is put into them, as their makers' APIs say."""

import json
import urllib.request
from typing import Any

import pytest

from tests.support.servers.backlot import ADDRESSES, TOKEN, Backlot
from tests.support.servers.localstripe import KEY, LocalStripe

pytestmark = pytest.mark.real_time


def ask(url: str, authorization: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    head = {"Authorization": authorization, "Content-Type": "application/json"}
    request = urllib.request.Request(url, data, head)  # noqa: S310 our own http address
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 our own http address
        return json.load(answer)


def test_stripe_has_a_customer_with_a_subscription(localstripe: LocalStripe) -> None:
    plan = localstripe.plan("Pro", 2500, "eur")
    localstripe.subscribe(localstripe.customer("o'brien@example.com"), plan, 3)
    url = f"{localstripe.stripe.url}/v1/customers?email=o%27brien%40example.com"
    (found,) = ask(url, f"Bearer {KEY}")["data"]
    (subscription,) = found["subscriptions"]["data"]
    assert (subscription["status"], subscription["quantity"]) == ("active", 3)
    assert ask(url.replace("brien", "toole"), f"Bearer {KEY}")["data"] == []
    assert localstripe.stripe.calls() == {"GET /v1/customers": 2}


def test_the_corpus_is_served_by_each_of_its_systems(backlot: Backlot) -> None:
    hubspot = f"{backlot.hubspot}/crm/v3/objects/contacts?limit=100"
    contacts = ask(hubspot, f"Bearer {TOKEN}")["results"]
    assert {each["properties"]["email"] for each in contacts} == set(ADDRESSES)
    asked = {"query": "{ issues(first: 100) { nodes { creator { email } } } }"}
    issues = ask(f"{backlot.linear}/graphql", TOKEN, asked)["data"]["issues"]["nodes"]
    assert {each["creator"]["email"] for each in issues} == set(ADDRESSES)
    jira = f"{backlot.jira}/rest/api/3/search/jql?jql=project=SUP&fields=reporter&maxResults=100"
    reporters = [
        each["fields"]["reporter"]["emailAddress"]
        for each in ask(jira, f"Bearer {TOKEN}")["issues"]
    ]
    assert len(reporters) == sum(number % 3 + 1 for number in range(len(ADDRESSES)))
    github = ask(f"{backlot.github}/repos/acme/product/issues?per_page=100", f"Bearer {TOKEN}")
    assert len(github) == len(ADDRESSES)
