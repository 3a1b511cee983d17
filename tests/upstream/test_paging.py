"""A cursor moves on or ends."""

import pytest

from aggregator.mapping.paths import compile_path
from aggregator.upstream.paging import Cursor
from aggregator.upstream.records import WrongShape


def test_a_cursor_moves_until_it_is_null_absent_or_empty() -> None:
    cursor = Cursor(compile_path("next"))
    seen = [cursor.at]
    for body in ({"next": "c1"}, {"next": 2}):
        assert cursor.advance(body)
        seen.append(cursor.at)
    assert seen == [None, "c1", "2"]
    for last in ({"next": None}, {}, {"next": ""}, {"next": False}):
        assert not cursor.advance(last)


@pytest.mark.parametrize("value", [["c"], {"c": 1}, True, 1.5])
def test_a_cursor_of_another_kind_is_told(value: object) -> None:
    with pytest.raises(WrongShape, match="neither text nor number"):
        Cursor(compile_path("next")).advance({"next": value})


def test_a_cursor_that_stands_still_is_told() -> None:
    cursor = Cursor(compile_path("next"))
    assert cursor.advance({"next": "c1"})
    with pytest.raises(WrongShape, match="never end"):
        cursor.advance({"next": "c1"})
