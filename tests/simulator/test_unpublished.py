from dataclasses import fields
from typing import Any

import pytest

from aggregator.simulator.unpublished import Unpublished, meanings, read_unpublished

CHOSEN: dict[str, Any] = {
    "cache_per_thread": True,
    "cache_per_tenant": True,
    "join_loads": False,
    "other_statuses": "retriable",
    "max_card_bytes": 65_536,
    "max_answer_bytes": 1_000,
    "ttl_out_of_bounds": "refuse",
    "absent_components": "hide",
    "unknown_fields": "refuse",
    "extra_cards": "refuse",
    "repeated_card": "last",
    "newest_components": False,
    "any_link_scheme": False,
    "send_timestamp": False,
    "refused_headers": (),
}


def test_every_setting_can_be_chosen_and_has_a_meaning() -> None:
    assert set(CHOSEN) == {it.name for it in fields(Unpublished)} == set(meanings())
    assert all(meanings().values())
    given = {name: list(it) if isinstance(it, tuple) else it for name, it in CHOSEN.items()}
    assert read_unpublished(given) == Unpublished(**CHOSEN)


def test_what_is_not_given_keeps_its_default() -> None:
    assert read_unpublished({}) == Unpublished()


def test_header_names_are_compared_without_case() -> None:
    assert read_unpublished({"refused_headers": [" X-Mine "]}).refused_headers == ("x-mine",)


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("cache_per_card", True, "is no setting. Fix: one of absent_components, "),
        ("join_loads", "yes", "must be true or false"),
        ("join_loads", 1, "must be true or false"),
        ("other_statuses", "ignore", "must be one of integration, retriable, uncached"),
        ("other_statuses", [], "must be one of integration, retriable, uncached"),
        ("max_card_bytes", 0, "must be a whole number of bytes above 0"),
        ("max_card_bytes", True, "must be a whole number of bytes above 0"),
        ("max_answer_bytes", 1.5, "must be a whole number of bytes above 0"),
        ("refused_headers", "Host", "must be a list of header names"),
        ("refused_headers", [1], "must be a list of header names"),
    ],
)
def test_a_value_that_is_none_is_told_with_its_rule(name: str, value: object, rule: str) -> None:
    with pytest.raises(ValueError, match=rf"^unpublished\.{name} {rule}"):
        read_unpublished({name: value})
