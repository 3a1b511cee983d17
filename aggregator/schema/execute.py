"""Running one operation: the only place that calls graphql-core's executor."""

from collections.abc import Mapping
from inspect import isawaitable
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLSchema
from graphql import execute as graphql_execute

from aggregator.domain.card import Failed, Result, mark
from aggregator.domain.errors import InternalError
from aggregator.schema.context import OperationContext
from aggregator.schema.errors import cause


async def execute(
    schema: GraphQLSchema,
    document: DocumentNode,
    context: OperationContext,
    variables: Mapping[str, Any],
    operation: str | None = None,
) -> ExecutionResult:
    """Run a document that is known to be valid: nothing is parsed or checked here."""
    result = graphql_execute(
        schema,
        document,
        context_value=context,
        variable_values=dict(variables),
        operation_name=operation,
    )
    if isawaitable(result):
        result = await result
    return result


class Engine:
    """Answers cards from the schema: a card's operation in, its data with its failures out."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema

    async def card(
        self,
        document: DocumentNode,
        context: OperationContext,
        variables: Mapping[str, Any],
        operation: str | None,
    ) -> Result:
        """A card's result: its data with `Failed` in each place that an error made null.

        Raises AggregatorError when there is no data at all.
        """
        executed = await execute(self.schema, document, context, variables, operation)
        data = executed.data
        for error in executed.errors or ():
            ours = cause(error) or InternalError("The operation could not be run")
            if data is None:
                raise ours
            mark(data, error.path or [], Failed(ours))
        return Result(data or {}, context.known, context.matched_by)
