"""Each error of ours is rendered by all three tables: HTTP, GraphQL and the failed card."""

from collections.abc import Iterator, Mapping

import pytest

from aggregator.domain.errors import AggregatorError
from aggregator.pipeline.respond import EXPECTED, FAILURES
from aggregator.schema.errors import CODES
from aggregator.web.errors import ROWS


def leaves(kind: type[AggregatorError] = AggregatorError) -> Iterator[type[AggregatorError]]:
    below = kind.__subclasses__()
    if not below:
        yield kind
    for each in below:
        yield from leaves(each)


@pytest.mark.parametrize("table", [ROWS, CODES, {**FAILURES, **dict.fromkeys(EXPECTED)}])
def test_every_leaf_of_the_error_tree_has_a_row(
    table: Mapping[type[AggregatorError], object],
) -> None:
    assert [kind.__name__ for kind in leaves() if kind not in table] == []
