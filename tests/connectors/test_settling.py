"""Several connectors make one schema: a mistake costs its own, and who needs what it declared."""

from pathlib import Path

from aggregator.schema.build import sdl
from aggregator.world import World, build_world
from tests.support.fleet import MANIFEST, TYPES, findings, fleet_world, write_fleet
from tests.support.the_world import the_world

RENTAL = """\
name: Rental
authentication: bearer
lookups:
  fleet:
    provides: Customer.fleet
    key: email
    request: GET /fleets
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    fields: {id: {path: id, transform: text}, name: title}
"""


def names(world: World) -> list[str]:
    return [key for key in world.connectors if key not in the_world().connectors]


def test_two_connectors_provide_a_type_that_one_of_them_declares(tmp_path: Path) -> None:
    write_fleet(tmp_path, None, RENTAL, "rental")
    world = fleet_world(tmp_path)
    assert findings(world) == []
    assert names(world) == ["garage", "rental"]
    assert world.provided()["Customer.fleet"] == ["garage", "rental"]


def test_the_same_declaration_in_two_is_no_mistake(tmp_path: Path) -> None:
    write_fleet(tmp_path, TYPES.replace('"Its number."', '"Another word for it."'), key="rental",
                manifest=MANIFEST.replace("Garage", "Rental"))  # fmt: skip
    world = fleet_world(tmp_path)
    assert findings(world) == []
    assert sdl(world.schema).count("type Fleet {") == 1


def test_two_that_differ_are_both_told_and_neither_is_connected(tmp_path: Path) -> None:
    write_fleet(tmp_path, TYPES.replace("size: Int", "size: Float"), key="rental")
    world = fleet_world(tmp_path)
    assert names(world) == []
    assert findings(world) == [
        "garage/types.graphql:5:6: The connector rental declares another Fleet [types-twice]",
        "rental/types.graphql:5:6: The connector garage declares another Fleet [types-twice]",
    ]


def test_one_that_comes_later_and_differs_does_not_harm_the_first(tmp_path: Path) -> None:
    before = fleet_world(tmp_path)
    write_fleet(tmp_path, TYPES.replace("size: Int", "size: Float"), key="rental")
    world = build_world([tmp_path], before)
    assert names(world) == ["garage"]
    assert sorted(world.broken) == ["garage", "rental"]
    assert world.schema is before.schema
    assert world.fingerprint == before.fingerprint


def test_a_field_added_by_two_in_two_ways_is_told_of_both(tmp_path: Path) -> None:
    extension = "extend type Contact { score: Float }\n"
    manifest = MANIFEST[MANIFEST.index("  contact:") :].replace("lifecycleStage: stage, ", "")
    write_fleet(
        tmp_path, extension, f"name: R\nauthentication: bearer\nlookups:\n{manifest}", "crm2"
    )
    world = fleet_world(tmp_path)
    assert findings(world) == [
        f"{file}: The connector {other} declares Contact.score as well, as {of} [types-twice]"
        for file, other, of in (
            ("crm2/types.graphql:1:23", "garage", "Int"),
            ("garage/types.graphql:26:47", "crm2", "Float"),
        )
    ]


def test_whoever_needs_what_a_broken_one_declared_is_told_and_the_rest_is_there(
    tmp_path: Path,
) -> None:
    write_fleet(tmp_path, None, RENTAL, "rental")
    world = fleet_world(tmp_path, TYPES.replace("size: Int", "size: Integer"))
    assert sorted(world.broken) == ["garage", "rental"]
    assert findings(world)[0] == (
        "garage/types.graphql:10:9: There is no type Integer [types-unknown]"
    )
    assert findings(world)[1].startswith(
        "rental/connector.yaml:5:15: The schema has no field Customer.fleet"
    )
    assert "billing" in world.connectors


def test_one_that_breaks_is_used_as_it_was_with_its_types(tmp_path: Path) -> None:
    write_fleet(tmp_path, None, RENTAL, "rental")
    before = fleet_world(tmp_path)
    write_fleet(tmp_path, TYPES.replace("size: Int", "size: Integer"))
    world = build_world([tmp_path], before)
    assert list(world.broken) == ["garage"]
    assert world.connectors == before.connectors
    assert world.schema is before.schema
    write_fleet(tmp_path, TYPES, MANIFEST.replace("records: data", "recrods: data"))
    assert build_world([tmp_path], world).connectors == before.connectors


def test_what_was_kept_and_does_not_fit_any_more_is_left_out(tmp_path: Path) -> None:
    """Its type is gone; a connector as it was before would provide a field that there is not."""
    write_fleet(tmp_path, None, RENTAL, "rental")
    before = fleet_world(tmp_path)
    write_fleet(tmp_path, None, RENTAL.replace("records: data", "recrods: data"), "rental")
    write_fleet(tmp_path, TYPES.replace("name: String", "title: String"),
                MANIFEST.replace(" name: name", " title: name"))  # fmt: skip
    world = build_world([tmp_path], before)
    assert names(world) == ["garage"]
    assert list(world.broken) == ["rental"]
    assert "title" in world.types_of["Customer.fleet"].fields


def test_types_that_did_not_change_keep_their_schema(tmp_path: Path) -> None:
    before = fleet_world(tmp_path)
    assert build_world([tmp_path], before) is before
    write_fleet(tmp_path, manifest=MANIFEST.replace("max: 20", "max: 10"))
    after = build_world([tmp_path], before)
    assert after.schema is before.schema
    assert after.fingerprint != before.fingerprint
    write_fleet(tmp_path, types=f"{TYPES}\n# a note\n")
    noted = build_world([tmp_path], before)
    assert noted.fingerprint == before.fingerprint
