"""JSON in which a path finds what was put: the way back of JMESPath."""

from typing import Any

import pytest

from aggregator.mapping.paths import compile_path, compile_there
from aggregator.mapping.placing import NoWayBack, place, switch_on


@pytest.mark.parametrize(
    "path",
    [
        "data",
        "data.issues.nodes",
        "items.data[0].price.id",
        "users[-1].id",
        "more && next.after",
        "nickname || product.name",
        "to_string(id)",
        "@",
        "[?pull_request == null]",
    ],
)
def test_what_was_put_is_found_there(path: str) -> None:
    value: Any = [{"a": 1}] if path in ("@", "[?pull_request == null]") else "7"
    assert compile_path(path)(place({}, path, value)) == value


def test_what_is_there_already_stays_and_is_not_written_over() -> None:
    before = {"a": {"b": 1}}
    assert place(before, "a.c", 2) == {"a": {"b": 1, "c": 2}}
    assert before == {"a": {"b": 1}}


def test_a_condition_is_switched_on_and_the_value_behind_it_stays() -> None:
    whole = {"data": [{"id": "a"}]}
    path = "more && data[-1].id"
    assert switch_on(whole, path) == {"data": [{"id": "a"}], "more": True}
    for other in ("data[-1].id", "more && data[0].name"):
        with pytest.raises(NoWayBack):
            switch_on(whole, other)


@pytest.mark.parametrize("path", ["length(data)", "[a, b]", "`7`", "a == b", "sum(a[].b)"])
def test_a_path_that_computes_has_no_way_back(path: str) -> None:
    with pytest.raises(NoWayBack):
        place({}, path, "7")


@pytest.mark.parametrize(
    ("path", "value", "there"),
    [
        ("data", {"data": None}, True),
        ("data", {"error": "x"}, False),
        ("data", {}, False),
        ("data", "text", False),
        ("data", [], True),
        ("data", None, True),
        ("results[0]", {"results": []}, True),
        ("results[0]", {"error": 1}, False),
        ("[data[?a], data] | []", {"fault": 1}, False),
        ("data || `[]`", {}, True),
        ("(data || `[]`)[0]", {}, True),
        ("@", {"id": 1}, True),
        ("[?a == null]", {"id": 1}, False),
        ("[?a == null]", [], True),
    ],
)
def test_whether_an_answer_has_anything_of_what_a_path_reads(
    path: str, value: object, *, there: bool
) -> None:
    assert compile_there(path)(value) is there
