"""A drafted connector says what is known, and TODO for the rest; filled out, it is right."""

from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest

from aggregator.authoring.connector.draft import (
    AUTHENTICATION,
    ConnectorDraft,
    DraftError,
    check_connector_key,
    check_provides,
    check_type,
    draft,
    field_of,
    is_list_field,
)
from aggregator.world import World, build_world
from tests.support.the_world import the_world

KNOWN = ConnectorDraft(
    key="erp", name="ERP", provides="Customer.subscription", request="GET /v1/subs",
    param="email", max=50, records="data", match="email",
)  # fmt: skip


def written(home: Path, of: ConnectorDraft, *changes: tuple[str, str]) -> World:
    for name, text in draft(of, the_world().types_of).items():
        (home / of.key).mkdir(exist_ok=True)
        (home / of.key / name).write_text(reduce(lambda so, each: so.replace(*each), changes, text))
    return build_world([home])


@pytest.mark.parametrize("field", sorted(the_world().types_of))
def test_of_any_field_only_what_is_not_known_is_left(tmp_path: Path, field: str) -> None:
    many = is_list_field(field, the_world().schema)
    world = written(tmp_path, replace(KNOWN, provides=field, many=many))
    left = [each.code for each in world.diagnostics]
    assert left.count("connector-todo") == 1
    others = set(left) - {"connector-todo"}
    assert others <= ({"connector-key"} if not field.startswith("Customer.") else set())


def test_filled_out_it_is_connected(tmp_path: Path) -> None:
    world = written(tmp_path, KNOWN, ("path: TODO, transform: text", "path: id, transform: text"))
    assert world.diagnostics == ()
    (lookup,) = world.connectors["erp"].lookups
    assert (lookup.request.path, lookup.batch.max, lookup.match) == ("/v1/subs", 50, "email")


def test_every_line_that_is_offered_fits_the_schema_once_it_is_taken(tmp_path: Path) -> None:
    taken = (("      # ", "      "), ("TODO", "x"))
    for field in ("Customer.invoices", "Customer.account", "Customer.usage", "Customer.contact"):
        many = is_list_field(field, the_world().schema)
        world = written(tmp_path, replace(KNOWN, provides=field, many=many), *taken)
        assert [each.text() for each in world.diagnostics] == []


def test_a_type_of_its_own_is_declared_and_provided(tmp_path: Path) -> None:
    of = replace(KNOWN, type="Vehicle", many=True, provides=field_of("Vehicle", many=True))
    assert of.provides == "Customer.vehicles"
    world = written(tmp_path, replace(of, name='The "new" \\ one'), ("TODO", "x"))
    assert [each.text() for each in world.diagnostics] == []
    assert world.connectors["erp"].words == 'The "new" \\ one'
    assert world.types_of["Customer.vehicles"].description == (
        'What The "new" \\ one knows of a customer.'
    )


@pytest.mark.parametrize("kind", AUTHENTICATION)
@pytest.mark.parametrize("asked_by", ["email", "external_id", "person"])
def test_each_way_to_authenticate_and_to_ask_is_understood(
    tmp_path: Path, kind: str, asked_by: str
) -> None:
    of = replace(KNOWN, authentication=kind, asked_by=asked_by)
    world = written(tmp_path, of, ("url: TODO", "url: /x"), ("TODO", "x"))
    assert [each.text() for each in world.diagnostics] == []


@pytest.mark.parametrize("name", ["null", "no", "1.10", "a: b", " x ", "#1", "Zoë", "*all"])
def test_odd_names_are_written_so_that_they_are_read_again(tmp_path: Path, name: str) -> None:
    world = written(tmp_path, replace(KNOWN, name=name), ("TODO", "x"))
    assert world.connectors["erp"].words == name


def test_what_cannot_be_is_refused_with_the_fix() -> None:
    types_of, types = the_world().types_of, the_world().schema.type_map
    with pytest.raises(DraftError, match='Did you mean "my_erp"'):
        check_connector_key("My ERP")
    with pytest.raises(DraftError, match=r'Did you mean "Customer\.invoices"'):
        check_provides("Customer.invoice", types_of)
    with pytest.raises(DraftError, match="There is a type Invoice"):
        check_type("Invoice", types)
    with pytest.raises(DraftError, match="a capital first"):
        check_type("vehicle", types)
