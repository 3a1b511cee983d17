"""Wrappers are taken away where nothing that a card could read stands beside them."""

import pytest

from tests.support.cards import card, check_text
from tests.support.mended import mended


def test_a_field_beside_the_wrapper_is_not_lost() -> None:
    text = card("invoices(first: 3) @row { number @main nodes { total @aside } }")
    (found,) = check_text(text)
    assert found.code == "unknown-field"
    assert found.fix == ()
    assert found.hint == "Write invoices { } with the fields themselves."


@pytest.mark.parametrize("name", ["nodes", "edges", "items", "results", "records", "data"])
def test_each_name_of_a_wrapper_is_known(name: str) -> None:
    text = card(f"invoices(first: 3) @row {{ {name} {{ number @main }} }}")
    (found,) = check_text(text)
    assert check_text(mended(text, found.fix)) == ()


def test_a_field_that_is_no_wrapper_is_a_word_that_is_misspelt() -> None:
    (found,) = check_text(card("invoices(first: 3) @row { nmuber @main }"))
    assert found.did_you_mean[0] == "number"
