"""A list of values in a filter, with pages, asked of Kinto."""

from pathlib import Path

import pytest

from tests.support.manifests import write_manifest
from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.kinto import PASSWORD, USER, Kinto

pytestmark = pytest.mark.real_time

MANIFEST = """
name: Kinto
category: crm
authentication: basic
lookups:
  contact:
    provides: Customer.contact
    key: email
    request: GET /v1/buckets/people/collections/users/records
    batch: {style: ids-param, param: in_email, form: comma, max: 10}
    records: data
    match: email
    fields: {id: {path: id, transform: text}, name: {path: name, transform: text}}
"""


async def test_25_customers_take_three_calls_and_a_stranger_and_an_apostrophe_are_no_trouble(
    kinto: Kinto, tmp_path: Path
) -> None:
    known = [*(f"k{number}@example.com" for number in range(23)), "o'brien@example.com"]
    kinto.put("users", [{"email": each, "name": f"Name of {each}"} for each in reversed(known)])
    write_manifest(tmp_path / "connectors", MANIFEST)
    source = RealSource("shop", kinto.kinto.url, {"username": USER, "password": PASSWORD})
    folders = [str(tmp_path / "connectors")]
    kinto.kinto.forget()
    async with service_on(tmp_path, {"kinto": source}, connectors=folders) as product:
        found = await people(product, [*known, "nobody@example.com"], "contact { name }")
    assert found.pop("nobody@example.com") == {"contact": None}
    assert found == {each: {"contact": {"name": f"Name of {each}"}} for each in known}
    assert kinto.kinto.calls() == {"GET /v1/buckets/people/collections/users/records": 3}
