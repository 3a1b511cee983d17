"""Query bombs at the real /graphql: refused by name, and nobody is asked anything."""

import pytest

from aggregator.demo.company import DemoCompany
from tests.support.product import Product, total
from tests.support.query_bombs import BOMBS, Variables
from tests.support.statements import statements


async def test_every_bomb_is_refused_before_anything_runs(
    product: Product, company: DemoCompany
) -> None:
    with statements(product.service._store) as seen:
        for name, query, variables, _ in BOMBS:
            answer = await product.query(query, variables)
            assert not answer.executed, name
            codes = {error["extensions"]["code"] for error in answer.payload["errors"]}
            assert codes <= {"QUERY_TOO_COMPLEX", "GRAPHQL_PARSE_FAILED"}, name
    assert seen == []
    assert total(company.calls()) == 0


@pytest.mark.parametrize("token", ["demo-viewer", "demo-engineer"])
async def test_an_honest_query_is_answered_after_them(product: Product, token: str) -> None:
    variables: Variables = {"first": 2}
    query = "query($first: Int!) { customers(first: $first) { nodes { id } } }"
    answer = await product.query(query, variables, token=token)
    assert len(answer.payload["data"]["customers"]["nodes"]) == 2
