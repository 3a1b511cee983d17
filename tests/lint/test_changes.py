"""Types compared from the outside to the inside."""

import pytest
from graphql import build_schema

from aggregator.language.directives import with_layout
from aggregator.language.outline import outline
from aggregator.language.source import SharedFragments, as_card
from aggregator.lint.changes import quiet_changes
from tests.support.cards import parsed

KINDS = "enum E { A } scalar S interface I { a: Int } type O { a: Int }"


def codes(before: str, now: str, selects: str = "x { a }") -> list[str]:
    schemas = [
        with_layout(build_schema(f"type Query {{ customer: C }} type C {{ x: {type_} }} {KINDS}"))
        for type_ in (before, now)
    ]
    text = f'query Q @card(title: "T") {{ customer {{ {selects} }} }}'
    card = as_card(parsed(text), "team", SharedFragments())
    return [change.code for change in quiet_changes(outline(card, schemas[0]), schemas[1])]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("Int", "Int", []),
        ("Int", "Int!", []),
        ("Int!", "Int", ["now-nullable"]),
        ("Int", "Float", ["type-changed"]),
        ("Int!", "Float", ["type-changed"]),
        ("[Int!]!", "[Int!]", ["now-nullable"]),
        ("[Int!]!", "[Int]!", ["now-nullable"]),
        ("[[Int!]]", "[[Int]]", ["now-nullable"]),
        ("[Int]", "[Int!]!", []),
        ("[Int]", "Int", ["type-changed"]),
        ("Int", "[Int]", ["type-changed"]),
        ("[Int]", "[[Int]]", ["type-changed"]),
        ("E", "S", ["type-changed"]),
    ],
)
def test_a_leafs_type(before: str, now: str, expected: list[str]) -> None:
    assert codes(before, now, "x") == expected


def test_an_objects_type() -> None:
    assert codes("O", "O!") == []
    assert codes("O!", "O") == ["now-nullable"]
    assert codes("O", "I") == ["type-changed"]
