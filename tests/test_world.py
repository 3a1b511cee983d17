from dataclasses import replace
from pathlib import Path

from aggregator.world import World, build_world
from tests.support.fleet import write_fleet
from tests.support.manifests import GOOD, write_manifest
from tests.support.real_service import real_service
from tests.support.the_world import the_world


def test_a_world_that_did_not_change_is_kept_and_one_that_did_is_another(tmp_path: Path) -> None:
    write_manifest(tmp_path)
    before = build_world([tmp_path])
    assert build_world([tmp_path], before) is before
    write_manifest(tmp_path, GOOD.replace("name: Shop", "name: Market"))
    after = build_world([tmp_path], before)
    assert after.connectors["shop"].words == "Market"
    assert after.fingerprint != before.fingerprint
    assert build_world([tmp_path]).fingerprint == after.fingerprint


def test_one_that_breaks_is_a_value_and_the_world_is_the_same_one(tmp_path: Path) -> None:
    write_manifest(tmp_path)
    before = build_world([tmp_path])
    write_manifest(tmp_path, "nonsense")
    after = build_world([tmp_path], before)
    assert list(after.broken) == ["shop"]
    assert after.diagnostics
    assert after.connectors == before.connectors
    assert (after.fingerprint, after.schema) == (before.fingerprint, before.schema)


def test_of_a_category_the_demo_company_has_one_and_what_has_no_namesake_counts_as_well() -> None:
    world = the_world()
    assert set(world.typical) < set(world.connectors)
    assert {"billing", "crm", "helpdesk", "product"} <= set(world.typical)
    alone = replace(world.read, usable={"linear": world.read.usable["linear"]})
    unusual = replace(world, read=alone)
    assert list(unusual.typical) == ["linear"]


def test_it_tells_which_connectors_provide_a_field() -> None:
    assert the_world().provided()["Customer.usage"] == ["product"]
    assert the_world().provided()["Customer.timeline"] == ["billing", "helpdesk", "product"]
    assert "Customer.name" not in the_world().provided()


async def test_what_was_made_in_one_world_serves_in_another_where_it_means_the_same(
    tmp_path: Path,
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
        write_fleet(tmp_path / "connectors")
        await service.reload()
        other = service.snapshot
    finally:
        await service.stop()
    assert isinstance(other.world, World)
    assert same.world is first.world
    assert same.catalog.cards["name"] is first.catalog.cards["name"]
    assert other.world is not first.world
    assert other.world.schema is not first.world.schema
    assert other.catalog.cards["name"] is first.catalog.cards["name"]
    assert other.catalog.schema is other.world.schema
    assert other.workspace.engine.schema is other.world.schema
    assert same.workspace.origin == first.workspace.origin != other.workspace.origin
