"""Each error of ours is rendered by all three tables: HTTP, GraphQL and the failed card."""

import re
from collections.abc import Iterator, Mapping

import pytest

from aggregator.domain import errors
from aggregator.domain.errors import AggregatorError
from aggregator.pipeline.respond import EXPECTED, FAILURES
from aggregator.schema.errors import CODES
from aggregator.web.errors import ROWS


def leaves(kind: type[AggregatorError] = AggregatorError) -> Iterator[type[AggregatorError]]:
    below = [each for each in kind.__subclasses__() if each.__module__ == errors.__name__]
    if not below:
        yield kind
    for each in below:
        yield from leaves(each)


@pytest.mark.parametrize("table", [ROWS, CODES, {**FAILURES, **dict.fromkeys(EXPECTED)}])
def test_every_leaf_of_the_error_tree_has_a_row(
    table: Mapping[type[AggregatorError], object],
) -> None:
    assert [kind.__name__ for kind in leaves() if kind not in table] == []


def test_the_drawing_of_the_tree_is_the_tree() -> None:
    lines = re.finditer(r"^((?:\|  |   )*)[|`]- (\w+)", errors.__doc__ or "", re.MULTILINE)
    drawn = [(len(line[1]) // 3, line[2]) for line in lines]
    assert drawn == list(_tree(AggregatorError))


def _tree(kind: type[AggregatorError], depth: int = 0) -> Iterator[tuple[int, str]]:
    for each in kind.__subclasses__():
        if each.__module__ == errors.__name__:
            yield depth, each.__name__
            yield from _tree(each, depth + 1)
