"""Records go back to the keys that asked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.mapping.paths import compile_path
from aggregator.upstream.records import Grouped, WrongShape

ID = compile_path("id")


def test_order_repeats_and_strangers_do_not_matter() -> None:
    found = Grouped("external_id", ["a", "b", "c"], 1, ID)
    found.add([{"id": "c", "n": 1}, {"id": "x"}, {"id": "a", "n": 2}, {"id": "a", "n": 3}])
    assert found.by_key() == {"a": [{"id": "a", "n": 2}], "c": [{"id": "c", "n": 1}]}
    assert not found.complete


def test_a_number_matches_the_key_of_its_text() -> None:
    found = Grouped("external_id", ["7"], 1, ID)
    found.add([{"id": 7}])
    assert found.by_key() == {"7": [{"id": 7}]}


def test_keys_keep_as_many_records_as_they_may_have_in_the_sources_order() -> None:
    found = Grouped("external_id", ["a", "b"], 2, ID)
    found.add([{"id": "a", "n": 1}, {"id": "b", "n": 2}, {"id": "a", "n": 3}])
    complete = [found.complete]
    found.add([{"id": "a", "n": 4}, {"id": "b", "n": 5}])
    assert [*complete, found.complete] == [False, True]
    assert found.by_key() == {
        "a": [{"id": "a", "n": 1}, {"id": "a", "n": 3}],
        "b": [{"id": "b", "n": 2}, {"id": "b", "n": 5}],
    }


def test_a_null_stands_for_a_key_the_source_does_not_know() -> None:
    found = Grouped("external_id", ["a", "b"], 1, ID)
    found.add([None, {"id": "b"}])
    assert found.by_key() == {"b": [{"id": "b"}]}


STRAYS = [["ada"], "ada", {"name": "ada"}, {"id": None}, {"id": " "}, {"id": True}, {"id": 1.5},
          {"id": 1.2345678901234568e20}, {"id": []}, {"id": [None, " ", 1.5]}]  # fmt: skip


@pytest.mark.parametrize("records", [None, {}, "ada", *([stray] for stray in STRAYS)])
def test_a_shape_that_was_not_declared_is_told_and_never_taken_for_none(records: object) -> None:
    found = Grouped("external_id", ["ada"], 1, ID)

    def matched() -> object:
        found.add(records)
        return found.by_key()

    with pytest.raises(WrongShape) as caught:
        matched()
    assert "ada" not in str(caught.value)


@pytest.mark.parametrize("stray", STRAYS)
def test_a_record_that_is_nobodys_costs_a_place_where_it_may_belong_and_no_more(
    stray: object,
) -> None:
    found = Grouped("external_id", ["a", "b", "c"], 2, ID)
    found.add([{"id": "a", "n": 1}, stray, {"id": "b"}, {"id": "a", "n": 2}])
    assert found.by_key() == {
        "a": [{"id": "a", "n": 1}, {"id": "a", "n": 2}],
        "b": [{"id": "b"}, None],
        "c": [None],
    }


def test_a_record_whose_key_its_path_cannot_read_is_nobodys() -> None:
    found = Grouped("external_id", ["a", "b"], 1, compile_path("join('', ids)"))
    found.add([{"ids": [1]}, {"ids": ["a"]}])
    assert found.by_key() == {"a": [{"ids": ["a"]}], "b": [None]}


@given(st.lists(st.sampled_from("abcdx")), st.integers(1, 3), st.randoms(use_true_random=False))
def test_shuffled_records_are_found_by_the_same_keys(
    ids: list[str], most: int, chance: Any
) -> None:
    found = Grouped("external_id", list("abcd"), most, ID)
    chance.shuffle(ids)
    found.add([{"id": key} for key in ids])
    assert {key: len(records) for key, records in found.by_key().items()} == {
        key: min(most, ids.count(key)) for key in "abcd" if key in ids
    }


def test_records_are_matched_by_mailbox_where_the_key_is_an_e_mail() -> None:
    keys = ["Ann@shop.co", "ann@SHOP.co", "info@münchen.example", "weiß@x.co"]
    found = Grouped("email", keys, 1, ID)
    records = ["ANN@shop.co", "info@xn--mnchen-3ya.example", "weiss@x.co"]
    found.add([{"id": each} for each in records])
    assert found.by_key() == {
        "Ann@shop.co": [{"id": "ANN@shop.co"}],
        "ann@SHOP.co": [{"id": "ANN@shop.co"}],
        "info@münchen.example": [{"id": "info@xn--mnchen-3ya.example"}],
    }
    exact = Grouped("external_id", ["A"], 1, ID)
    exact.add([{"id": "a"}])
    assert exact.by_key() == {}
