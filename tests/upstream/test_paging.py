"""A cursor moves on or ends."""

import pytest

from aggregator.mapping.paths import compile_path
from aggregator.upstream.paging import PageCursor
from aggregator.upstream.records import WrongShape


def test_a_cursor_moves_until_it_is_null_absent_empty_or_zero() -> None:
    cursor = PageCursor(compile_path("next"))
    seen = [cursor.at]
    for body in ({"next": "c1"}, {"next": 2}):
        assert cursor.advance(body)
        seen.append(cursor.at)
    assert seen == [None, "c1", "2"]
    for last in (
        {"next": None},
        {},
        {"next": ""},
        {"next": False},
        {"next": 0},
        {"next": "0"},
        {"next": " "},
    ):
        assert not cursor.advance(last)


@pytest.mark.parametrize("value", [["c"], {"c": 1}, True, 1.5])
def test_a_cursor_of_another_kind_is_told(value: object) -> None:
    with pytest.raises(WrongShape, match="neither text nor number"):
        PageCursor(compile_path("next")).advance({"next": value})


def test_a_cursor_tells_of_a_page_that_was_asked_for_already() -> None:
    cursor = PageCursor(compile_path("next"))
    told: list[bool] = []
    for at in ("c1", "c2", "c1", 7, "7", None):
        told.append(cursor.repeats({"next": at}))
        cursor.advance({"next": at})
    assert told == [False, False, True, False, True, False]
