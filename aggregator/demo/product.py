"""The product's own GraphQL API: a bearer token, `in` filters over external ids, 100 ids a call.

Executed by a real GraphQL engine. What is wrong with a request (syntax, validation, variables,
too many ids) is 400 with `errors`; otherwise 200.
"""

import hmac
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

from aiohttp import web
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from aggregator.demo.data import DemoCustomer, DemoData
from aggregator.demo.records import product as records
from aggregator.demo.server import Api, ApiError, json_object, reply

CREDENTIALS = {"token": "demo-product-token"}
MAX_IDS = 100
MAX_PER_USER = 1000

SDL = """
type Query {
  users(filter: UserFilter!): [User!]!
  featureFlags(filter: PerUserFilter!, firstPerUser: Int! = 1000): [FeatureFlag!]!
  incidents(filter: PerUserFilter!, firstPerUser: Int! = 1000): [Incident!]!
}
input UserFilter { externalId: IdIn! }
input PerUserFilter { user: IdIn! }
input IdIn { in: [ID!]! }
type User { externalId: ID! name: String! usage: Usage! seats: Seats! }
type Usage {
  id: ID! apiCalls: Int! apiLimit: Int! apiRatio: Float! storageRatio: Float!
  lastActiveAt: String! periodEndsAt: String! health: Health!
}
enum Health { HEALTHY WATCH CRITICAL }
type Seats { used: Int! included: Int! ratio: Float! }
type FeatureFlag { id: ID! user: ID! key: String! enabled: Boolean! rollout: Float }
type Incident {
  id: ID! user: ID! title: String! severity: Severity! status: Status!
  startedAt: String! resolvedAt: String url: String!
}
enum Severity { MINOR MAJOR CRITICAL }
enum Status { INVESTIGATING MONITORING RESOLVED }
"""

_OPERATION = re.compile(r"\bquery\s+([A-Za-z_]\w*)", re.ASCII)


class _BadInput(GraphQLError):
    """The arguments break a rule of the API."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": "BAD_USER_INPUT"})


class ProductApi(Api):
    name = "product"

    def __init__(self, data: DemoData) -> None:
        self._data = data
        self._schema = _schema(data)
        # Callers send few distinct documents again and again.
        self._prepare = lru_cache(maxsize=64)(self._validated)

    def routes(self) -> Sequence[web.RouteDef]:
        return [web.post("/graphql", self._graphql)]

    def authorize(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {CREDENTIALS['token']}".encode()):
            raise ApiError(401, "UNAUTHENTICATED", "Give a valid bearer token")

    def challenge(self) -> str:
        return 'Bearer realm="product"'

    async def label(self, request: web.Request) -> str:
        """`POST /graphql usage`: with the operation's name."""
        label = await super().label(request)
        if request.path != "/graphql":
            return label
        try:
            body = await json_object(request)
        except ApiError:
            return label
        named = body.get("operationName")
        if not isinstance(named, str):
            found = _OPERATION.search(str(body.get("query")))
            named = found[1] if found else "(unnamed)"
        return f"{label} {named}"

    def error_body(self, code: str, message: str) -> object:
        return {"errors": [{"message": message, "extensions": {"code": code}}]}

    async def _graphql(self, request: web.Request) -> web.Response:
        body = await json_object(request)
        query, variables = body.get("query"), body.get("variables") or {}
        name = body.get("operationName")
        if not isinstance(query, str) or not isinstance(variables, dict):
            raise ApiError(400, "BAD_REQUEST", "query is text and variables an object")
        prepared = self._prepare(query)
        if not isinstance(prepared, DocumentNode):
            return reply({"errors": [error.formatted for error in prepared]}, 400)
        result = execute_sync(
            self._schema,
            prepared,
            variable_values=variables,
            operation_name=name if isinstance(name, str) else None,
        )
        return reply(result.formatted, 400 if _is_callers_fault(result) else 200)

    def _validated(self, query: str) -> DocumentNode | list[GraphQLError]:
        try:
            document = parse(query)
        except GraphQLError as error:
            return [error]
        return validate(self._schema, document) or document


def _is_callers_fault(result: ExecutionResult) -> bool:
    """No data because of the request: its variables, or arguments that break a rule."""
    errors = result.errors or []
    return result.data is None and all(
        error.path is None or isinstance(error.original_error or error, _BadInput)
        for error in errors
    )


def _schema(data: DemoData) -> GraphQLSchema:
    schema = build_schema(SDL)

    def people(ids: list[str]) -> list[DemoCustomer]:
        if len(ids) > MAX_IDS:
            raise _BadInput(f"At most {MAX_IDS} ids a call, got {len(ids)}")
        known = (data.by_external_id.get(identity) for identity in dict.fromkeys(ids))
        return [customer for customer in known if customer is not None]

    def users(_root: Any, _info: GraphQLResolveInfo[Any], **arguments: Any) -> list[dict[str, Any]]:
        return [
            {
                "externalId": customer.external_id,
                "name": customer.name,
                # Resolved only where asked: the engine calls a callable.
                "usage": lambda _info, c=customer: records.usage(data, c),
                "seats": lambda _info, c=customer: records.seats(data, c),
            }
            for customer in people(arguments["filter"]["externalId"]["in"])
        ]

    def per_user(
        load: Callable[[DemoData, DemoCustomer], list[dict[str, Any]]],
    ) -> Callable[..., list[dict[str, Any]]]:
        def resolve(
            _root: Any, _info: GraphQLResolveInfo[Any], **arguments: Any
        ) -> list[dict[str, Any]]:
            first = arguments["firstPerUser"]
            if not 1 <= first <= MAX_PER_USER:
                raise _BadInput(f"firstPerUser is from 1 to {MAX_PER_USER}")
            return [
                record
                for customer in people(arguments["filter"]["user"]["in"])
                for record in load(data, customer)[:first]
            ]

        return resolve

    query = cast("GraphQLObjectType", schema.query_type)
    query.fields["users"].resolve = users
    query.fields["featureFlags"].resolve = per_user(records.feature_flags)
    query.fields["incidents"].resolve = per_user(records.incidents)
    return schema
