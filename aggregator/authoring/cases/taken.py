"""A case taken of a card's result: what the card selects and no more, and nobody's own values."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    StringValueNode,
    get_named_type,
    is_leaf_type,
)

from aggregator.authoring.cases.result import ResolverInfo, refill
from aggregator.authoring.cases.spelling import write_error, write_moment
from aggregator.authoring.cases.standins import StandIns
from aggregator.domain.card import Failed, Path, Result
from aggregator.language.kinds import kind_of
from aggregator.language.source import CardSource, directives
from aggregator.render.card import CompiledCard, RenderContext


def impersonal(
    result: Result, card: CompiledCard, source: CardSource, schema: GraphQLSchema
) -> Result:
    """Give the result with stand-ins for whatever may be somebody's.

    Numbers, amounts, moments and the schema's own words stay, and what the card compares with.
    """
    stand_ins = StandIns(tuple(_compared(source)))

    def through(value: Any, info: ResolverInfo) -> Any:
        type_ = get_named_type(info.return_type)
        if not is_leaf_type(type_) or info.field_name.startswith("__"):
            return value
        owner = info.parent_type
        return stand_ins.value(
            value, kind_of(type_), info.field_name, owner.name, person=_is_somebody(owner)
        )

    # Twice, as a company's domain may be told after an address on it.
    refill(result, card, schema, through=through)
    return refill(result, card, schema, through=through)


def written_case(result: Result, context: RenderContext) -> dict[str, Any]:
    """Write a result as a case: what `read_result` and `read_context` read."""
    errors: list[dict[str, Any]] = []
    body: dict[str, Any] = {
        "now": write_moment(context.now),
        "locale": context.locale,
        "currency": context.currency,
        "timeZone": context.time_zone,
    }
    if not result.known:
        body["known"] = False
    if result.matched_by != "external_id":
        body["matchedBy"] = result.matched_by
    body["data"] = _written(result.data, (), errors)
    return {**body, "errors": errors} if errors else body


def _written(value: Any, path: Path, errors: list[dict[str, Any]]) -> Any:
    if isinstance(value, Failed):
        errors.append({"path": list(path), **write_error(value.error)})
        return None
    if isinstance(value, Mapping):
        return {key: _written(each, (*path, key), errors) for key, each in value.items()}
    if isinstance(value, list):
        return [_written(each, (*path, index), errors) for index, each in enumerate(value)]
    return value


def _compared(source: CardSource) -> Iterator[str]:
    """List the texts that a card's directives compare values with."""
    for mark in directives(source):
        for argument in mark.arguments or ():
            items = argument.value.values if isinstance(argument.value, ListValueNode) else ()
            yield from (item.value for item in items if isinstance(item, StringValueNode))


def _is_somebody(owner: GraphQLObjectType | GraphQLInterfaceType) -> bool:
    return "email" in owner.fields
