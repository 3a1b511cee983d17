"""A case's data, held to the card's operation as if it had just been executed.

The card's own document is executed over the data that the case holds, on a copy of the schema that
has no resolvers: so types, enum values and nulls are checked, and a field that the card selects and
the case lacks is told instead of taken for null.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from inspect import isawaitable
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLLeafType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    print_schema,
)

from aggregator.authoring.cases.spelling import CaseError, meant, read_error, read_moment
from aggregator.domain.card import Failed, Path, Result
from aggregator.domain.errors import AggregatorError
from aggregator.language.kinds import Kind, kind_of
from aggregator.mapping.formatters import formatter
from aggregator.render.card import CompiledCard, RenderContext
from aggregator.schema.execute import mark

KEYS = ("data", "errors", "known", "matchedBy", "now", "locale", "currency", "timeZone")
"""What a case of this kind may say."""

Absent = Callable[[str], Any]
"""`Type.field` -> what stands for it in the data: `Failed`, None, `INVENTED`; `GIVEN`: nothing."""

Info = GraphQLResolveInfo[Any]

GIVEN = object()
"""The field's value is what the data says."""

INVENTED = object()
"""The field's value is made up, and all that is below it."""


class Made(dict[str, Any]):
    """An object that is made up, as its fields are."""


def given(_field: str) -> Any:
    """Take every field as the data says it."""
    return GIVEN


def read_context(body: Mapping[str, Any], usual: RenderContext) -> RenderContext:
    """For whom a case is drawn: what it says itself, else as `usual`. Raises CaseError."""
    chosen: dict[str, str] = {}
    for name, own in (
        ("locale", usual.locale),
        ("currency", usual.currency),
        ("timeZone", usual.time_zone),
    ):
        value = body.get(name, own)
        if not isinstance(value, str):
            raise CaseError(f'"{name}" must be text')
        chosen[name] = value
    now = read_moment(body["now"], "now") if "now" in body else usual.now
    try:
        formatter(chosen["locale"], chosen["timeZone"])
    except ValueError as error:
        raise CaseError(f'"locale" or "timeZone": {error}') from None
    return RenderContext(chosen["locale"], chosen["currency"], chosen["timeZone"], now)


def read_result(
    body: Mapping[str, Any], card: CompiledCard, schema: GraphQLSchema, absent: Absent = given
) -> Result:
    """Make the card's result of a case's `data` and `errors`. Raises CaseError.

    `absent` says which fields are to be something else than the data says.
    """
    unknown = [name for name in body if name not in KEYS]
    if unknown:
        raise CaseError(f'A case has no "{unknown[0]}". {meant(unknown[0], KEYS)}')
    data = body.get("data")
    if not isinstance(data, Mapping):
        raise CaseError('"data" must be an object: what the card\'s query gives')
    failures = {_path(entry): read_error(entry) for entry in body.get("errors") or ()}

    def value(source: Any, info: Info) -> Any:
        path = tuple(info.path.as_list())
        if path in failures:
            raise failures.pop(path)
        if not isinstance(source, Mapping) or path[-1] not in source:
            raise CaseError(f"The data lacks {spell(path)}, which the card selects: add it")
        return source[path[-1]]

    result = _executed(card, schema, data, value, absent)
    if failures:
        path = next(iter(failures))
        raise CaseError(f'"errors" names {spell(path)}, which the card does not reach')
    known, matched = body.get("known", True), body.get("matchedBy", "external_id")
    return Result(result, bool(known), matched if isinstance(matched, str) else None)


def invented(card: CompiledCard, schema: GraphQLSchema, absent: Absent = given) -> Result:
    """Make up a result: each field has a value of its type, each list two items."""
    data = _executed(card, schema, Made(), lambda source, _: source, absent)
    return Result(data, True, "external_id")


def refill(
    result: Result, card: CompiledCard, schema: GraphQLSchema, absent: Absent = given
) -> Result:
    """Run a result through the card's operation again, with some fields something else."""

    def value(source: Any, info: Info) -> Any:
        found = source.get(info.path.key) if isinstance(source, Mapping) else None
        if isinstance(found, Failed):
            raise found.error
        return found

    data = _executed(card, schema, result.data, value, absent)
    return Result(data, result.known, result.matched_by)


def spell(path: Path) -> str:
    """Write a path as people do: customer.invoices[0].total."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]


def failing(fields: Collection[str], error: AggregatorError) -> Absent:
    """Let these fields (`Type.field`) fail."""
    failed = Failed(error)
    return lambda field: failed if field in fields else GIVEN


def without(fields: Collection[str]) -> Absent:
    """Let these fields (`Type.field`) be null."""
    return lambda field: None if field in fields else GIVEN


def inventing(fields: Collection[str]) -> Absent:
    """Let these fields (`Type.field`) have values that are made up."""
    return lambda field: INVENTED if field in fields else GIVEN


def _executed(
    card: CompiledCard,
    schema: GraphQLSchema,
    root: Any,
    value: Callable[[Any, Info], Any],
    absent: Absent,
) -> dict[str, Any]:
    def resolve(source: Any, info: Info, **_arguments: Any) -> Any:
        instead = absent(f"{info.parent_type.name}.{info.field_name}")
        if isinstance(instead, Failed):
            raise instead.error
        if instead is INVENTED or (instead is GIVEN and isinstance(source, Made)):
            return _of_type(info.return_type, info)
        return value(source, info) if instead is GIVEN else instead

    executed = execute(
        hollow(schema),
        card.document,
        root_value=root,
        field_resolver=resolve,
        operation_name=card.operation,
    )
    if isawaitable(executed):
        raise TypeError("plain data is executed at once")
    data = executed.data
    for error in executed.errors or ():
        ours = _ours(error)
        if data is None:
            raise CaseError(f"Nothing is left of the data: {error.message}")
        mark(data, error.path or [], Failed(ours))
    return data or {}


def _ours(error: GraphQLError) -> AggregatorError:
    original = error.original_error
    if isinstance(original, AggregatorError | CaseError):
        if isinstance(original, CaseError):
            raise original
        return original
    raise CaseError(f"{spell(tuple(error.path or ()))}: {error.message}")


@cache
def hollow(schema: GraphQLSchema) -> GraphQLSchema:
    """The schema without its resolvers: what it says of types is all that is left."""
    return build_schema(print_schema(schema), assume_valid=True)


def _path(entry: object) -> Path:
    path = entry.get("path") if isinstance(entry, Mapping) else None
    if not isinstance(path, list) or not path or not isinstance(path[-1], str):
        raise CaseError('each of "errors" needs the path to a field: ["customer", "invoices"]')
    return tuple(step if isinstance(step, int) else str(step) for step in path)


def _of_type(type_: GraphQLOutputType, info: Info) -> Any:
    nullable = get_nullable_type(type_)
    if is_list_type(nullable):
        return [_of_type(nullable.of_type, info), _of_type(nullable.of_type, info)]
    if is_leaf_type(nullable):
        return _leaf(nullable, info)
    named = get_named_type(nullable)
    if is_abstract_type(named):
        return Made(__typename=info.schema.get_possible_types(named)[0].name)
    return Made()


def _leaf(type_: GraphQLLeafType, info: Info) -> Any:
    if is_enum_type(type_):
        return next(iter(type_.values))
    if type_.name in ("Int", "BigInt"):
        return 7
    return _BY_KIND.get(kind_of(type_), f"Some {info.field_name}")


_BY_KIND: Mapping[Kind, Any] = {
    "number": 0.7,
    "boolean": True,
    "moment": "2026-01-02T03:04:05Z",
    "money": "129.00 USD",
    "url": "https://example.com/",
}
