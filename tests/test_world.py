from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator import world as module
from aggregator.domain.lookup import Connector
from aggregator.world import World, build_world
from tests.support.real_service import real_service
from tests.support.the_world import the_world


def changed(connectors: Mapping[str, Connector]) -> Mapping[str, Connector]:
    """The same connectors, one of them called otherwise."""
    return {**connectors, "crm": replace(connectors["crm"], words="Customers")}


def test_a_world_that_did_not_change_is_kept_and_one_that_did_is_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = the_world()
    assert build_world(before) is before
    monkeypatch.setattr(module, "discover", lambda: changed(before.connectors))
    after = build_world(before)
    assert after.connectors["crm"].words == "Customers"
    assert after.fingerprint != before.fingerprint
    assert build_world().fingerprint == after.fingerprint


def test_it_tells_which_connectors_provide_a_field() -> None:
    assert the_world().provided["Customer.usage"] == ["product"]
    assert "Customer.name" not in the_world().provided


async def test_nothing_that_was_made_in_one_world_serves_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = tmp_path / "cards" / "team"
    team.mkdir(parents=True)
    (team / "name.graphql").write_text('query Q @card(title: "T") { customer { name @text } }')
    service = real_service(tmp_path)
    await service.start()
    try:
        first = service.snapshot
        await service.reload()
        same = service.snapshot
        monkeypatch.setattr(module, "discover", lambda: changed(first.world.connectors))
        await service.reload()
        other = service.snapshot
    finally:
        await service.stop()
    assert isinstance(other.world, World)
    assert same.world is first.world
    assert same.catalog.cards["name"] is first.catalog.cards["name"]
    assert other.world is not first.world
    assert other.catalog.cards["name"] is not first.catalog.cards["name"]
    assert other.workspace.engine.schema is other.world.schema
