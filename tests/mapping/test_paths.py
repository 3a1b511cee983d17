"""Paths mean what JMESPath says, with and without the interpreter."""

from contextlib import suppress
from typing import Any

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.errors import ConnectorError
from aggregator.mapping.paths import Unreadable, compile_null, compile_path

_names = st.sampled_from(["a", "b", "c"])
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(_names, min_size=1, max_size=4), _json)
def test_a_dotted_path_reads_what_the_jmespath_interpreter_reads(
    names: list[str], document: Any
) -> None:
    path = ".".join(names)
    with suppress(Unreadable):
        assert compile_path(path)(document) == jmespath.search(path, document)


@pytest.mark.parametrize(
    "path", ["seats.used", "[seats.used, name] | [0]", "max([seats.used.now])"]
)
@pytest.mark.parametrize("seats", ["none", 5, True, [1], [{"used": 1}]])
def test_what_is_no_object_on_the_way_is_not_taken_for_nothing(path: str, seats: Any) -> None:
    with pytest.raises(Unreadable, match="a step of the path is not an object"):
        compile_path(path)({"seats": seats, "name": "Ada"})


@pytest.mark.parametrize("path", ["seats.used", "[seats.used, none] | [0]"])
@pytest.mark.parametrize("seats", [None, {}, [], "", " "])
def test_what_is_written_for_no_object_is_nothing(path: str, seats: Any) -> None:
    assert compile_path(path)({"seats": seats}) is None
    assert compile_path(path)({}) is None


def test_a_path_that_is_not_dotted_goes_to_the_interpreter() -> None:
    read = compile_path("[first, last] | [?@] | join(' ', @)")
    assert read({"first": "Ada", "last": None}) == "Ada"
    assert read({"first": "Ada", "last": "Kaya"}) == "Ada Kaya"


def test_a_path_that_is_no_jmespath_is_the_connectors_error() -> None:
    with pytest.raises(ConnectorError, match="is not JMESPath"):
        compile_path("a..b")


def test_a_function_that_does_not_fit_tells_the_rule_and_not_the_value() -> None:
    read = compile_path("join(' ', names)")
    with pytest.raises(Unreadable) as caught:
        read({"names": ["alex@grocery.co", 1]})
    assert "grocery" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "null"),
    [({"a": {"b": None}}, True), ({"a": None}, True), ({"a": {"b": []}}, False), ({"a": {}}, False),
     ({}, False), ("a", False), (None, False)],
)  # fmt: skip
def test_null_at_a_path_or_on_the_way_is_told_from_what_is_absent(value: Any, null: bool) -> None:
    assert compile_null("a.b")(value) is null
    assert not compile_null("[a.b] | [0]")(value)
