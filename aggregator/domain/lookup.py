"""What a connector declares: ways to find records by a key, in a form that a manifest can say.

A `Lookup` says which GraphQL field it provides, which kind of key it is asked by, how N keys
become few calls, and how a record becomes the field's type. From this one value come the field's
resolver, its loader, the static count of calls and the trace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from aggregator.domain.authentication import Authentication

FIRST_MAX: Final = 500
"""The most items that one list can be asked for."""

Record = Mapping[str, Any]
"""One raw object from a source, as its JSON was decoded."""


@dataclass(frozen=True, slots=True)
class IdsParam:
    """Keys in the query string: `?customer=a&customer=b` (repeat) or `?ids=a,b` (comma)."""

    param: str
    max: int
    style: Literal["repeat", "comma"] = "repeat"


@dataclass(frozen=True, slots=True)
class BodyIds:
    """Keys in a JSON body: `{"inputs": [{"id": "a"}]}` with wrap "id"; without, `["a", "b"]`."""

    field: str
    max: int
    wrap: str | None = None


@dataclass(frozen=True, slots=True)
class GraphQLIn:
    """Keys as one list variable of a GraphQL document, which filters with `in`."""

    variable: str
    max: int


BatchStyle = IdsParam | BodyIds | GraphQLIn


@dataclass(frozen=True, slots=True)
class CursorPages:
    """Follow `cursor` (JMESPath in the body; nothing or 0: the last page) by `param`."""

    cursor: str
    param: str
    max_pages: int = 20


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """The fixed part of a call. With a GraphQL `document` it is POSTed with `variables`."""

    method: Literal["GET", "POST"]
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)
    document: str | None = None


@dataclass(frozen=True, slots=True)
class From:
    """One field of a mapping: where it is in the record, and what is done to it.

    `path` is JMESPath. `transform` is from the closed list of `mapping/transforms.py`. `table`
    translates upstream words into an enum's; a word it lacks becomes `otherwise`, or else cannot
    be read. What cannot be read fails its own field, where that is asked for; with `on_error`
    `null` it is null, with `record` the whole record fails: for a value without which the others
    mean nothing.
    """

    path: str
    transform: str | None = None
    table: Mapping[str, str] | None = None
    otherwise: str | None = None
    on_error: Literal["fail", "null", "record"] = "fail"
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nested:
    """A field that is an object (or, with `many`, a list of objects) inside the same record."""

    path: str
    fields: "Mapping[str, str | From | Nested]"
    many: bool = False


Fields = Mapping[str, str | From | Nested]
"""Field name (snake case, as in the schema's Python class) -> where it is in a record."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One declared way to find records by a key.

    name      unique in its connector; with the source it names the batch in traces
    provides  `Type.field`s of the internal schema ("Customer.subscription"); empty when it only
              serves another lookup's `via`
    key       kind of key. `external_id` and `email` are the person's own; any other kind belongs to
              the source: one of the connector's `directory`, or of `keys` on the parent's record
    via       for a provided field: the lookup of this connector that is asked first, with the
              parent's key; its record's `keys` then hold this lookup's key or list of keys
    records   JMESPath to the list of records in a response body
    match     JMESPath in a record to the key it answers (compared as text)
    many      many records answer one key (newest first); else one
    per_key   query parameter (or GraphQL variable) that bounds how many records come per key
    keys      kinds of key that the record holds for further lookups: kind -> JMESPath
    """

    name: str
    key: str
    request: LookupRequest
    batch: BatchStyle
    records: str
    match: str
    fields: Fields
    provides: tuple[str, ...] = ()
    via: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    per_key: str | None = None
    pages: CursorPages | None = None
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceOption:
    """What a source of this connector is asked for in the settings: a subdomain, a realm.

    `pattern` is a regular expression that the whole value matches; without `default` it is needed.
    """

    description: str = ""
    pattern: str = r"[A-Za-z0-9][A-Za-z0-9._-]*"
    default: str | None = None


@dataclass(frozen=True, slots=True)
class DirectoryKinds:
    """Kinds of id of a system that the directory links: to a customer, to an account."""

    customer: tuple[str, ...] = ()
    account: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Connector:
    """Knows one kind of system. `words` names it to an agent: "Billing did not answer".

    url      where its sources are, unless their settings say it; may hold `{option}`s
    options  may stand in `url`, in the paths and parameters of lookups and in the authentication
    """

    key: str
    words: str
    category: Literal["billing", "crm", "helpdesk", "product", "database", "custom"]
    authentication: Authentication
    lookups: tuple[Lookup, ...]
    directory: DirectoryKinds = DirectoryKinds()
    concurrency: int = 10
    max_bytes: int = 1_000_000
    url: str | None = None
    options: Mapping[str, SourceOption] = field(default_factory=dict)
