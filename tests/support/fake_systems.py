"""Systems that take many keys, each in its own way, and read a call as strictly as a real one.

What a key is comes out of the call by rules that were written from the systems' own documents, and
share nothing with what wrote it.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    graphql_sync,
)

from aggregator.domain.authentication import NO_AUTH
from aggregator.domain.lookup import Lookup, LookupRequest
from aggregator.upstream.source import SourceClient
from aggregator.upstream.sql.statement import for_sqlite
from aggregator.upstream.styles.body_ids import BodyIds
from aggregator.upstream.styles.envelope import Envelope
from aggregator.upstream.styles.fan_out import FanOut
from aggregator.upstream.styles.graphql_alias import GraphQLAlias
from aggregator.upstream.styles.graphql_in import GraphQLIn
from aggregator.upstream.styles.ids_param import IdsParam
from aggregator.upstream.styles.search_in import SearchIn
from aggregator.upstream.styles.search_or import SearchOr
from aggregator.upstream.styles.soql_in import SoqlIn
from aggregator.upstream.styles.sql_any import SqlAny
from tests.support.sources import KEY, PEOPLE, connector, source

MAX = 10


@dataclass(slots=True)
class FakeSystem:
    """Knows everybody but those who are called `nobody...`; `asked`: the keys of each call.

    `lookup` with `sql` is asked of a database, which it then is.
    """

    lookup: Lookup
    read: Callable[[httpx.Request], Sequence[str]]
    write: Callable[[Sequence[str], httpx.Request], Any]
    asked: list[list[str]] = field(default_factory=list)

    def client(self, lookup: Lookup | None = None) -> SourceClient:
        """Make a source that asks it, by its own lookup or another way to say that one."""
        made = connector(lookup or self.lookup, authentication=NO_AUTH if self.is_database else KEY)
        if self.is_database:
            return source("sqlite:///people.db", made, credentials={}, transport=self)
        return source("http://crm.example", made, transport=httpx.MockTransport(self.handle))

    @property
    def is_database(self) -> bool:
        return self.lookup.request.sql is not None

    def handle(self, request: httpx.Request) -> httpx.Response:
        keys = list(self.read(request))
        self.asked.append(keys)
        answer = self.write(keys, request)
        return httpx.Response(404) if answer is None else httpx.Response(200, json=answer)

    async def fetch(
        self, sql: str, values: Mapping[str, Any], most: int
    ) -> Sequence[Mapping[str, Any]]:
        """Run a statement, where it is a database."""
        keys = executed(sql, values)
        self.asked.append(keys)
        return known(keys)[:most]

    async def close(self) -> None:
        """Nothing is open."""


def record(key: str) -> dict[str, str]:
    return {"id": key, "name": f"Name of {key}"}


def known(keys: Sequence[str]) -> list[dict[str, str]]:
    return [record(key) for key in keys if not key.startswith("nobody")]


def params(request: httpx.Request) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query.decode("ascii"), keep_blank_values=True)


def param(request: httpx.Request, name: str) -> str:
    (value,) = [value for each, value in params(request) if each == name]
    return value


def body(request: httpx.Request) -> Any:
    return json.loads(request.content)


def listed(keys: Sequence[str], _request: httpx.Request) -> Any:
    """Not in the order in which they were asked."""
    return {"data": known(keys)[::-1]}


def commas(request: httpx.Request) -> list[str]:
    (part,) = [each for each in request.url.query.decode().split("&") if each.startswith("ids=")]
    return [unquote(key) for key in part.removeprefix("ids=").split(",")]


def strings(text: str, mark: str, *, doubled: bool = False) -> list[str]:
    """Read the texts in quotation marks; what stands between them is dropped."""
    found, at = [], 0
    while at < len(text):
        if text[at] != mark:
            at += 1
            continue
        at, value = at + 1, ""
        while text[at] != mark or (doubled and text[at : at + 2] == mark * 2):
            if doubled and text[at] == mark:
                at += 1
            elif not doubled and text[at] == "\\":
                at += 1
                assert text[at] in ("\\", mark), "an escape that the language does not have"
            value += text[at]
            at += 1
        found.append(value)
        at += 1
    return found


def soql(request: httpx.Request) -> list[str]:
    query = param(request, "q")
    head = "SELECT Id, Email FROM Contact WHERE Email IN ("
    assert query.startswith(head)
    assert query.endswith(")")
    return strings(query.removeprefix(head), "'")


def or_text(request: httpx.Request) -> list[str]:
    query = param(request, "query")
    assert query.startswith("type:user (")
    return strings(query, '"')


PERSON = GraphQLObjectType(
    "Person", {"id": GraphQLField(GraphQLString), "name": GraphQLField(GraphQLString)}
)


def _graph(seen: list[str]) -> GraphQLSchema:
    def people(_root: Any, _info: Any, ids: list[str]) -> Any:
        seen.extend(ids)
        return known(ids)

    def person(_root: Any, _info: Any, id: str, first: int | None = None) -> Any:  # noqa: A002
        seen.append(id)
        return next(iter(known([id])), None)

    ids = GraphQLArgument(GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLString))))
    arguments = {"id": GraphQLArgument(GraphQLString), "first": GraphQLArgument(GraphQLInt)}
    return GraphQLSchema(
        GraphQLObjectType(
            "Query",
            {
                "people": GraphQLField(GraphQLList(PERSON), {"ids": ids}, resolve=people),
                "person": GraphQLField(PERSON, arguments, resolve=person),
            },
        )
    )


def graph_keys(request: httpx.Request) -> list[str]:
    seen: list[str] = []
    sent = body(request)
    result = graphql_sync(_graph(seen), sent["query"], variable_values=sent["variables"])
    assert result.errors is None, result.errors
    return seen


def graph(_keys: Sequence[str], request: httpx.Request) -> Any:
    sent = body(request)
    result = graphql_sync(_graph([]), sent["query"], variable_values=sent["variables"])
    return {"data": result.data}


def executed(sql: str, values: Mapping[str, Any]) -> list[str]:
    """Read the keys of a statement out of what SQLite says that it runs."""
    ran: list[str] = []
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE people (id text, name text)")
    database.set_trace_callback(ran.append)
    assert database.execute(*for_sqlite(sql, values)).fetchall() == []
    database.close()
    (statement,) = ran
    return strings(statement, "'", doubled=True)


def last_of_path(address: str) -> str:
    path = urlsplit(address).path
    assert path.startswith("/people/")
    assert path.count("/") == 2
    return unquote(path.rpartition("/")[2])


def responses(keys: Sequence[str], request: httpx.Request) -> Any:
    numbers = [each["id"] for each in body(request)["requests"]]
    answers = [
        {"id": number, "status": 200, "body": record(key)}
        if known([key])
        else {"id": number, "status": 204}
        for number, key in zip(numbers, keys, strict=True)
    ]
    return {"responses": answers[::-1]}


def _system(
    batch: Any,
    request: LookupRequest,
    read: Callable[[httpx.Request], Sequence[str]],
    write: Callable[[Sequence[str], httpx.Request], Any] = listed,
    **changes: Any,
) -> Callable[[], FakeSystem]:
    lookup = replace(PEOPLE, batch=batch, request=request, **changes)
    return lambda: FakeSystem(lookup, read, write)


def _one(keys: Sequence[str], _request: httpx.Request) -> Any:
    return next(iter(known(keys)), None)


GET = LookupRequest("GET", "/people")

SYSTEMS: Mapping[str, Callable[[], FakeSystem]] = {
    "ids-param repeat": _system(
        IdsParam("id", MAX), GET, lambda r: [value for name, value in params(r) if name == "id"]
    ),
    "ids-param comma": _system(IdsParam("ids", MAX, "comma"), GET, commas),
    "body-ids": _system(
        BodyIds("ids", MAX), LookupRequest("POST", "/read"), lambda r: body(r)["ids"]
    ),
    "body-ids wrapped": _system(
        BodyIds("inputs", MAX, "id"),
        LookupRequest("POST", "/read", body={"all": True}),
        lambda r: [each["id"] for each in body(r)["inputs"]],
    ),
    "body-ids nested": _system(
        BodyIds("filter.person.ids", MAX),
        LookupRequest("POST", "/read", body={"filter": {"live": True}}),
        lambda r: body(r)["filter"]["person"]["ids"],
    ),
    "search-in": _system(
        SearchIn(MAX),
        LookupRequest(
            "POST",
            "/search",
            body={"groups": [{"filters": [{"name": "id", "in": "{keys}"}]}], "limit": 100},
        ),
        lambda r: body(r)["groups"][0]["filters"][0]["in"],
    ),
    "search-or text": _system(
        SearchOr("id:{key}", MAX),
        LookupRequest("GET", "/search", params={"query": "type:user ({keys})"}),
        or_text,
    ),
    "search-or list": _system(
        SearchOr({"field": "id", "operator": "=", "value": "{key}"}, MAX),
        LookupRequest("POST", "/search", body={"query": {"operator": "OR", "value": "{keys}"}}),
        lambda r: [each["value"] for each in body(r)["query"]["value"]],
    ),
    "soql-in": _system(
        SoqlIn(MAX),
        LookupRequest(
            "GET",
            "/query",
            params={"q": "SELECT Id, Email FROM Contact WHERE Email IN ({keys})"},
        ),
        soql,
    ),
    "soql-in doubled": _system(
        SoqlIn(MAX, escape="double"),
        LookupRequest("POST", "/query", body={"q": "SELECT id FROM people WHERE id IN ({keys})"}),
        lambda r: strings(body(r)["q"], "'", doubled=True),
    ),
    "graphql-in": _system(
        GraphQLIn("ids", MAX),
        LookupRequest(
            "POST",
            "/graphql",
            document="query q($ids: [String!]!) { people(ids: $ids) { id name } }",
        ),
        graph_keys,
        graph,
        records="data.people",
    ),
    "graphql-alias": _system(
        GraphQLAlias("id", MAX),
        LookupRequest(
            "POST",
            "/graphql",
            document="query q($id: String!) { person(id: $id) { ...all } } "
            "fragment all on Person { id name }",
        ),
        graph_keys,
        graph,
        records="data.person",
        match=None,
    ),
    "envelope": _system(
        Envelope(
            "requests",
            {"method": "GET", "url": "/people/{key}", "id": "r{id}"},
            "responses",
            "body",
            MAX,
            status="status",
            id="id",
        ),
        LookupRequest("POST", "/batch"),
        lambda r: [last_of_path(each["url"]) for each in body(r)["requests"]],
        responses,
        records="@",
        match=None,
    ),
    "fan-out path": _system(
        FanOut(calls=4),
        LookupRequest("GET", "/people/{key}", missing=("404",)),
        lambda r: [last_of_path(r.url.raw_path.decode())],
        _one,
        records="@",
        match=None,
    ),
    "fan-out query": _system(
        FanOut(calls=4),
        LookupRequest("GET", "/people", params={"id": "{key}"}),
        lambda r: [param(r, "id")],
    ),
    "sql-any": _system(
        SqlAny(MAX),
        LookupRequest("POST", "/people", sql="SELECT id, name FROM people WHERE id = ANY(:keys)"),
        lambda r: executed(body(r)["sql"], body(r)["values"]),
        records="rows",
    ),
}
