"""A GraphQL type as the fields of an object, and what is selected of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_argument,
)

from aggregator.authoring.discovery.found import MAX_FIELDS, DiscoveredField, FieldKind
from aggregator.authoring.discovery.guesses import (
    counted_moment,
    is_email,
    moment_of,
    with_money,
)

MAX_PART_FIELDS = 12
MAX_WORDS = 50

_SCALARS: Mapping[str, FieldKind] = {
    "string": "text", "id": "text", "int": "int", "float": "float", "boolean": "boolean",
    "bigint": "bigint", "long": "bigint", "int64": "bigint", "uint": "bigint",
    "decimal": "float", "bigdecimal": "float", "numeric": "float", "double": "float",
    "datetime": "moment", "date": "moment", "timestamp": "moment", "timestamptz": "moment",
    "iso8601datetime": "moment", "iso8601date": "moment", "datetimeiso": "moment",
    "instant": "moment", "localdate": "moment", "time": "text", "uuid": "text", "email": "email",
    "emailaddress": "email",
    "url": "url", "uri": "url", "phonenumber": "text", "html": "text", "markdown": "text",
    "currencycode": "text", "currency": "text", "countrycode": "text", "bigserial": "bigint",
}  # fmt: skip
_LEFT_OUT = ("json", "jsonobject", "jsonb", "upload", "any", "map", "object", "bytes")
_PAGED = {"pageInfo", "edges", "nodes"}


@dataclass(frozen=True, slots=True)
class RecordsIn:
    """Where the records of a field's value are: below the field, as JMESPath and as a selection.

    path     "" for the value itself, "nodes", "edges[].node", "items"
    around   the names that the selection of a record stands in
    paged    there is a pageInfo with a cursor beside them
    """

    record: GraphQLObjectType
    path: str = ""
    around: tuple[str, ...] = ()
    many: bool = True
    paged: bool = False


def records_in(field: GraphQLField) -> RecordsIn | None:
    """Find the records of a field; None: it gives a value, or an object of several kinds."""
    named = get_named_type(field.type)
    if not isinstance(named, GraphQLObjectType):
        return None
    if _is_list(field):
        return RecordsIn(named)
    inner = named.fields
    paged = "pageInfo" in inner and _has(inner["pageInfo"], "hasNextPage", "endCursor")
    for name in ("nodes", "items", "data", "results", "records", "list", "edges"):
        listed = inner.get(name)
        if listed is None or not _is_list(listed) or _needs_more(listed):
            continue
        of = get_named_type(listed.type)
        if name == "edges" and isinstance(of, GraphQLObjectType) and "node" in of.fields:
            node = get_named_type(of.fields["node"].type)
            if isinstance(node, GraphQLObjectType):
                return RecordsIn(node, "edges[].node", ("edges", "node"), paged=paged)
        elif name != "edges" and isinstance(of, GraphQLObjectType):
            return RecordsIn(of, name, (name,), paged=paged)
    return None if _PAGED & inner.keys() else RecordsIn(named, many=False)


def fields_of_type(
    of: GraphQLObjectType, above: tuple[str, ...] = ()
) -> tuple[list[DiscoveredField], int]:
    """Give the fields that can be read of a type, and how many are left out."""
    found: list[DiscoveredField] = []
    left = 0
    most = MAX_FIELDS if not above else MAX_PART_FIELDS
    for name, field in of.fields.items():
        one = None if len(found) >= most else _field(name, field, (*above, of.name))
        if one is None:
            left += 1
        else:
            found.append(one)
    return list(with_money(found)), left


def _field(name: str, field: GraphQLField, above: tuple[str, ...]) -> DiscoveredField | None:
    named = get_named_type(field.type)
    if name.startswith("__") or _needs_more(field) or _lists(field) > 1:
        return None
    base = DiscoveredField(name, name, "text", _is_list(field), field.description or "")
    if isinstance(named, GraphQLObjectType):
        return _part(base, named, above)
    kind, words, note = _leaf(name, named)
    if kind is None:
        return None
    made = DiscoveredField(name, name, kind, base.many, base.says, words=words, note=note)
    return counted_moment(made) if kind in ("int", "bigint") and moment_of(name) else made


def _leaf(name: str, named: GraphQLNamedType) -> tuple[FieldKind | None, tuple[str, ...], str]:
    if isinstance(named, GraphQLEnumType):
        words = tuple(named.values)
        return ("enum", words, "") if len(words) <= MAX_WORDS else ("text", (), "")
    if not isinstance(named, GraphQLScalarType):
        return None, (), ""
    scalar = named.name.lower()
    if scalar in _LEFT_OUT:
        return None, (), ""
    known = _SCALARS.get(scalar)
    if known is None:
        return "unknown", (), f"{named.name} is a scalar of the system's own"
    return ("email" if known == "text" and is_email(name) else known), (), ""


def _part(
    base: DiscoveredField, of: GraphQLObjectType, above: tuple[str, ...]
) -> DiscoveredField | None:
    if len(above) > 2 or of.name in above or _PAGED & of.fields.keys():
        return None
    fields = [each for each in fields_of_type(of, above)[0] if each.kind != "unknown"]
    if not fields:
        return None
    return DiscoveredField(base.name, base.path, "part", base.many, base.says, fields=tuple(fields))


def selection(paths: Iterable[str], indent: str) -> str:
    """Write what is selected for these paths, `a.b` being b of a."""
    tree = _Selected()
    for path in paths:
        at = tree
        for name in path.split("."):
            at = at.setdefault(name, _Selected())
    return _written(tree, indent)


class _Selected(dict[str, "_Selected"]):
    """Names that are selected, each with those below it."""


def _written(tree: _Selected, indent: str) -> str:
    lines = []
    for name, inner in tree.items():
        if inner:
            lines.append(f"{indent}{name} {{")
            lines.append(_written(inner, f"{indent}  "))
            lines.append(f"{indent}}}")
        else:
            lines.append(f"{indent}{name}")
    return "\n".join(lines)


def paths_of(fields: Iterable[DiscoveredField], before: str = "") -> Iterable[str]:
    """Yield the paths that fields read, those of their parts and currencies too."""
    for each in fields:
        if each.kind == "part":
            yield from paths_of(each.fields, f"{before}{each.path}.")
            continue
        yield f"{before}{each.path}"
        currency = each.options.get("currency")
        if isinstance(currency, str):
            yield f"{before}{currency}"


def has_path(of: GraphQLObjectType, path: Iterable[str]) -> bool:
    """Whether a path leads to a single value of a record, through objects that need no argument."""
    at: GraphQLNamedType = of
    for name in path:
        field = at.fields.get(name) if isinstance(at, GraphQLObjectType) else None
        if field is None or _needs_more(field) or _is_list(field):
            return False
        at = get_named_type(field.type)
    return isinstance(at, GraphQLScalarType)


def _has(field: GraphQLField, *names: str) -> bool:
    of = get_named_type(field.type)
    return isinstance(of, GraphQLObjectType) and all(name in of.fields for name in names)


def _is_list(field: GraphQLField) -> bool:
    return is_list_type(get_nullable_type(field.type))


def _lists(field: GraphQLField) -> int:
    return str(field.type).count("[")


def _needs_more(field: GraphQLField) -> bool:
    return any(is_required_argument(each) for each in field.args.values())
