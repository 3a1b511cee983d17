"""An operation sent to /graphql: parsed, guarded, completed, validated, executed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    get_operation_ast,
    visit,
)
from graphql.execution.values import get_variable_values

from aggregator.schema.context import OperationContext
from aggregator.schema.documents import Fragments, ParsedDocument, ValidDocuments
from aggregator.schema.errors import format_error
from aggregator.schema.execute import execute
from aggregator.schema.limits import GraphQLLimits, judge, parse_bounded, validate_bounded
from aggregator.schema.measure import measure


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One operation to run. `read_only`: it came by GET, so a mutation is refused."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None
    extensions: Mapping[str, Any]
    read_only: bool


@dataclass(frozen=True, slots=True)
class GraphQLAnswer:
    """The response as GraphQL has it. `executed` is false when it was refused before running."""

    payload: Mapping[str, Any]
    executed: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation that may run."""

    document: DocumentNode
    operation: OperationDefinitionNode


def prepare(
    schema: GraphQLSchema,
    request: GraphQLRequest,
    limits: GraphQLLimits,
    fragments: Fragments,
    *,
    may_introspect: bool,
    documents: ValidDocuments | None = None,
) -> Prepared | list[GraphQLError]:
    """Everything before execution, cheapest first; what speaks against the operation otherwise.

    Fragments that the document spreads and lacks come from `fragments`: a card file runs as it is.
    With `documents`, one that was found valid before is neither parsed nor validated again.
    """
    try:
        parsed = _parsed(request.query, limits, fragments, documents)
    except GraphQLError as error:
        return [error]
    document = parsed.document
    if request.read_only and (refusal := _writes(document, request.operation_name)):
        return [refusal]
    size = parsed.measure or measure(document, schema, request.variables)
    errors = judge(size, limits, may_introspect=may_introspect)
    if not errors and not parsed.valid:
        errors = validate_bounded(schema, document, suggest=may_introspect)
        if not errors and documents is not None:
            documents.learn(request.query, fragments, parsed, size)
    return errors or _choose(schema, document, request)


def _parsed(
    query: str, limits: GraphQLLimits, fragments: Fragments, documents: ValidDocuments | None
) -> ParsedDocument:
    """What was sent, as it is known or parsed now. Raises GraphQLError."""
    known = documents.recall(query, fragments) if documents is not None else None
    if known is not None:
        return known
    document = parse_bounded(query, limits)
    return ParsedDocument(complete(document, fragments), document.token_count)


def _choose(
    schema: GraphQLSchema, document: DocumentNode, request: GraphQLRequest
) -> Prepared | list[GraphQLError]:
    """The operation that is meant, with variables that fit it."""
    operation = get_operation_ast(document, request.operation_name)
    if operation is None:
        return [
            GraphQLError(
                "Which operation is meant? Fix: give `operationName`, the name of one that the "
                "document holds",
                extensions={"code": "OPERATION_NAME"},
            )
        ]
    definitions = operation.variable_definitions or ()
    values = get_variable_values(schema, definitions, dict(request.variables), max_errors=5)
    return values if isinstance(values, list) else Prepared(document, operation)


def _writes(document: DocumentNode, name: str | None) -> GraphQLError | None:
    """Refuse what GET may not run, before anything is said of whether it could run at all."""
    operation = get_operation_ast(document, name)
    if operation is None or operation.operation is OperationType.QUERY:
        return None
    return GraphQLError(
        f"A {operation.operation.value} cannot be sent by GET. Fix: POST it",
        extensions={"code": "MUTATION_OVER_GET"},
    )


async def run(
    schema: GraphQLSchema,
    request: GraphQLRequest,
    prepared: Prepared | list[GraphQLError],
    context: Callable[[], OperationContext],
    reference: str,
) -> GraphQLAnswer:
    """The answer: what was found before running, or what running gave."""
    if isinstance(prepared, list):
        refused = [format_error(error, _code(error), reference) for error in prepared]
        return GraphQLAnswer({"errors": refused}, executed=False)
    mine = context()
    try:
        result = await execute(
            schema, prepared.document, mine, request.variables, request.operation_name
        )
    finally:
        mine.caller.close()
    payload: dict[str, Any] = {"data": result.data}
    if result.errors:
        payload["errors"] = [
            format_error(error, "BAD_USER_INPUT", reference) for error in result.errors
        ]
    return GraphQLAnswer(payload, executed=True)


def complete(document: DocumentNode, shared: Fragments) -> DocumentNode:
    """`document` with the shared fragments it spreads, and those that they spread."""
    known = {
        node.name.value for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    added: dict[str, FragmentDefinitionNode] = {}
    todo = sorted(_spread_in(document))
    while todo:
        name = todo.pop()
        if name in known or name in added or name not in shared:
            continue
        added[name] = shared[name]
        todo.extend(_spread_in(shared[name]))
    if not added:
        return document
    return DocumentNode(definitions=(*document.definitions, *added.values()), loc=document.loc)


def _spread_in(node: DocumentNode | FragmentDefinitionNode) -> set[str]:
    names: set[str] = set()

    class Spreads(Visitor):
        def enter_fragment_spread(self, spread: FragmentSpreadNode, *_args: object) -> None:
            names.add(spread.name.value)

    visit(node, Spreads())
    return names


def _code(error: GraphQLError) -> str:
    """What an error before execution is called: of syntax when it has a place and no nodes."""
    return "GRAPHQL_VALIDATION_FAILED" if error.nodes else "GRAPHQL_PARSE_FAILED"
