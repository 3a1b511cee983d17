"""A declared mapping, compiled: values, nesting, null, and errors without values."""

from dataclasses import dataclass
from typing import Any

import pytest

from aggregator.domain.errors import ConnectorError
from aggregator.domain.lookup import Fields, From, Nested
from aggregator.mapping.records import compile_mapping


@dataclass
class Line:
    description: str
    total: Any = None


def read(fields: Fields, record: Any, **options: Any) -> dict[str, Any]:
    return compile_mapping(fields, dict, **options)(record)


def test_a_plain_path_passes_scalars_and_lists_of_them_as_they_are() -> None:
    fields: Fields = {"id": "id", "enabled": "flags.enabled", "features": "features"}
    record = {"id": 7, "flags": {"enabled": False}, "features": ["a", "b"]}
    assert read(fields, record) == {"id": 7, "enabled": False, "features": ["a", "b"]}


def test_absent_and_null_are_both_none_and_no_transform_sees_them() -> None:
    fields: Fields = {
        "at": From("at", "datetime"),
        "due": From("due", "datetime"),
        "status": From("status", table={"a": "A"}),
    }
    assert read(fields, {"at": None}) == {"at": None, "due": None, "status": None}


def test_a_table_translates_words_numbers_and_booleans() -> None:
    fields: Fields = {"status": From("status", table={"a": "A", "1": "ONE", "true": "YES"})}
    assert [read(fields, {"status": word})["status"] for word in ("a", 1, True)] == [
        "A",
        "ONE",
        "YES",
    ]


def test_a_table_sees_the_transformed_word() -> None:
    fields: Fields = {"status": From("status", "lower", table={"active": "ACTIVE"})}
    assert read(fields, {"status": "Active"}) == {"status": "ACTIVE"}


def test_a_trimmed_nothing_is_null_before_the_table() -> None:
    fields: Fields = {"status": From("status", "trim", table={"active": "ACTIVE"})}
    assert read(fields, {"status": "  "}) == {"status": None}


def test_nested_objects_are_built_by_the_builder_of_their_dotted_name() -> None:
    fields: Fields = {
        "lines": Nested(
            "lines.data",
            {"description": "text", "total": From("amount", "money", options={"currency": "cur"})},
            many=True,
        ),
        "address": Nested("address", {"geo": Nested("geo", {"lat": From("lat", "float")})}),
    }
    record = {
        "lines": {"data": [{"text": "Seats", "amount": 100, "cur": "eur"}]},
        "address": {"geo": {"lat": 1}},
    }
    result = read(fields, record, builders={"lines": Line, "address.geo": lambda lat: ("geo", lat)})
    (line,) = result["lines"]
    assert isinstance(line, Line)
    assert (line.description, str(line.total)) == ("Seats", "1.00 EUR")
    assert result["address"] == {"geo": ("geo", 1.0)}


def test_a_nested_field_that_is_absent_is_none() -> None:
    fields: Fields = {"lines": Nested("lines.data", {"a": "a"}, many=True)}
    assert read(fields, {}) == {"lines": None}
    assert read(fields, {"lines": {"data": []}}) == {"lines": []}


SECRET = "alex@grocery.co"


@pytest.mark.parametrize(
    ("fields", "record", "message"),
    [
        ({"at": From("x.at", "datetime")}, {"x": {"at": SECRET}}, r"'at' \(x\.at\): not a moment"),
        ({"st": From("s", table={"a": "A"})}, {"s": SECRET}, r"'st' \(s\): a word"),
        ({"st": From("s", table={"a": "A"})}, {"s": [SECRET]}, r"'st' \(s\): not text"),
        ({"name": "n"}, {"n": {"first": SECRET}}, r"'name' \(n\): not a single value"),
        ({"name": "n"}, {"n": [[SECRET]]}, r"'name' \(n\): not a single value"),
        (
            {"name": From("join(' ', n)")},
            {"n": [SECRET, 1]},
            r"'name' \(join\(' ', n\)\): a function",
        ),
        (
            {"ls": Nested("ls", {"t": From("a", "int")}, many=True)},
            {"ls": [{"a": SECRET}]},
            r"'ls\.t' \(a\): not a whole number",
        ),
        ({"ls": Nested("ls", {}, many=True)}, {"ls": SECRET}, r"'ls' \(ls\): not a list"),
        ({"ls": Nested("ls", {}, many=True)}, {"ls": [SECRET]}, r"'ls' \(ls\): not an object"),
        ({"o": Nested("o", {})}, {"o": SECRET}, r"'o' \(o\): not an object"),
        ({"o": Nested("keys(o)", {})}, {"o": SECRET}, r"'o' \(keys\(o\)\): a function"),
        ({}, SECRET, "record is not an object"),
    ],
)
def test_what_cannot_be_read_names_field_and_path_and_never_the_value(
    fields: Fields, record: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        read(fields, record)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_on_error_null_forgives_an_unreadable_value_alone() -> None:
    fields: Fields = {
        "url": From("url", "url", on_error="null"),
        "name": From("join(' ', n)", on_error="null"),
        "id": "id",
    }
    record = {"url": "javascript:alert(1)", "n": [1], "id": "x"}
    assert read(fields, record) == {"url": None, "name": None, "id": "x"}


@pytest.mark.parametrize("required", ["id", "lines.description"])
def test_a_required_field_that_is_null_makes_the_record_unreadable(required: str) -> None:
    fields: Fields = {
        "id": From("id", "text", on_error="null"),
        "lines": Nested("lines", {"description": "d"}, many=True),
    }
    record = {"id": None if required == "id" else "1", "lines": [{"d": None}]}
    with pytest.raises(ValueError, match=f"'{required}': null where a value is required"):
        read(fields, record, required=(required,))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"a": "b..c"}, "Field 'a': The path"),
        ({"a": From("b", "slugify")}, "Field 'a': There is no transform"),
        ({"a": From("b", options={"currency": "c"})}, "Field 'a': options belong"),
        ({"a": Nested("b", {"c": From("d", "slugify")})}, "^Field 'a.c': There is no transform"),
    ],
)
def test_a_declaration_that_cannot_be_compiled_fails_at_once_and_names_the_field(
    fields: Fields, message: str
) -> None:
    with pytest.raises(ConnectorError, match=message):
        compile_mapping(fields, dict)
