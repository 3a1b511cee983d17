"""Types of a connector's own: in the schema, or told at their place why they are not."""

from pathlib import Path

import pytest
from graphql import GraphQLObjectType, print_type, validate_schema

from aggregator.schema.build import sdl
from aggregator.schema.promises import promises_of
from aggregator.world import build_world
from tests.support.fleet import MANIFEST, TYPES, findings, fleet_world, write_fleet
from tests.support.the_world import the_world


def with_more(more: str) -> str:
    return f"{TYPES}{more}\n"


def test_they_are_in_the_schema_with_their_descriptions_and_what_every_record_has(
    tmp_path: Path,
) -> None:
    world = fleet_world(tmp_path)
    assert findings(world) == []
    assert validate_schema(world.schema) == []
    text = sdl(world.schema)
    assert '"""How a vehicle runs."""\nenum Drive {' in text
    assert '  """What they drive."""\n  fleet: Fleet\n' in text
    assert "  lifecycleStage: String\n" in text
    fleet = world.schema.type_map["Fleet"]
    assert isinstance(fleet, GraphQLObjectType)
    assert print_type(fleet) == (
        '"""The vehicles of a customer, as a whole."""\n'
        "type Fleet {\n"
        '  """The name of the source that it came from."""\n'
        "  source: String!\n\n"
        '  """Its number."""\n'
        "  id: ID!\n"
        "  name: String\n"
        "  value: Money\n"
        "  size: Int\n"
        "  since: DateTime\n"
        "  tags: [String]\n"
        "  base: Base\n"
        "  vehicles(\n"
        '    """How many at most, up to 500."""\n'
        "    first: Int! = 10\n"
        "  ): [Vehicle]\n"
        "}"
    )


def test_what_is_of_the_schema_is_as_it_was_and_two_schemas_are_beside_each_other(
    tmp_path: Path,
) -> None:
    ours = sdl(the_world().schema)
    world = fleet_world(tmp_path / "one")
    other = fleet_world(tmp_path / "two", TYPES.replace("name: String", "title: String"),
                        MANIFEST.replace(" name: name", " title: name"))  # fmt: skip
    assert "Fleet" not in ours
    assert sdl(the_world().schema) == ours
    fields = [each.types_of["Customer.fleet"].fields for each in (world, other)]
    assert ["name" in each for each in fields] == [True, False]
    assert world.fingerprint != other.fingerprint
    lines = set(sdl(world.schema).splitlines())
    assert set(ours.splitlines()) - lines == set()


def test_what_can_be_provided_and_what_is_promised_comes_of_the_schema(tmp_path: Path) -> None:
    world = fleet_world(tmp_path)
    new = world.types_of.keys() - the_world().types_of.keys()
    assert new == {"Customer.fleet", "Fleet.vehicles", "Vehicle.fleet"}
    promised = promises_of(world.types_of["Customer.fleet"])
    assert "vehicles" not in promised
    assert "source" not in promised
    assert (promised["id"].exact, promised["id"].required, promised["tags"].many) == (
        True, True, True)  # fmt: skip
    assert promised["size"].fits(2**31 - 1)
    assert not promised["size"].fits(2**31)
    doors = promised["base"].fields["doors"]
    assert doors.many
    assert doors.fields["width"].fits(0.5)
    assert "lifecycle_stage" in promises_of(world.types_of["Customer.contact"])


REFUSED = [
    # names
    ("type __Own { a: String }", "types-name", "__Own", None),
    ("type fleet_note { a: String }", "types-name", "fleet_note", "FleetNote"),
    ("type None { a: String }", "types-name", "None", None),
    ("type Note { __x: String }", "types-name", "__x", None),
    ("type Note { class: String }", "types-name", "class", "noteClass"),
    ("type Note { from: String }", "types-name", "from", "noteFrom"),
    ("type Note { keys: String }", "types-name", "keys", None),
    ("type Note { source: String }", "types-name", "source", None),
    ("type Note { self: String }", "types-name", "self", None),
    ("type Note { done_at: String }", "types-name", "done_at", "doneAt"),
    ("type Note { Text: String }", "types-name", "Text", "text"),
    (f"type Note {{ {'a' * 81}: String }}", "types-name", "a" * 81, None),
    ("enum Mood { mro }", "types-name", "mro", "MRO"),
    ("enum Mood { past_due }", "types-name", "past_due", "PAST_DUE"),
    ("enum Mood { __class__ }", "types-name", "__class__", "CLASS"),
    # what the schema has
    ("type Invoice { id: ID! }", "types-core", "Invoice", None),
    ("type Money { a: String }", "types-core", "Money", None),
    ("type TextColor { a: String }", "types-core", "TextColor", None),
    ("enum TicketStatus { OPEN }", "types-core", "TicketStatus", None),
    ("type TICKET { id: ID! }", "types-core", "TICKET", None),
    ("type FLEET { id: ID! }", "types-twice", "FLEET", None),
    ("extend type Customer { email: String }", "types-core", "email", None),
    ("extend type Contact { name: String }", "types-core", "name", None),
    ("extend type Query { fleet: Fleet }", "types-core", "Query", None),
    ("extend type Tenant { fleet: Fleet }", "types-core", "Tenant", None),
    ("extend type Money { cents: Int }", "types-core", "Money", None),
    ("extend type Drive { cents: Int }", "types-core", "Drive", None),
    ("extend type Custommer { fleets: Fleet }", "types-unknown", "Custommer", "Customer"),
    # references
    ("extend type Contact { fleets: Flete }", "types-unknown", "Flete", "Fleet"),
    ("extend type Contact { colour: Colour }", "types-unknown", "Colour", None),
    ("extend type Contact { whom: CustomerBy }", "types-unknown", "CustomerBy", None),
    ("extend type Contact { whom: Customer }", "types-unknown", "Customer", None),
    # where it can be filled
    ("extend type Customer { fleets: Base }", "types-id", "Base", None),
    ("extend type Customer { line: InvoiceLine }", "types-id", "line", None),
    ("extend type Customer { mood: String }", "types-nobody", "mood", None),
    ("extend type Thread { mood: Drive }", "types-nobody", "mood", None),
    ("extend type Base { fleet: Fleet }", "types-nobody", "fleet", None),
    ("extend type InvoiceLine { fleet: Fleet }", "types-nobody", "fleet", None),
    ("type Note { id: String }", "types-id", "String", "ID!"),
    ("type Note { id: ID }", "types-id", "ID", "ID!"),
    ("type Note { id: [ID!]! }", "types-id", "[ID!]!", "ID!"),
    ("extend type Seats { id: ID! }", "types-id", "id", None),
    # nothing is lost with a value
    ("extend type Contact { a: String! }", "types-null", "String!", "String"),
    ("extend type Contact { a: [String!] }", "types-null", "[String!]", "[String]"),
    ("extend type Customer { fleets: [Fleet!]! }", "types-null", "[Fleet!]!", "[Fleet]"),
    # kinds
    ("extend type Contact { a: [[String]] }", "types-kind", "[[String]]", None),
    ("extend type Contact { a(b: Int): String }", "types-kind", "b", None),
    ("extend type Contact { a: String @hot }", "types-kind", "@hot", None),
    ("type Note @hot { a: String }", "types-kind", "@hot", None),
    ("extend type Contact { a: Int @deprecated(reason: 5) }", "types-kind", "reason", None),
    ('extend type Contact { a: Int @deprecated(why: "x") }', "types-kind", "why", None),
    ("extend type Contact { a: Int @deprecated @deprecated }", "types-kind", "@deprecated", None),
    ("type Mutation { a: Int }", "types-name", "Mutation", None),
    ("enum Mood { GOOD GOOD }", "types-twice", "GOOD", None),
    ("type Note implements Node { a: String }", "types-kind", "Node", None),
    ("type Note", "types-kind", "Note", None),
    ("enum Mood", "types-kind", "Mood", None),
    ("interface Node { id: ID! }", "types-kind", "Node", None),
    ("union Any = Fleet | Vehicle", "types-kind", "Any", None),
    ("input By { a: String }", "types-kind", "By", None),
    ("scalar Colour", "types-kind", "Colour", None),
    ("directive @hot on FIELD", "types-kind", "hot", None),
    ("schema { query: Fleet }", "types-kind", "schema { query: Fleet }", None),
    ("extend enum TicketStatus { ASLEEP }", "types-kind", "TicketStatus", None),
    ("query Q { a }", "types-kind", "Q", None),
    ("fragment F on Fleet { a }", "types-kind", "F", None),
    # circles
    ("type Note { reply: Note }", "types-circle", "reply", None),
    ("type One { two: Two }\ntype Two { one: [One] }", "types-circle", "two", None),
    # twice
    ("type Fleet { id: ID! }", "types-twice", "Fleet", None),
    ("extend type Customer { fleet: Fleet }", "types-twice", "fleet", None),
    ("extend type Fleet { name: String }", "types-twice", "name", None),
    ("type Note { a: String, a: Int }", "types-twice", "a", None),
    # syntax
    ("type Note {", "syntax-error", None, None),
    ("type Note { a }", "syntax-error", None, None),
    ("type 9Note { a: String }", "syntax-error", None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code", "text", "meant"), REFUSED, ids=[r[0][:40] for r in REFUSED]
)
def test_what_cannot_be_is_told_at_its_place(
    tmp_path: Path, more: str, code: str, text: str | None, meant: str | None
) -> None:
    world = fleet_world(tmp_path, with_more(more))
    found = [each for each in world.diagnostics if each.code == code]
    assert found, findings(world)
    assert "garage" not in world.connectors
    assert "Fleet" not in sdl(world.schema)
    first = found[-1] if code == "types-twice" else found[0]
    lines = with_more(more).splitlines()
    marked = lines[first.line - 1][first.column - 1 : first.end_column - 1]
    assert first.path == str(tmp_path / "garage" / "types.graphql")
    if text is not None:
        assert marked == text
    if meant is not None:
        assert first.did_you_mean[:1] == (meant,)
    assert first.excerpt


@pytest.mark.parametrize("text", ["", "  \n", "# nothing\n", "\N{BYTE ORDER MARK}"])
def test_a_file_that_declares_nothing_is_told(tmp_path: Path, text: str) -> None:
    world = fleet_world(tmp_path, text)
    assert [each.code for each in world.diagnostics if "types" in each.path] == ["syntax-error"]
    assert "Nothing is declared here" in world.diagnostics[-1].message
    assert list(world.broken) == ["garage"]


def test_a_file_that_cannot_be_read_breaks_its_connector_and_may_be_the_next_time(
    tmp_path: Path,
) -> None:
    write_fleet(tmp_path, types=None)
    (tmp_path / "garage" / "types.graphql").mkdir()
    world = build_world([tmp_path])
    assert "unreadable-file" in {each.code for each in world.diagnostics}
    assert world.unread
    assert list(world.broken) == ["garage"]


def test_a_deprecated_field_says_so_in_the_schema(tmp_path: Path) -> None:
    text = TYPES.replace("name: String", 'name: String @deprecated(reason: "title")')
    world = fleet_world(tmp_path, text)
    assert findings(world) == []
    assert world.types_of["Customer.fleet"].fields["name"].deprecation_reason == "title"


UNFILLED = [
    ("a field of a core type", "extend type Contact { mood: String }",
     "No lookup fills Contact.mood"),
    ("a field of a part", "extend type Base { street: String }", "No lookup fills Base.street"),
    ("a field that is provided", "extend type Customer { fleets: [Fleet] }",
     "No lookup provides Customer.fleets"),
    ("a type that nothing leads to", "type Note { id: ID! }", "Nothing leads to Note"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "said"), [u[1:] for u in UNFILLED], ids=[u[0] for u in UNFILLED])
def test_what_nobody_fills_is_told_and_the_connector_is_used(
    tmp_path: Path, more: str, said: str
) -> None:
    world = fleet_world(tmp_path, with_more(more))
    assert "garage" in world.connectors
    assert dict(world.broken) == {}
    (found,) = world.diagnostics
    assert (found.code, found.serves) == ("types-unfilled", True)
    assert with_more(more).splitlines()[found.line - 1] == more
    assert said in found.message
