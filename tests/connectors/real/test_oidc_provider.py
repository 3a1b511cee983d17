"""OAuth 2 client credentials against a strict provider, whose token address is another host's."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.manifests import write_manifest
from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.oidc_provider import SECRET, OidcProvider

pytestmark = pytest.mark.real_time

MANIFEST = """
name: Vault
category: custom
authentication:
  kind: oauth2_client_credentials
  token_url: "{tokens}/token"
  scope: SCOPE
  secret: PLACE
lookups:
  contact:
    provides: Customer.contact
    key: email
    request: GET /records
    batch: {style: ids-param, param: id, max: 10}
    records: data
    match: id
    fields: {id: {path: id, transform: text}, name: {path: name, transform: text}}
"""
PEOPLE = [f"v{number}@example.com" for number in range(25)]


def on(
    provider: OidcProvider, home: Path, place: str = "header", scope: str = "records"
) -> dict[str, Any]:
    """The arguments of a service on the API, with the client that says its secret there."""
    manifest = MANIFEST.replace("{tokens}", provider.tokens.url)
    write_manifest(home / "connectors", manifest.replace("PLACE", place).replace("SCOPE", scope))
    client = {"client_id": f"in-{place}", "client_secret": SECRET}
    return {
        "sources": {"vault": RealSource("shop", provider.api.url, client)},
        "connectors": [str(home / "connectors")],
    }


@pytest.mark.parametrize("place", ["header", "body"])
async def test_one_token_serves_all_calls_wherever_the_secret_is_said(
    oidc_provider: OidcProvider, tmp_path: Path, place: str
) -> None:
    async with service_on(tmp_path, **on(oidc_provider, tmp_path, place)) as product:
        found = await people(product, PEOPLE, "contact { name }")
    assert found == {each: {"contact": {"name": f"Name of {each}"}} for each in PEOPLE}
    assert oidc_provider.tokens.calls() == {"POST /token": 1}
    assert oidc_provider.api.calls() == {"GET /records": 3}


async def test_a_token_that_was_forgotten_is_asked_for_anew(
    oidc_provider: OidcProvider, tmp_path: Path
) -> None:
    async with service_on(tmp_path, **on(oidc_provider, tmp_path)) as product:
        await people(product, PEOPLE[:1], "contact { name }")
        oidc_provider.forget_tokens()
        found = await people(product, PEOPLE[1:2], "contact { name }")
    assert found[PEOPLE[1]]["contact"] == {"name": f"Name of {PEOPLE[1]}"}
    assert oidc_provider.tokens.calls() == {"POST /token": 2}
    assert [each.status for each in oidc_provider.api.asked] == [200, 401, 200]


async def test_a_client_in_the_wrong_place_and_a_scope_that_is_not_granted_are_told(
    oidc_provider: OidcProvider, tmp_path: Path
) -> None:
    query = '{ customer(by: {email: "v1@example.com"}) { contact { name } } }'
    for place, scope in (("header", "openid"), ("body", "unheard-of")):
        arguments = on(oidc_provider, tmp_path, place, scope)
        async with service_on(tmp_path, **arguments) as product:
            answer = (await product.query(query)).payload
        (error,) = answer["errors"]
        assert answer["data"]["customer"]["contact"] is None
        assert error["extensions"]["code"] == "SOURCE_REFUSED", error
        assert SECRET not in str(answer)
