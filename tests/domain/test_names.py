"""Keys of names: case and marks aside, and never empty for a name."""

import pytest

from aggregator.domain.names import name_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (" Ann ", "ann"),
        ("Émile", "emile"),
        ("E\u0301mile", "emile"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łukasz", "łukasz"),  # a letter of its own, and no mark
        ("田中", "田中"),
        ("\u0301", "\u0301"),
        ("\u0130pek", "ipek"),
        ("x" * 600, "x" * 512),
        ("  ", ""),
    ],
)
def test_a_key_is_the_name_without_case_and_marks(name: str, key: str) -> None:
    assert name_key(name) == key
    assert name_key(key) == key
