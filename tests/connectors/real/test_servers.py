"""The real servers hold what is put into them, as their makers' APIs say."""

import base64
import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.servers import helpdesk
from tests.support.servers import kinto as kinto_server
from tests.support.servers.backlot import ADDRESSES, OF_THE_PAGE, TOKEN, Backlot
from tests.support.servers.counting import Counted
from tests.support.servers.kinto import Kinto
from tests.support.servers.localstripe import KEY, LocalStripe
from tests.support.servers.oidc_provider import SECRET, OidcProvider

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
    assert {each["properties"]["email"] for each in contacts} == {*ADDRESSES, *OF_THE_PAGE}
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


def test_kinto_filters_by_a_list(kinto: Kinto) -> None:
    kinto.put("users", [{"email": f"k{number}@example.com"} for number in range(30)])
    secret = base64.b64encode(f"{kinto_server.USER}:{kinto_server.PASSWORD}".encode()).decode()
    url = f"{kinto.kinto.url}/v1/buckets/people/collections/users/records"
    found = ask(f"{url}?in_email=k1@example.com,k29@example.com,no@example.com", f"Basic {secret}")
    assert {each["email"] for each in found["data"]} == {"k1@example.com", "k29@example.com"}
    assert kinto.kinto.asked[0].params[0][0] == "in_email"


def test_the_helpdesk_ignores_a_filter_by_person(django_helpdesk: Counted) -> None:
    secret = base64.b64encode(f"{helpdesk.USER}:{helpdesk.PASSWORD}".encode()).decode()
    url = f"{django_helpdesk.url}/api/tickets/?submitter_email=p1@example.com"
    found = ask(url, f"Basic {secret}")
    assert found["count"] == sum(number % 3 for number in range(len(ADDRESSES)))
    assert len(found["results"]) == 25
    assert found["next"].startswith(django_helpdesk.url)


def test_the_api_takes_a_token_until_it_is_forgotten(oidc_provider: OidcProvider) -> None:
    form = {"grant_type": "client_credentials", "scope": "records", "client_id": "in-body"}
    form["client_secret"] = SECRET
    token_url = f"{oidc_provider.tokens.url}/token"
    with urllib.request.urlopen(token_url, urlencode(form).encode(), 60) as answer:  # noqa: S310 our own http address
        token = json.load(answer)["access_token"]
    records = f"{oidc_provider.api.url}/records?id=a&id=nobody"
    assert ask(records, f"Bearer {token}")["data"] == [{"id": "a", "name": "Name of a"}]
    oidc_provider.forget_tokens()
    with pytest.raises(urllib.error.HTTPError, match="401") as refused:
        ask(records, f"Bearer {token}")
    refused.value.close()
