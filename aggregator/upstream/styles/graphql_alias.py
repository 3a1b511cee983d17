"""A GraphQL field asked once for each key, under an alias of its own: `k0: user() k1: user()`."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    NameNode,
    Node,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    visit,
)
from pydantic import Field
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call, DecodedReply
from aggregator.domain.errors import SourceError, SourceMalformed
from aggregator.domain.fault import At
from aggregator.domain.lookup import Asked, LookupRequest
from aggregator.upstream.graphql_errors import graphql_error, told_missing
from aggregator.upstream.style import Style, query
from aggregator.upstream.words import ManifestText, Max


@dataclass(frozen=True)
class GraphQLAlias(Style):
    """The one field of a GraphQL document, asked for each key under an alias."""

    single: ClassVar[bool] = True
    posts: ClassVar[bool] = True
    takes_document: ClassVar[bool] = True

    variable: Annotated[
        ManifestText, Field(description="The variable that holds one key, without $.")
    ]
    max: Max
    style: Literal["graphql-alias"] = "graphql-alias"

    def faults(self, request: LookupRequest) -> Iterator[tuple[At, str]]:
        if request.document is not None:
            try:
                _with_aliases(request.document, (self.variable,), 1)
            except ValueError as error:
                yield ("request", "document"), str(error)

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        names = (self.variable, *dict.fromkeys(name for one in asked for name in one.said))
        variables: dict[str, object] = dict(request.body)
        for n, one in enumerate(asked):
            given = {**one.said, self.variable: one.keys[0]}
            variables |= {_numbered(name, n): given.get(name) for name in names}
        document = _with_aliases(request.document or "", names, len(asked))
        body = orjson.dumps({"query": document, "variables": variables})
        return request.call(query(request.params), body)

    def answers(
        self,
        request: LookupRequest,
        asked: Sequence[Asked],
        reply: DecodedReply,
        source: str,
        route: str,
    ) -> Sequence[DecodedReply | SourceError]:
        """Give each alias its own answer, and the errors whose path begins with it."""
        whole = reply.body if isinstance(reply.body, dict) else {}
        found = whole.get("data")
        data: Mapping[str, Any] = found if isinstance(found, dict) else {}
        errors = whole.get("errors") or []
        listed = errors if isinstance(errors, list) else [errors]
        aliases = [_alias(n) for n, _ in enumerate(asked)]
        common = [error for error in listed if _first_of(error) not in aliases]
        name = _root_of(request.document or "")
        answers: list[DecodedReply | SourceError] = []
        for alias in aliases:
            own = [*(error for error in listed if _first_of(error) == alias), *common]
            if own and all(told_missing(error, request.missing) for error in own):
                answers.append(DecodedReply(None, reply.headers, empty=True))
                continue
            if alias not in data:  # what failed beside it took it along
                own = listed
            error = graphql_error(source, route, {"errors": own}, reply.headers)
            if error is None and alias not in data:
                words = f"{source} answered {route} without an answer for each key"
                error = SourceMalformed(source, words, route=route)
            answers.append(error or DecodedReply({"data": {name: data.get(alias)}}, reply.headers))
        return answers


def _alias(number: int) -> str:
    return f"k{number}"


def _numbered(name: str, number: int) -> str:
    return f"{name}_{number}"


def _first_of(error: object) -> object:
    path = error.get("path") if isinstance(error, dict) else None
    return path[0] if isinstance(path, list) and path else None


@lru_cache(maxsize=64)
def _parsed(document: str) -> tuple[DocumentNode, OperationDefinitionNode, FieldNode]:
    """Read a document of one query of one field. ValueError: it is another."""
    try:
        parsed = parse(document, no_location=True)
    except GraphQLError as error:
        raise ValueError(f"It is no GraphQL: {error.message}") from None
    operations = [each for each in parsed.definitions if isinstance(each, OperationDefinitionNode)]
    fields = operations[0].selection_set.selections if len(operations) == 1 else ()
    if len(fields) != 1 or not isinstance(fields[0], FieldNode):
        raise ValueError("It is one query of one field: that one is asked for each key")
    return parsed, operations[0], fields[0]


def _root_of(document: str) -> str:
    """The name under which the one field's value comes when it is asked alone."""
    field = _parsed(document)[2]
    return (field.alias or field.name).value


@lru_cache(maxsize=256)
def _with_aliases(document: str, names: tuple[str, ...], count: int) -> str:
    """Write the document with its field `count` times, and a variable for each of `names`.

    ValueError: it has not the first of these variables, or uses one in a fragment.
    """
    parsed, operation, field = _parsed(document)
    variables = {each.variable.name.value: each for each in operation.variable_definitions or ()}
    if names[0] not in variables:
        raise ValueError(f"Its query has no variable ${names[0]}")
    fragments = [each for each in parsed.definitions if isinstance(each, FragmentDefinitionNode)]
    if any(_uses(each, names) for each in fragments):
        raise ValueError(f"A fragment uses ${names[0]}: write its fields in the query itself")
    shared = [each for name, each in variables.items() if name not in names]
    own = [
        visit(variables[name], _Renamed(names, n))
        for n in range(count)
        for name in names
        if name in variables
    ]
    fields = []
    for n in range(count):
        again = visit(field, _Renamed(names, n))
        fields.append(_copy(again, alias=NameNode(value=_alias(n))))
    selections = _copy(operation.selection_set, selections=tuple(fields))
    asked = _copy(operation, variable_definitions=(*shared, *own), selection_set=selections)
    return "\n".join(print_ast(each) for each in (asked, *fragments))


def _copy(node: Any, **changes: Any) -> Any:
    """Give a node with other parts."""
    parts: Mapping[str, Any] = {key: getattr(node, key) for key in node.keys if key != "loc"}
    return type(node)(**{**parts, **changes})


def _uses(node: Node, names: Sequence[str]) -> bool:
    found: list[str] = []

    class Find(Visitor):
        def enter_variable(self, variable: VariableNode, *_: object) -> None:
            found.append(variable.name.value)

    visit(node, Find())
    return any(name in names for name in found)


class _Renamed(Visitor):
    """Gives each of `names` its number."""

    def __init__(self, names: Sequence[str], number: int) -> None:
        super().__init__()
        self._names = names
        self._number = number

    def enter_variable(self, node: VariableNode, *_: object) -> VariableNode | None:
        name = node.name.value
        if name not in self._names:
            return None
        return VariableNode(name=NameNode(value=_numbered(name, self._number)))


STYLE = GraphQLAlias
