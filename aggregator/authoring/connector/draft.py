"""From what an author knows of a system to the files of its connector; the rest is TODO."""

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from aggregator.authoring.connector.types_text import (
    EnumBlock,
    FieldLine,
    TypeBlock,
    extension,
    types_text,
)
from aggregator.authoring.connector.yaml_text import Offered, Todo, Tree, manifest_text
from aggregator.connectors.folders import FILE, TYPES
from aggregator.domain.customer import OWN_KEYS
from aggregator.schema.near import meant
from aggregator.schema.promises import TypesOf, filled_fields
from aggregator.upstream.sql.statement import names_of

TODO = "TODO"
CATEGORIES = ("billing", "crm", "helpdesk", "product", "database", "custom")
HEADING = ("yaml-language-server: $schema=../../graphql/connector.schema.json",)

DECIDE_REQUEST = "the call that finds records: GET /path, or POST /path"
DECIDE_SQL = "the table, the columns that are read, and the one that says whose a row is"
DECIDE_PARAM = "the parameter that takes the keys"
DECIDE_RECORDS = "where the answer has its list of records, as JMESPath: data"
DECIDE_MATCH = "where a record says whose it is, as JMESPath: email"
DECIDE_PATH = "where it is in a record, as JMESPath"
DECIDE_ENDPOINT = "where a token is asked for: a path of the source, or https://host/path"

_PATH = Todo(DECIDE_PATH)

DATABASE = "database"
STATEMENT = "SELECT TODO FROM TODO WHERE TODO = ANY(:keys)"
_EXAMPLE = "SELECT id, email FROM people WHERE email = ANY(:keys)"
MAX_KEYS = 200
"""Keys of one statement: they are bound as one list, which a database takes however long it is."""

AUTHENTICATION: Mapping[str, Tree] = {
    "none": "none",
    "api_key": {"kind": "api_key", "header": "X-Api-Key"},
    "basic": "basic",
    "bearer": "bearer",
    "oauth2_client_credentials": {
        "kind": "oauth2_client_credentials",
        "token_url": Todo(DECIDE_ENDPOINT),
    },
}
"""What is usual, and how a manifest says it; docs/connectors.md has the others."""

_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
_TYPE = re.compile(r"[A-Z][A-Za-z0-9]{0,62}", re.ASCII)
_FIELD = re.compile(r"Customer\.[a-z][A-Za-z0-9]{0,62}", re.ASCII)
_TRANSFORMS: Mapping[str, str] = {
    "DateTime": "datetime",
    "Int": "int",
    "BigInt": "int",
    "Float": "float",
    "URL": "url",
    "Email": "trim",
    "ID": "text",
}


class DraftError(ValueError):
    """A connector cannot begin that way; the message says why and the fix."""


@dataclass(frozen=True, slots=True)
class ConnectorDraft:
    """What is known of a system; TODO where nothing is.

    key       the folder's name
    name      what people call the system
    provides  the field of the schema that is filled: Customer.subscription
    type      of a new field: the type that is declared for it; None: the schema has the field
    many      of a new field: it is a list
    asked_by  email, external_id, or a kind of id of this system
    param     the parameter that takes the keys, `max` of them in one call
    sql       of a database: the statement, in the place of request, param and records
    """

    key: str
    name: str
    provides: str
    category: str = "custom"
    authentication: str = "bearer"
    type: str | None = None
    many: bool = False
    asked_by: str = "email"
    request: str = f"GET /{TODO}"
    param: str = TODO
    max: int = 1
    records: str = TODO
    match: str = TODO
    sql: str | None = None


def check_statement(text: str) -> None:
    """Refuse what is no statement that keys are bound in. Raises DraftError."""
    if not re.match(r"(SELECT|WITH)\b", text, re.IGNORECASE) or "keys" not in names_of(text):
        raise DraftError(f'"{text}" does not read rows by keys. Fix: {_EXAMPLE}')


def matched_by(statement: str) -> str:
    """Find the column that the keys of a statement are compared with; TODO where none is named."""
    found = re.search(r'(\w+)"?\s*(?:=\s*ANY|IN)\s*\(\s*:keys', statement, re.IGNORECASE)
    return found[1] if found else TODO


def check_connector_key(key: str) -> None:
    """Refuse what is no connector's name. Raises DraftError."""
    if not _KEY.fullmatch(key):
        near = re.sub(r"[^a-z0-9]+", "_", key.lower()).strip("_")
        fix = f'Did you mean "{near}"?' if _KEY.fullmatch(near) else "Fix: for example erp"
        raise DraftError(f'"{key}" is no name: lower-case letters, digits and _. {fix}')


def check_provides(field: str, types_of: TypesOf) -> None:
    """Refuse a field that no connector can provide. Raises DraftError."""
    if field not in types_of:
        near = meant(field, types_of)
        fix = f'Did you mean "{near[0]}"?' if near else "Fix: --type NAME declares a new one"
        raise DraftError(f"The schema has no field {field} that a connector could provide. {fix}")


def check_type(name: str, taken: Mapping[str, object]) -> None:
    """Refuse what is no new type's name. Raises DraftError."""
    if not _TYPE.fullmatch(name) or keyword.iskeyword(name):
        raise DraftError(f'"{name}" is no type\'s name. Fix: a capital first, as FleetVehicle')
    if name in taken:
        raise DraftError(f"There is a type {name}. Fix: another name, or provide its field")


def check_new_field(field: str, schema: GraphQLSchema) -> None:
    """Refuse what is no new field of a customer. Raises DraftError."""
    if not _FIELD.fullmatch(field) or _defined(field, schema) is not None:
        raise DraftError(f"{field} cannot be a new field. Fix: a free name, as Customer.fleet")


def is_list_field(field: str, schema: GraphQLSchema) -> bool:
    """Whether a field of the schema (`Customer.invoices`) is a list."""
    found = _defined(field, schema)
    return found is not None and is_list_type(get_nullable_type(found.type))


def _defined(field: str, schema: GraphQLSchema) -> GraphQLField | None:
    owner, _, name = field.partition(".")
    type_ = schema.type_map.get(owner)
    return type_.fields.get(name) if isinstance(type_, GraphQLObjectType) else None


def field_of(type_name: str, *, many: bool) -> str:
    """Name the customer's field for a new type: `Customer.fleet`."""
    name = type_name[0].lower() + type_name[1:]
    return f"Customer.{name}{'s' if many else ''}"


def draft(of: ConnectorDraft, types_of: TypesOf) -> Mapping[str, str]:
    """Write the files of a connector, by their names."""
    files = {FILE: manifest_text(_manifest(of, types_of.get(of.provides)), HEADING)}
    if of.type is not None:
        files[TYPES] = types_text(_types(of, of.type))
    return files


def _manifest(of: ConnectorDraft, type_: GraphQLObjectType | None) -> Mapping[str, Tree]:
    own = of.asked_by in OWN_KEYS
    return {
        "name": of.name,
        "category": of.category,
        "authentication": AUTHENTICATION[of.authentication],
        **({} if own else {"directory": {"customer": of.asked_by}}),
        "lookups": {
            of.provides.rpartition(".")[2]: {
                "provides": of.provides,
                "key": of.asked_by,
                **_asked(of),
                "match": _or_todo(of.match, DECIDE_MATCH),
                **({"many": True} if of.many else {}),
                "fields": dict(_fields(type_)),
            }
        },
    }


def _asked(of: ConnectorDraft) -> Mapping[str, Tree]:
    """Say how it is asked, and where its records are."""
    if of.sql is not None:
        return {
            "request": {"sql": _or_todo(of.sql, DECIDE_SQL, STATEMENT)},
            "batch": {"style": "sql-any", "max": of.max},
            "records": "rows",
        }
    param = _or_todo(of.param, DECIDE_PARAM)
    return {
        "request": _or_todo(of.request, DECIDE_REQUEST, f"GET /{TODO}"),
        "batch": {"style": "ids-param", "param": param, "max": of.max},
        "records": _or_todo(of.records, DECIDE_RECORDS),
    }


def _or_todo(told: str, decide: str, text: str = TODO) -> Tree:
    return Todo(decide, text) if told == text else told


def _fields(type_: GraphQLObjectType | None) -> Iterator[tuple[str, Tree]]:
    """Yield each field: what there must be at least, and others to be taken or left."""
    if type_ is None:
        yield "id", {"path": _PATH, "transform": "text"}
        yield "name", _PATH
        return
    fields = filled_fields(type_)
    first = "id" if "id" in fields else next(iter(fields))
    yield first, _offer(fields[first])
    yield from ((name, Offered(_offer(each))) for name, each in fields.items() if name != first)


def _offer(field: GraphQLField) -> Tree:
    kind = get_named_type(field.type)
    many: Mapping[str, Tree] = {"many": True} if is_list_type(get_nullable_type(field.type)) else {}
    if isinstance(kind, GraphQLObjectType):
        return {"path": _PATH, **many, "fields": dict.fromkeys(filled_fields(kind), _PATH)}
    if isinstance(kind, GraphQLEnumType):
        return {"path": _PATH, "table": {word.lower(): word for word in kind.values}}
    if kind.name == "Money":
        return {"path": _PATH, "transform": "money", "options": {"currency": _PATH}}
    transform = _TRANSFORMS.get(kind.name)
    return _PATH if transform is None else {"path": _PATH, "transform": transform}


def _types(of: ConnectorDraft, name: str) -> list[TypeBlock | EnumBlock]:
    field = of.provides.rpartition(".")[2]
    lines = [FieldLine("id", "ID!"), FieldLine("name", "String")]
    return [
        TypeBlock(name, lines, f"What {of.name} knows of a customer."),
        extension("Customer", {field: f"[{name}]" if of.many else name}),
    ]
