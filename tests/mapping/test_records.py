"""A declared mapping, compiled: values, nesting, null, and errors without values."""

import re
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from aggregator.domain.errors import ConnectorError, SourceMalformed
from aggregator.domain.lookup import Fields, From, Nested
from aggregator.mapping.paths import Unreadable
from aggregator.mapping.reading import read_field
from aggregator.mapping.records import (
    ANYTHING,
    Lost,
    PartRecord,
    Promise,
    compile_key,
    compile_mapping,
)


class Odd(SourceMalformed):
    """What stands in the place of something unreadable; `lost` says what that costs."""

    def __init__(self, lost: Lost, why: str) -> None:
        super().__init__("shop", why)
        self.lost = lost


def read(fields: Fields, record: Any, **promises: Promise) -> dict[str, Any]:
    """All fields of a record."""
    reading = compile_mapping(fields, Odd, promises)(record)
    return {} if reading is None else {name: getattr(reading, name) for name in fields}


LIST = replace(ANYTHING, many=True)
TEXT = Promise("text", lambda value: isinstance(value, str))
ID = replace(TEXT, exact=True, required=True)


def test_a_plain_path_passes_scalars_and_lists_of_them_as_they_are() -> None:
    fields: Fields = {"id": "id", "enabled": "flags.enabled", "features": "features"}
    record = {"id": 7, "flags": {"enabled": False}, "features": ["a", "b"]}
    assert read(fields, record, features=LIST) == {
        "id": 7,
        "enabled": False,
        "features": ["a", "b"],
    }


@pytest.mark.parametrize(("given", "text"), [(12, "12"), (1.5, "1.5"), (" a ", " a ")])
def test_a_number_where_people_write_text_is_its_digits(given: object, text: str) -> None:
    written = replace(TEXT, words=True)
    assert read({"phone": "phone"}, {"phone": given}, phone=written) == {"phone": text}
    refused = read({"phone": "phone"}, {"phone": True}, phone=written)["phone"]
    assert isinstance(refused, Odd)


def test_absent_and_null_are_both_none_and_no_transform_sees_them() -> None:
    fields: Fields = {
        "at": From("at", "datetime"),
        "due": From("due", "datetime"),
        "status": From("status", table={"a": "A"}),
    }
    fields = {"id": "id", **fields}
    assert read(fields, {"id": 1, "at": None}) == {
        "id": 1,
        "at": None,
        "due": None,
        "status": None,
    }


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


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u00a0"])
def test_blank_text_is_null_for_every_transform_but_text(blank: str) -> None:
    transforms = [None, "datetime", "int", "float", "trim", "lower", "upper", "url"]
    fields: Fields = {
        "id": "id",
        **{f"f{n}": From("x", transform) for n, transform in enumerate(transforms)},
        "money": From("x", "money", options={"currency": "id"}),
        "word": From("x", table={"a": "A"}),
        "text": From("x", "text"),
    }
    found = read(fields, {"id": "1", "x": blank})
    assert found.pop("text") == blank
    assert found.pop("id") == "1"
    assert set(found.values()) == {None}


def test_nested_objects_are_read_as_their_record_is() -> None:
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
    result = read(fields, record)
    (line,) = result["lines"]
    assert (line.description, str(line.total)) == ("Seats", "1.00 EUR")
    assert result["address"].geo.lat == 1.0


def test_a_nested_field_that_is_absent_is_none() -> None:
    fields: Fields = {"id": "id", "lines": Nested("lines.data", {"a": "a"}, many=True)}
    assert read(fields, {"id": 1}) == {"id": 1, "lines": None}
    assert read(fields, {"id": 1, "lines": None}) == {"id": 1, "lines": None}
    assert read(fields, {"id": 1, "lines": {"data": []}}) == {"id": 1, "lines": []}


def test_an_unreadable_item_costs_its_own_place_and_a_null_has_none() -> None:
    fields: Fields = {"lines": Nested("lines", {"n": From("n", "int")}, many=True), "tags": "tags"}
    record = {"lines": [{"n": 1}, "odd", None, {"n": None}, {"n": "x"}], "tags": ["a", None, {}]}
    found = read(fields, record, tags=LIST)
    first, odd, unread = found["lines"]
    assert (first.n, odd.lost, unread.n.lost) == (1, "item", "value")
    tag, lost = found["tags"]
    assert (tag, lost.lost) == ("a", "item")


@pytest.mark.parametrize("record", [{}, {"a": None}, {"a": {"b": None}}, {"a": {}}, {"a": []}])
def test_an_object_without_any_value_is_null(record: Any) -> None:
    fields: Fields = {"id": "a.b.id", "at": From("a.b.at", "datetime")}
    assert compile_mapping(fields, Odd, {"id": ID})(record) is None


@pytest.mark.parametrize("record", [{"a": 1}, {"a": {"b": "none"}}, {"a": {"b": [{"id": 1}]}}])
def test_what_stands_in_an_objects_place_is_a_failure_and_not_nothing(record: Any) -> None:
    fields: Fields = {"id": "a.b.id", "at": From("a.b.at", "datetime")}
    found = read(fields, record, id=ID)
    assert {name: type(value) for name, value in found.items()} == {"id": Odd, "at": Odd}


@pytest.mark.parametrize("digits", [7, 2**63, 123456789012345678901, "007"])
def test_an_id_keeps_every_digit(digits: Any) -> None:
    for transform in (None, "text", "trim"):
        assert read({"id": From("id", transform)}, {"id": digits}, id=ID) == {"id": str(digits)}


@pytest.mark.parametrize("value", [1.5, 1.2345678901234568e20, True, [1], {"a": 1}, None, " "])
def test_what_is_no_id_costs_the_item_for_it_is_never_null(value: Any) -> None:
    found = read({"id": From("id", "text"), "x": "x"}, {"id": value, "x": 1}, id=ID)
    assert (found["id"].lost, found["x"]) == ("item", 1)


def test_what_does_not_fit_its_promise_costs_its_field_and_the_rule_is_told() -> None:
    found = read({"name": "n", "x": "x"}, {"n": 5, "x": 1}, name=TEXT)
    assert (found["name"].lost, found["name"].message, found["x"]) == (
        "value",
        "field 'name' (n): not text",
        1,
    )


def test_a_field_that_decides_over_its_record_makes_that_unreadable() -> None:
    fields: Fields = {"id": "id", "at": From("at", "datetime", on_error="record")}
    with pytest.raises(Unreadable, match="'at'"):
        read(fields, {"id": 1, "at": "soon"})


SECRET = "alex@grocery.co"


@pytest.mark.parametrize(
    ("fields", "record", "message"),
    [
        ({"at": From("x.at", "datetime")}, {"x": {"at": SECRET}}, r"'at' \(x\.at\): not a moment"),
        ({"st": From("s", table={"a": "A"})}, {"s": SECRET}, r"'st' \(s\): a word"),
        ({"st": From("s", table={"a": "A"})}, {"s": [SECRET]}, r"'st' \(s\): not a single"),
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
        (
            {"ls": Nested("ls", {}, many=True)},
            {"ls": [SECRET]},
            r"'ls' \(ls\): it is not an",
        ),
        ({"o": Nested("o", {})}, {"o": SECRET}, r"'o' \(o\): it is not an object"),
        ({"o": Nested("keys(o)", {})}, {"o": SECRET}, r"'o' \(keys\(o\)\): a function"),
    ],
)
def test_what_cannot_be_read_names_field_and_path_and_never_the_value(
    fields: Fields, record: Any, message: str
) -> None:
    (found,) = read(fields, record).values()
    if isinstance(found, list):
        (found,) = found
    error = getattr(found, "t", found)
    assert isinstance(error, Odd)
    assert re.search(message, error.message)
    assert SECRET not in error.message
    assert error.__context__ is None


def test_a_record_that_is_no_object_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="not an object"):
        compile_mapping({"a": "a"}, Odd)(SECRET)


def test_on_error_null_forgives_an_unreadable_value_alone() -> None:
    fields: Fields = {
        "url": From("url", "url", on_error="null"),
        "name": From("join(' ', n)", on_error="null"),
        "id": "id",
    }
    record = {"url": "javascript:alert(1)", "n": [1], "id": "x"}
    assert read(fields, record) == {"url": None, "name": None, "id": "x"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"a": "b..c"}, "Field 'a': The path"),
        ({"a": From("b", "slugify")}, "Field 'a': There is no transform"),
        ({"a": From("b", options={"currency": "c"})}, "Field 'a': options belong"),
        ({"a": From("b", otherwise="OPEN")}, "Field 'a': `otherwise` is for"),
        ({"a": Nested("b", {"c": From("d", "slugify")})}, "^Field 'a.c': There is no transform"),
    ],
)
def test_a_declaration_that_cannot_be_compiled_fails_at_once_and_names_the_field(
    fields: Fields, message: str
) -> None:
    with pytest.raises(ConnectorError, match=message):
        compile_mapping(fields, Odd)


@pytest.mark.parametrize("id_", ["a\ufffdb", "\ufffd"])
def test_an_id_of_which_a_part_is_not_readable_names_nothing(id_: str) -> None:
    assert isinstance(read({"id": "id"}, {"id": id_}, id=ID)["id"], Odd)


@pytest.mark.parametrize("name", ["read", "reads", "get", "keys", "items", "found", "record"])
def test_a_field_may_have_any_name(name: str) -> None:
    """A company's own type may count what was read: no method of ours stands before it."""
    assert read({name: "count"}, {"count": 7}) == {name: 7}
    reading = compile_mapping({name: "count"}, Odd)({"count": 7})
    assert reading is not None
    assert (read_field(reading, name), name in reading, "other" in reading) == (7, True, False)


def test_a_field_is_read_once_and_one_that_nobody_asks_for_never() -> None:
    class Watched(dict[str, Any]):
        looked: ClassVar[list[str]] = []

        def get(self, key: str, default: Any = None) -> Any:
            self.looked.append(key)
            return super().get(key, default)

    record = Watched(id=1, name="Ann", mail="a@b.co")
    reading = compile_mapping({"id": "id", "name": "name", "mail": "mail"}, Odd)(record)
    Watched.looked.clear()  # whether it holds anything at all
    assert reading is not None
    assert [reading.name, reading.name] == ["Ann", "Ann"]
    assert Watched.looked == ["name"]


def test_of_a_list_whose_rest_could_not_be_had_something_unreadable_tells_so() -> None:
    record = PartRecord({"to": {"nodes": [{"n": 1}]}, "other": [{"n": 2}], "id": "x"}, "to.nodes")
    fields: Fields = {
        "links": Nested("to.nodes", {"n": "n"}, many=True),
        "others": Nested("other", {"n": "n"}, many=True),
        "tags": "to.nodes[].n",
        "id": "id",
    }
    found = read(fields, record, tags=LIST)
    assert [each.n for each in found["others"]] == [2]
    first, rest = found["links"]
    assert (first.n, rest.lost) == (1, "item")
    tag, left = found["tags"]
    assert (tag, left.lost, found["id"]) == (1, "item", "x")
    keys = compile_key("to.nodes[].to_string(n)")(record)
    assert isinstance(keys, tuple)
    assert (type(keys[0]), keys[1:]) == (Unreadable, ("1",))
    assert compile_key("other[].to_string(n)")(record) == ("2",)
