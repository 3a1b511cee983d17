"""The part of a card that fits."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.plain.size import fitting, size_of
from aggregator.domain.plain.wire import validate
from tests.support.plain_answers import component


def box(*content: dict[str, Any]) -> dict[str, Any]:
    return {"componentContainer": {"containerContent": list(content)}}


LINES = [{"componentPlainText": {"plainText": "é" * 10}} for _ in range(9)]
EACH = len(orjson.dumps(LINES[0])) + 1


@pytest.mark.parametrize("count", [0, 1, 5, 9])
def test_the_first_pieces_are_kept_as_many_as_fit(count: int) -> None:
    assert fitting(LINES, 2 + count * EACH) == LINES[:count]
    assert fitting(LINES, 1 + (count + 1) * EACH) == LINES[:count]


def test_of_a_box_its_first_pieces_are_kept() -> None:
    frame = size_of(box()) + 1
    assert fitting([box(*LINES)], 2 + frame + 4 * EACH) == [box(*LINES[:4])]
    assert fitting([box(*LINES), LINES[0]], 2 + frame) == []


@given(st.lists(component(), max_size=5), st.integers(0, 3_000))
def test_what_is_kept_fits_and_is_no_less_valid(components: list[Any], maximum: int) -> None:
    kept = fitting(components, maximum)
    assert size_of(kept) <= max(maximum, 2)
    if validate(components) == []:
        assert validate(kept) == []
