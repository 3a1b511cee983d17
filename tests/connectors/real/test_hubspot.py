"""The connector for HubSpot, asked of backlot's HubSpot, which knows no links of many contacts."""

from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.mapping.records import compile_mapping
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.source import build_source
from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.backlot import ADDRESSES, TOKEN, Backlot
from tests.support.the_world import the_world

pytestmark = pytest.mark.real_time


def source(backlot: Backlot) -> RealSource:
    return RealSource("hubspot", backlot.hubspot, {"token": TOKEN})


async def test_25_customers_and_their_companies_take_two_calls(
    backlot: Backlot, tmp_path: Path
) -> None:
    async with service_on(tmp_path, {"hubspot": source(backlot)}) as product:
        selection = "contact { id name jobTitle source } account { name domain employees }"
        found = await people(product, ADDRESSES[:25], selection)
    assert found == {
        address: {
            "contact": {
                "id": str(8000 + number),
                "name": f"First{number} Last{number}",
                "jobTitle": "Head of Data",
                "source": "hubspot",
            },
            "account": None
            if number % 5 == 4
            else {"name": f"Company {number}", "domain": f"c{number}.example", "employees": 40},
        }
        for number, address in enumerate(ADDRESSES[:25])
    }
    assert backlot.counted.calls() == {
        "POST /hubspot/crm/v3/objects/contacts/search": 1,
        "POST /hubspot/crm/v3/objects/companies/batch/read": 1,
    }


async def test_another_letter_case_an_apostrophe_and_a_stranger(
    backlot: Backlot, tmp_path: Path
) -> None:
    asked = ["o'brien@example.com", "mixed.case@example.com", "P4@example.com", "no@example.com"]
    async with service_on(tmp_path, {"hubspot": source(backlot)}) as product:
        found = await people(product, asked, "contact { id }")
    ids = [each["contact"] and each["contact"]["id"] for each in found.values()]
    assert ids == ["8025", "8026", "8004", None]


async def test_everybody_is_listed_page_by_page(backlot: Backlot) -> None:
    hubspot = the_world().connectors["hubspot"]
    client = build_source("hubspot", hubspot, backlot.hubspot, {"token": TOKEN}, UpstreamLimits())
    people = client.connector.people
    assert people is not None
    small = replace(
        people,
        request=replace(people.request, params={**people.request.params, "limit": "10"}),
    )
    addresses: list[object] = []
    pages, at = 0, None
    while pages == 0 or at is not None:
        page = await client.listing(small).page(at, None, Deadline.after(60.0))
        read = compile_mapping(small.fields, lambda _, why: AggregatorError(why))
        addresses += [getattr(read(each), "email", None) for each in page.records]
        pages, at = pages + 1, page.following
    assert pages > 2
    assert set(ADDRESSES) <= set(addresses)
    assert len(addresses) == len(set(addresses))
    await client.close()
