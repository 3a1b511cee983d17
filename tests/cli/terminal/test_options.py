"""Whom a command is about, as Plain writes it."""

import pytest

from aggregator.cli.terminal.options import customer_ids, ids


def test_a_customer_has_each_id_by_its_name() -> None:
    assert customer_ids("a@b.co", None, "c_1") == {
        "id": "c_1",
        "externalId": None,
        "email": "a@b.co",
    }


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (None, None),
        ("th_01", {"id": "th_01"}),
        ("4711", {"externalId": "4711"}),
        ("te_01", {"externalId": "te_01"}),
    ],
)
def test_plains_own_id_of_a_thread_is_known_by_its_prefix(
    text: str | None, written: dict[str, str] | None
) -> None:
    assert ids(text, "th_") == written
