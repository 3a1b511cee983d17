"""Odd values of a source, each through the whole service: it costs itself, or is shown right."""

import asyncio

import pytest

from tests.support.odd_records import Odd, answered, shop
from tests.support.odd_values import ODD


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each card says."""
    with shop(ODD) as url:
        return asyncio.run(answered(tmp_path_factory.mktemp("odd"), url, ODD))


@pytest.mark.parametrize(
    ("number", "odd"), [*enumerate(ODD)], ids=[f"{each.kind}: {each.name}" for each in ODD]
)
def test_an_odd_value_costs_itself_or_is_shown_right(
    number: int, odd: Odd, said: list[str]
) -> None:
    words = said[number]
    assert [each for each in odd.says if each not in words] == [], words
    assert [each for each in odd.never if each in words] == [], words
