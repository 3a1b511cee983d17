"""A case's data, held to the card's operation as if it had just been executed.

The card's own document is executed over the data that the case holds, on a copy of the schema that
has no resolvers: so types, enum values and nulls are checked, and a field that the card selects and
the case lacks is told instead of taken for null.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
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
    is_non_null_type,
    print_schema,
)

from aggregator.authoring.cases.spelling import CaseError, meant, read_error, read_moment
from aggregator.domain.card import Failed, Path, Result, mark
from aggregator.domain.errors import AggregatorError
from aggregator.language.kinds import ValueKind, kind_of
from aggregator.mapping.formatters import formatter
from aggregator.render.card import CompiledCard, RenderContext

KEYS = ("data", "errors", "known", "matchedBy", "now", "locale", "currency", "timeZone")
"""What a case of this kind may say."""

Absent = Callable[[str], Any]
"""`Type.field` -> what stands for it in the data: `Failed`, None, `INVENTED`; `GIVEN`: nothing."""

ResolverInfo = GraphQLResolveInfo[Any]

GIVEN = object()
"""The field's value is what the data says."""

INVENTED = object()
"""The field's value is made up, and all that is below it."""


class InventedObject(dict[str, Any]):
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
    data = _data(body)
    failures = _failures(body)
    lacking: list[Path] = []
    result = _executed(card, schema, data, _reading(failures, lacking), absent)
    if lacking:
        raise CaseError(
            f"The data lacks {_listed(lacking)}, which the card selects. "
            f"Fix: aggregator test {card.key} --update adds what is missing; or write it"
        )
    if failures:
        path = next(iter(failures))
        raise CaseError(f'"errors" names {spell(path)}, which the card does not reach')
    known, matched = body.get("known", True), body.get("matchedBy", "external_id")
    return Result(result, bool(known), matched if isinstance(matched, str) else None)


@dataclass(frozen=True, slots=True)
class Completed:
    """A case's data as the card selects it now, and the paths of what it lacked."""

    data: Mapping[str, Any]
    lacking: Sequence[Path]


def completed(
    body: Mapping[str, Any],
    card: CompiledCard,
    schema: GraphQLSchema,
    anew: Mapping[str, Any] | None = None,
) -> Completed:
    """Hold a case's data to what the card selects: nothing less, and nothing more.

    What is missing is taken from `anew`, the card's data of another moment, where that has it. Else
    it is null; where it may not be null it is made up. Raises CaseError.
    """
    lacking: list[Path] = []
    data = _data(body)
    now = _executed(card, schema, data, _reading(_failures(body), lacking, anew), given)
    return Completed(_filled(data, now), lacking)


def _filled(data: Any, now: Any) -> Any:
    """Take what is selected of `data`, and what it lacks from `now`, which was executed over it."""
    if isinstance(now, Failed):
        return None if data is _NOWHERE else data
    if isinstance(now, Mapping):
        own = data if isinstance(data, Mapping) else {}
        return {key: _filled(own.get(key, _NOWHERE), value) for key, value in now.items()}
    if isinstance(now, list):
        own_items = data if isinstance(data, list) else [_NOWHERE] * len(now)
        return [_filled(own, item) for own, item in zip(own_items, now, strict=True)]
    return now if data is _NOWHERE else data


_NOWHERE = object()


def _failures(body: Mapping[str, Any]) -> dict[Path, AggregatorError]:
    return {_path(entry): read_error(entry) for entry in body.get("errors") or ()}


def _reading(
    failures: dict[Path, AggregatorError],
    lacking: list[Path],
    anew: Mapping[str, Any] | None = None,
) -> Callable[[Any, ResolverInfo], Any]:
    """Read fields of the data; a failure is raised once, what is not there is noted."""

    def value(source: Any, info: ResolverInfo) -> Any:
        path = tuple(info.path.as_list())
        if path in failures:
            raise failures.pop(path)
        found = _value(source, info, lacking, anew)
        if isinstance(found, list):  # the executor takes an exception for an item that failed
            return [failures.pop((*path, index), each) for index, each in enumerate(found)]
        return found

    return value


def _data(body: Mapping[str, Any]) -> Mapping[str, Any]:
    data = body.get("data")
    if not isinstance(data, Mapping):
        raise CaseError('"data" must be an object: what the card\'s query gives')
    return data


def _value(
    source: Any, info: ResolverInfo, lacking: list[Path], anew: Mapping[str, Any] | None
) -> Any:
    """Read a field of the data; one that is not there is noted, and stood in for."""
    key, path = info.path.key, tuple(info.path.as_list())
    if not isinstance(source, Mapping):
        raise CaseError(
            f"{spell(path[:-1])} is an object of {info.parent_type.name}, not {source!r}"
        )
    if key in source:
        return source[key]
    lacking.append(path)
    found = _at(anew, path)
    if found is None and is_non_null_type(info.return_type):
        return _of_type(info.return_type, info)
    return found


def _at(data: Any, path: Path) -> Any:
    """Find what is at a path, of a list's items the last where it has not so many; else None."""
    for step in path:
        if isinstance(data, list) and data and isinstance(step, int):
            data = data[min(step, len(data) - 1)]
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
    return _without_failures(data)


def _without_failures(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _without_failures(each) for key, each in data.items()}
    if isinstance(data, list):
        return [_without_failures(each) for each in data]
    return None if isinstance(data, Failed) else data


def _listed(paths: Sequence[Path], maximum: int = 12) -> str:
    """Name paths in a sentence; of the items of a list only the first, as all lack the same."""
    names = list(dict.fromkeys(spell(path) for path in paths if not any(map(_later, path))))
    shown = names[:maximum] or [spell(paths[0])]
    more = f" and {len(names) - maximum} more" if len(names) > maximum else ""
    return ", ".join(shown) + more


def _later(step: str | int) -> bool:
    return isinstance(step, int) and step > 0


def invented(card: CompiledCard, schema: GraphQLSchema, absent: Absent = given) -> Result:
    """Make up a result: each field has a value of its type, each list two items."""
    data = _executed(card, schema, InventedObject(), lambda source, _: source, absent)
    return Result(data, True, "external_id")


def _as_it_is(value: Any, _info: ResolverInfo) -> Any:
    return value


def refill(
    result: Result,
    card: CompiledCard,
    schema: GraphQLSchema,
    absent: Absent = given,
    through: Callable[[Any, ResolverInfo], Any] = _as_it_is,
) -> Result:
    """Run a result through the card's operation again, with some fields something else.

    Whatever did not fail goes `through` that first.
    """

    def value(source: Any, info: ResolverInfo) -> Any:
        found = source.get(info.path.key) if isinstance(source, Mapping) else None
        if isinstance(found, Failed):
            raise found.error
        if isinstance(found, list):  # the executor takes an exception for an item that failed
            return [
                each.error if isinstance(each, Failed) else through(each, info) for each in found
            ]
        return through(found, info)

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
    value: Callable[[Any, ResolverInfo], Any],
    absent: Absent,
) -> dict[str, Any]:
    def resolve(source: Any, info: ResolverInfo, **_arguments: Any) -> Any:
        instead = absent(f"{info.parent_type.name}.{info.field_name}")
        if isinstance(instead, Failed):
            raise instead.error
        if instead is INVENTED or (instead is GIVEN and isinstance(source, InventedObject)):
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
    if not isinstance(path, list) or not path or not isinstance(path[0], str):
        raise CaseError('each of "errors" needs the path to a field: ["customer", "invoices"]')
    return tuple(step if isinstance(step, int) else str(step) for step in path)


def _of_type(type_: GraphQLOutputType, info: ResolverInfo) -> Any:
    nullable = get_nullable_type(type_)
    if is_list_type(nullable):
        return [_of_type(nullable.of_type, info), _of_type(nullable.of_type, info)]
    if is_leaf_type(nullable):
        return _leaf(nullable, info)
    named = get_named_type(nullable)
    if is_abstract_type(named):
        return InventedObject(__typename=info.schema.get_possible_types(named)[0].name)
    return InventedObject()


def _leaf(type_: GraphQLLeafType, info: ResolverInfo) -> Any:
    if is_enum_type(type_):
        return next(iter(type_.values))
    if type_.name in ("Int", "BigInt"):
        return 7
    return _BY_KIND.get(kind_of(type_), f"Some {info.field_name}")


_BY_KIND: Mapping[ValueKind, Any] = {
    "number": 0.7,
    "boolean": True,
    "moment": "2026-01-02T03:04:05Z",
    "money": "129.00 USD",
    "url": "https://example.com/",
}
