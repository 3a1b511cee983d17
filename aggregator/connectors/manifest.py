"""The words of a `connector.yaml`: the one model that reads it and from which its schema is made.

Values come as they are written (`WrittenTable`, `Word`); each word here says of which kind it has
to be. What a word means is said in its description, which editors show.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from aggregator.domain.lookup import AuthKind
from aggregator.language.yaml_file import Table


class WrittenTable(dict[str, Any]):
    """A table as it is written; `table` has the places of its words."""

    def __init__(self, values: Mapping[str, Any], table: Table) -> None:
        super().__init__(values)
        self.table = table


class Word(str):
    """A value that is written without quotation marks."""

    __slots__ = ()


OnUnknownWord = Callable[[Table, str, Sequence[str]], None]
"""Hears of a word that a table may not have, and of those that it may."""


class _Words(BaseModel):
    """A table of words."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _tell_unknown(cls, data: Any, info: ValidationInfo) -> Any:
        """Tell what belongs to no field; the rest of the table is read all the same."""
        if isinstance(data, WrittenTable) and info.context is not None:
            known = [field.alias or name for name, field in cls.model_fields.items()]
            unknown: OnUnknownWord = info.context
            for word in data:
                if word not in known:
                    unknown(data.table, word, known)
        return data


class _Short:
    """In the schema of a table: a text may stand for it."""

    def __init__(self, description: str, pattern: str | None = None) -> None:
        self._text = {"type": "string", "description": description}
        if pattern is not None:
            self._text["pattern"] = pattern

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [self._text, handler(core_schema)]}


def _whole_number(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,12}", value):
        raise ValueError("it is no whole number")
    return value


def _truth(value: Any) -> Any:
    if value not in ("true", "false"):
        raise ValueError("it is neither true nor false")
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _resolved(value: Any) -> Any:
    """Give JSON's value for what is written without quotation marks, at any depth."""
    if isinstance(value, Mapping):
        return {word: _resolved(inner) for word, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner) for inner in value]
    if not isinstance(value, Word):
        return value
    if value in ("true", "false"):
        return value == "true"
    if re.fullmatch(r"-?(0|[1-9][0-9]*)", value):
        return int(value)
    return float(value) if re.fullmatch(r"-?[0-9]+\.[0-9]+", value) else str(value)


_ANY_TEXT = {"type": ["string", "number", "boolean"]}

ManifestText = Annotated[str, Field(min_length=1)]
AnyText = Annotated[str, WithJsonSchema(_ANY_TEXT)]
"""Text that may look like something else, such as 100: it is sent as it is written."""

Max = Annotated[
    int,
    Field(ge=1, description="The most keys that one call takes."),
    BeforeValidator(_whole_number),
]
WholeNumber = Annotated[int, Field(ge=1), BeforeValidator(_whole_number)]
Truth = Annotated[bool, BeforeValidator(_truth)]
JmesPath = Annotated[str, Field(min_length=1, description="JMESPath.")]
FieldNames = Annotated[
    tuple[ManifestText, ...],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class AuthenticationWords(_Words):
    """How a source is authenticated. Its credentials stand in the settings, never here."""

    kind: AuthKind = Field(
        description="none; api_key: a key in a header; basic: user name and password; bearer: a "
        "token; oauth2_client_credentials: a token that is asked for with client id and secret."
    )
    header: ManifestText = Field(
        "Authorization", description="The header that an api_key stands in."
    )
    token_path: ManifestText | None = Field(
        None, description="Where oauth2_client_credentials ask for a token: a path of the source."
    )


def _kind(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


class RequestWords(_Words):
    """The part of a call that is always the same."""

    method: Literal["GET", "POST"] | None = Field(
        None, description="GET, or POST where there is a body or a document."
    )
    path: ManifestText = Field(description="The path after the source's URL; it begins with /.")
    params: Mapping[str, AnyText] = Field(
        default_factory=dict, description="What always stands in the query string."
    )
    body: Annotated[Mapping[str, Any], BeforeValidator(_resolved)] = Field(
        default_factory=dict, description="What always stands in the JSON body."
    )
    document: ManifestText | None = Field(
        None, description="A GraphQL query, whose list of keys is the batch's variable."
    )


_REQUEST = re.compile(r"(?:(?P<method>[A-Z]+) )?(?P<path>/\S*)", re.ASCII)


def _method_and_path(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _REQUEST.fullmatch(value)
    if found is None:
        raise ValueError("it is written GET /path or POST /path")
    return {name: part for name, part in found.groupdict().items() if part}


class IdsParamWords(_Words):
    """Keys in the query string."""

    style: Literal["ids-param"]
    param: ManifestText = Field(description="The parameter that holds the keys.")
    form: Literal["repeat", "comma"] = Field(
        "repeat", description="repeat: ?id=a&id=b; comma: ?ids=a,b."
    )
    max: Max


class BodyIdsWords(_Words):
    """Keys in a JSON body."""

    style: Literal["body-ids"]
    field: ManifestText = Field(description="The field of the body that holds the list of keys.")
    wrap: ManifestText | None = Field(
        None, description='Each key is an object with this one field: {"id": "a"}. Else "a".'
    )
    max: Max


class GraphQLInWords(_Words):
    """Keys as one list variable of a GraphQL document."""

    style: Literal["graphql-in"]
    variable: ManifestText = Field(description="The variable that holds the list, without $.")
    max: Max


BatchWords = Annotated[IdsParamWords | BodyIdsWords | GraphQLInWords, Discriminator("style")]


class PagesWords(_Words):
    """Follow a cursor from page to page."""

    cursor: JmesPath = Field(
        description="JMESPath in the body to the next page's cursor; null: last."
    )
    param: ManifestText = Field(description="The parameter in which the cursor is sent.")
    max_pages: WholeNumber = Field(20, description="The most pages that are asked for.")


class FromWords(_Words):
    """One value of a record, and what is done to it."""

    path: JmesPath = Field(description="JMESPath in the record.")
    transform: ManifestText | None = Field(
        None,
        description="datetime, money, int, float, text, trim, lower, upper or url: what is made "
        "of the value.",
    )
    table: Mapping[str, AnyText] | None = Field(
        None, description="The system's words -> those of the enum in the schema."
    )
    otherwise: AnyText | None = Field(None, description="The word for what the table lacks.")
    on_error: Annotated[
        Literal["fail", "null", "record"],
        BeforeValidator(lambda value: "null" if value is None else value),
        WithJsonSchema({"enum": ["fail", "null", "record", None]}),
    ] = Field(
        "fail",
        description="What an unreadable value costs: fail: this field, told on the card; null: "
        "nothing, the field is null; record: all of the record.",
    )
    options: Mapping[str, AnyText] = Field(
        default_factory=dict, description="Of the transform; money: currency, a JMESPath."
    )


class NestedWords(_Words):
    """An object inside the record; with `many` a list of them."""

    path: JmesPath = Field(description="JMESPath in the record.")
    many: Truth = Field(False, description="It is a list.")
    fields: "FieldTable" = Field(description="Its fields; their paths begin in it.")


def _which(value: Any) -> str:
    fields = "fields" in value if isinstance(value, Mapping) else isinstance(value, NestedWords)
    return "an object" if fields else "a value"


def _path_alone(value: Any) -> Any:
    return {"path": value} if isinstance(value, str) else value


FieldWords = Annotated[
    Annotated[FromWords, Tag("a value")] | Annotated[NestedWords, Tag("an object")],
    Discriminator(_which),
    BeforeValidator(_path_alone),
    _Short("JMESPath in the record; the value is taken as it is."),
]
FieldTable = Mapping[str, FieldWords]
NestedWords.model_rebuild()


class LookupWords(_Words):
    """One way to find records by a key."""

    provides: FieldNames = Field(
        (),
        description="The fields of the schema that its records fill: Customer.subscription. None: "
        "it only serves the `via` of another.",
    )
    key: ManifestText = Field(
        description="What it is asked by: email or external_id, which are the person's own; or an "
        "id of this system's, one of `directory` or of another lookup's `keys`."
    )
    via: Mapping[str, ManifestText] = Field(
        default_factory=dict,
        description="For a field that it provides: the lookup that is asked first, whose `keys` "
        "hold this one's key.",
    )
    request: Annotated[
        RequestWords,
        BeforeValidator(_method_and_path),
        _Short("GET /path or POST /path", r"^(GET |POST )?/\S*$"),
    ] = Field(description="The call: GET /path, or a table.")
    batch: BatchWords = Field(description="How many keys become few calls.")
    records: JmesPath = Field(description="JMESPath in the body to the list of records.")
    match: JmesPath = Field(description="JMESPath in a record to the key that it answers.")
    many: Truth = Field(False, description="Many records answer one key, newest first.")
    per_key: ManifestText | None = Field(
        None, description="The parameter that bounds how many records come for each key."
    )
    pages: PagesWords | None = Field(None, description="Where the answer comes in pages.")
    keys: Mapping[str, JmesPath] = Field(
        default_factory=dict,
        description="What the record holds for further lookups: kind of key -> JMESPath.",
    )
    fields: FieldTable = Field(
        description="The fields of the schema's type -> where they are in the record."
    )


class DirectoryWords(_Words):
    """Ids of this system that the directory links."""

    customer: FieldNames = Field((), description="Kinds of id that it links to a customer.")
    account: FieldNames = Field((), description="Kinds of id that it links to an account.")


class Manifest(_Words):
    """A connector: knows one kind of system. The folder's name is its key."""

    name: ManifestText = Field(description='What people call the system: "Billing did not answer".')
    category: Literal["billing", "crm", "helpdesk", "product", "database", "custom"] = Field(
        "custom", description="What kind of system it is."
    )
    authentication: Annotated[
        AuthenticationWords, BeforeValidator(_kind), _Short("The kind, where it needs no more.")
    ] = Field(description="How a source of it is authenticated.")
    directory: DirectoryWords = Field(
        DirectoryWords(),
        description="The kinds of id of this system that the directory links to people and "
        "accounts. Lookups can be asked by them, beside email and external_id.",
    )
    lookups: Mapping[str, LookupWords] = Field(
        min_length=1, description="The ways to find records, by a name of your choice."
    )
    concurrency: WholeNumber = Field(10, description="The most calls to a source at once.")
    max_bytes: WholeNumber = Field(1_000_000, description="The largest reply that is read.")


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) that editors complete a `connector.yaml` by."""
    made = Manifest.model_json_schema()
    for part in (made, *made["$defs"].values()):
        if "properties" in part:
            part["additionalProperties"] = False
        part.pop("title", None)
        for each in part.get("properties", {}).values():
            each.pop("title", None)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "connector.yaml of the aggregator",
    }
    return head | made
