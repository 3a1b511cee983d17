"""The words of a `connector.yaml`: the one model that reads it and from which its schema is made.

Values come as they are written; each word here says of which kind it has to be. What it means is
said in its description, which editors show. The words of a batch style are in its own file
(aggregator/upstream/styles).
"""

import re
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema

from aggregator.connectors.authentication_words import AuthenticationWords
from aggregator.connectors.call_words import CallBoundWords, PagesWords, TooOftenWords
from aggregator.connectors.option_words import DirectoryWords, OptionWords
from aggregator.domain.lookup import BatchStyle
from aggregator.upstream.styles import all_styles
from aggregator.upstream.words import (
    AnyText,
    FieldNames,
    JmesPath,
    JsonTable,
    ManifestTable,
    ManifestText,
    Short,
    Truth,
    WholeNumber,
)


class RequestWords(ManifestTable):
    """The part of a call that is always the same."""

    method: Literal["GET", "POST"] | None = Field(
        None, description="GET, or POST where there is a body or a document."
    )
    path: ManifestText | None = Field(
        None, description="The path after the source's URL; it begins with /."
    )
    sql: ManifestText | None = Field(
        None,
        description="A SELECT, where the source is a database. :keys are bound in it, and by their "
        "names the bounds and pages.",
    )
    params: Mapping[str, AnyText] = Field(
        default_factory=dict, description="What always stands in the query string."
    )
    body: JsonTable = Field(
        default_factory=dict, description="What always stands in the JSON body."
    )
    headers: Mapping[str, AnyText] = Field(
        default_factory=dict, description="Headers that are always sent."
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


class _AnyStyle:
    """A table of any batch style, told apart by its word `style`."""

    def __get_pydantic_core_schema__(
        self, _source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        either = reduce(or_, all_styles().values())
        return handler.generate_schema(Annotated[either, Discriminator("style")])


class FromWords(ManifestTable):
    """One value of a record, and what is done to it."""

    path: JmesPath = Field(description="JMESPath in the record.")
    transform: ManifestText | None = Field(
        None,
        description="datetime, money, int, float, text, trim, lower, upper, url, first, last, "
        "template or link: what is made of the value.",
    )
    table: Mapping[str, AnyText] | None = Field(
        None, description="The system's words -> those of the enum in the schema."
    )
    otherwise: AnyText | None = Field(None, description="The word for what the table lacks.")
    default: AnyText | None = Field(None, description="What is read where there is nothing.")
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
        default_factory=dict,
        description="Of the transform. money: currency (JMESPath), units (minor or major), times "
        "(JMESPath to a factor); int, float: times; datetime: unit (s or ms), format; template, "
        "link: text, and a JMESPath for each {name} in it.",
    )


class NestedWords(ManifestTable):
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
    Short("JMESPath in the record; the value is taken as it is."),
]
FieldTable = Mapping[str, FieldWords]
NestedWords.model_rebuild()


class LookupWords(ManifestTable):
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
        Short("GET /path or POST /path", r"^(GET |POST )?/\S*$"),
    ] = Field(description="The call: GET /path, or a table.")
    batch: Annotated[BatchStyle, _AnyStyle()] = Field(description="How many keys become few calls.")
    records: JmesPath = Field(description="JMESPath in the body to the list of records.")
    match: JmesPath | None = Field(
        None,
        description="JMESPath in a record to the key that it answers, or to a list with it: what "
        "proves that it is this key's. Needed where one answer holds the records of many keys.",
    )
    echo: JmesPath | None = Field(
        None, description="JMESPath in a key's own answer to the key that it repeats."
    )
    wide: Truth = Field(
        False,
        description="The system answers with records of other keys too (it finds by a part of an "
        "address, or lists everybody): they are dropped, and a key without any has none. Without "
        "this word such an answer is a failure for a key that has none in it.",
    )
    missing: FieldNames = Field(
        (),
        description="How an answer says that there is nobody: an HTTP status, such as 404, or the "
        "code of a GraphQL error.",
    )
    lower: Truth = Field(
        False,
        description="The system knows its keys in lower case: they are asked so, and compared so.",
    )
    many: Truth = Field(False, description="Many records answer one key, newest first.")
    per_key: ManifestText | None = Field(
        None, description="The parameter that bounds how many records come for each key."
    )
    per_call: CallBoundWords | None = Field(
        None,
        description="The parameter that bounds how many records come for all keys of a call "
        "together. Where that many came, keys that may have more are asked alone.",
    )
    pages: PagesWords | None = Field(None, description="Where the answer comes in pages.")
    keys: Mapping[str, JmesPath] = Field(
        default_factory=dict,
        description="What the record holds for further lookups: kind of key -> JMESPath.",
    )
    fields: FieldTable = Field(
        description="The fields of the schema's type -> where they are in the record."
    )


class SinceWords(ManifestTable):
    """How only what changed after a moment is asked for."""

    param: ManifestText | None = Field(None, description="The parameter with the moment.")
    field: ManifestText | None = Field(None, description="The field of the body with it.")
    request: Annotated[
        RequestWords | None,
        BeforeValidator(_method_and_path),
        Short("GET /path or POST /path", r"^(GET |POST )?/\S*$"),
    ] = Field(
        None,
        description="Another call that lists only what changed; {since} in its params or body is "
        "the moment.",
    )
    pages: PagesWords | None = Field(None, description="Where that call's answer comes in pages.")
    written: Literal["iso", "seconds", "milliseconds"] = Field(
        "iso", description="How: 2026-11-30T09:00:00Z, or since 1970."
    )

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if [self.param, self.field, self.request].count(None) != 2:
            raise ValueError("the moment is a param, a field of the body, or in another request")
        if self.pages is not None and self.request is None:
            raise ValueError("pages are those of its own request; the list has its own")
        return self


class ListWords(ManifestTable):
    """All people or accounts of the system, for `aggregator customers pull`."""

    request: Annotated[
        RequestWords,
        BeforeValidator(_method_and_path),
        Short("GET /path or POST /path", r"^(GET |POST )?/\S*$"),
    ] = Field(description="The call: GET /path, or a table.")
    records: JmesPath = Field(description="JMESPath in the body to the list of records.")
    pages: PagesWords | None = Field(
        None, description="Where it comes in pages; all of them are read, however many."
    )
    kind: ManifestText = Field(description="Which kind of id of `directory` the records have.")
    id: JmesPath = Field(description="JMESPath in a record to that id.")
    since: SinceWords | None = Field(
        None, description="How to ask for what changed since the last time. Without: for all."
    )
    trust: Literal["verified", "claimed"] = Field(
        "claimed",
        description="Whether its e-mails, phones and domains are kept by the company (`verified`) "
        "and find people, or anybody can be in it with any (`claimed`), as in a helpdesk.",
    )
    fields: FieldTable = Field(
        description="What a record says: email, phone, display_name, domain, external_ref, "
        "description, custom.NAME, as the columns of a file for `customers import`."
    )


class Manifest(ManifestTable):
    """A connector: knows one kind of system. The folder's name is its key."""

    name: ManifestText = Field(description='What people call the system: "Billing did not answer".')
    category: Literal["billing", "crm", "helpdesk", "product", "database", "custom"] = Field(
        "custom", description="What kind of system it is."
    )
    documentation: ManifestText | None = Field(
        None, description="Where its maker describes the API: an address."
    )
    authentication: AuthenticationWords = Field(description="How a source of it is authenticated.")
    url: ManifestText | None = Field(
        None,
        description="Where its sources are, unless their settings say it: "
        "https://{subdomain}.example.com, each name in braces being an option.",
    )
    options: Mapping[str, OptionWords] = Field(
        default_factory=dict,
        description="What a source's settings are asked for, by name. {name} then stands in url, "
        "paths, parameters and the authentication.",
    )
    directory: DirectoryWords = Field(
        DirectoryWords(),
        description="The kinds of id of this system that the directory links to people and "
        "accounts. Lookups can be asked by them, beside email and external_id.",
    )
    too_often: TooOftenWords = Field(
        TooOftenWords(),
        description="How it says that it is asked too often, beside a 429 and what is usual.",
    )
    people: ListWords | None = Field(None, description="All people whom the system knows.")
    accounts: ListWords | None = Field(None, description="All companies that it knows.")
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
        if "const" in (style := part.get("properties", {}).get("style", {})):
            style.pop("default")
            part["required"] = ["style", *part.get("required", ())]
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "connector.yaml of the aggregator",
    }
    return head | made
