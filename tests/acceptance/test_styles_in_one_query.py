"""25 customers of one query: how often each batch style asks its system, counted there."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support.fake_systems import MAX, SYSTEMS, FakeSystem
from tests.support.world import MemoryDirectory, World, customer

QUERY = "{ customers(first: 25) { nodes { email contact { id name } } } }"
NOBODY = "nobody@x.example"


def world(system: FakeSystem) -> World:
    """25 customers whom the system is asked for by their addresses, and one that it answers."""
    lookup = replace(
        system.lookup,
        key="email",
        provides=("Customer.contact",),
        fields={"id": "id", "name": "name"},
    )
    people = [customer(number) for number in range(24)]
    people.append(customer(24, email=NOBODY))
    return World(
        [system.client(lookup)],  # type: ignore[list-item]  # a source, too
        MemoryDirectory(people),
    )


@pytest.mark.parametrize("make", SYSTEMS.values(), ids=SYSTEMS)
async def test_25_customers_cost_as_few_calls_as_their_keys_need(make: Any) -> None:
    system: FakeSystem = make()
    asked = world(system)
    nodes = (await asked.data(QUERY))["customers"]["nodes"]
    for node in nodes:
        expected = (
            None
            if node["email"] == NOBODY
            else {"id": node["email"], "name": f"Name of {node['email']}"}
        )
        assert node["contact"] == expected
    assert len(nodes) == 25
    assert len(system.asked) == (25 if system.lookup.batch.fans_out else -(-25 // MAX))
    for each in asked.sources:
        await each.close()  # type: ignore[attr-defined]  # as above
