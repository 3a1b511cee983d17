"""A service whose `/graphql` really runs: a small schema behind our guard, nothing else."""

from dataclasses import dataclass
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationType,
    build_schema,
    execute,
    get_operation_ast,
)

from aggregator.domain.access import ApiToken, Role
from aggregator.schema.endpoint import GraphQLAnswer, GraphQLRequest
from aggregator.schema.limits import GraphQLLimits, guard, parse_bounded, validate_bounded
from tests.support.fake_service import FakeService

SCHEMA = build_schema("""
    type Query { customer: Customer  customers(first: Int! = 25): [Customer!] }
    type Mutation { forget: Boolean }
    type Customer { name: String  manager: Customer }
""")


def _refused(*errors: GraphQLError) -> GraphQLAnswer:
    return GraphQLAnswer({"errors": [error.formatted for error in errors]}, executed=False)


@dataclass
class GraphService(FakeService):
    """Executes against SCHEMA; every customer is named Alex."""

    async def query(
        self, request: GraphQLRequest, token: ApiToken, reference: str
    ) -> GraphQLAnswer:
        engineer = token.role >= Role.ENGINEER
        limits = GraphQLLimits()
        try:
            document = parse_bounded(request.query, limits)
        except GraphQLError as error:
            return _refused(error)
        errors = guard(document, limits, SCHEMA, request.variables, may_introspect=engineer)
        errors = errors or validate_bounded(SCHEMA, document, suggest=engineer)
        if errors:
            return _refused(*errors)
        operation = get_operation_ast(document, request.operation_name)
        if request.read_only and operation and operation.operation is not OperationType.QUERY:
            extensions = {"code": "MUTATION_OVER_GET"}
            return _refused(GraphQLError("A mutation must be POSTed.", extensions=extensions))
        people: dict[str, Any] = {"customer": {"name": "Alex"}, "customers": [{"name": "Alex"}]}
        result = execute(
            SCHEMA,
            document,
            people,
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
        )
        assert isinstance(result, ExecutionResult)
        payload = dict(result.formatted)
        executed = result.data is not None or not all(e.path is None for e in result.errors or ())
        if not executed:
            payload.pop("data", None)
        return GraphQLAnswer(payload, executed)
