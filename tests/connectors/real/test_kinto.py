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


MANY = """
name: Kinto
category: helpdesk
authentication: basic
lookups:
  tickets:
    provides: Customer.tickets
    key: email
    request:
      path: /v1/buckets/people/collections/tickets/records
      params: {_sort: -number, _limit: 7}
    batch: {style: ids-param, param: in_email, form: comma, max: 25}
    pages: {header: Next-Page}
    records: data
    match: email
    many: true
    fields: {id: {path: id, transform: text}, subject: {path: subject, transform: text}}
  contact:
    provides: Customer.contact
    key: email
    request: POST /v1/batch
    batch:
      style: envelope
      requests: requests
      each: {method: GET, path: "/v1/buckets/people/collections/users/records?email={key}"}
      responses: responses
      body: body
      status: status
      max: 20
    records: data
    match: email
    fields: {id: {path: id, transform: text}, name: {path: name, transform: text}}
"""


async def test_pages_go_on_by_a_header_and_many_requests_go_in_one(
    kinto: Kinto, tmp_path: Path
) -> None:
    known = [*(f"k{number}@example.com" for number in range(23)), "o'brien+a&b@example.com"]
    kinto.put("users", [{"email": each, "name": f"Name of {each}"} for each in known])
    tickets = [
        {"email": address, "subject": f"{each} of {address}", "number": 100 * each + number}
        for number, address in enumerate(known)
        for each in range(number % 3)
    ]
    kinto.put("tickets", tickets)
    write_manifest(tmp_path / "connectors", MANY)
    source = RealSource("shop", kinto.kinto.url, {"username": USER, "password": PASSWORD})
    folders = [str(tmp_path / "connectors")]
    kinto.kinto.forget()
    async with service_on(tmp_path, {"kinto": source}, connectors=folders) as product:
        selection = "contact { name } tickets(first: 50) { subject }"
        found = await people(product, [*known, "nobody@example.com"], selection)
    assert found.pop("nobody@example.com") == {"contact": None, "tickets": []}
    assert found == {
        address: {
            "contact": {"name": f"Name of {address}"},
            "tickets": [{"subject": f"{e} of {address}"} for e in reversed(range(number % 3))],
        }
        for number, address in enumerate(known)
    }
    pages = -(-len(tickets) // 7)
    assert kinto.kinto.calls() == {
        "POST /v1/batch": 2,
        "GET /v1/buckets/people/collections/tickets/records": pages,
    }
