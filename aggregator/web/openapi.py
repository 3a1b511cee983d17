"""What the OpenAPI document says about routes whose bodies are read by hand."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from aggregator.domain.plain.limits import TTL_MAX, TTL_MIN

PROBLEM = "application/problem+json"


class _Documented(BaseModel):
    """Only described, never used to parse: unknown members are ignored."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)


class CustomerIds(_Documented):
    """The customer that the cards are about; each may be absent or null."""

    id: str | None = None
    email: str | None = None
    external_id: str | None = Field(None, alias="externalId")


class ThreadIds(_Documented):
    """The thread or tenant that is open; each may be absent or null."""

    id: str | None = None
    external_id: str | None = Field(None, alias="externalId")


class CardsRequest(_Documented):
    """Plain's request for cards."""

    card_keys: list[str] = Field(alias="cardKeys", max_length=50)
    customer: CustomerIds | None = None
    thread: ThreadIds | None = None
    tenant: ThreadIds | None = None
    timestamp: str | None = Field(None, description="ISO 8601, when Plain sent the request")


class CardAnswer(BaseModel):
    """One card. `components` is null when there is nothing to show."""

    key: str
    time_to_live_seconds: int | None = Field(
        None, alias="timeToLiveSeconds", ge=TTL_MIN, le=TTL_MAX
    )
    components: list[dict[str, Any]] | None = Field(
        description="Plain's UI components, each an object with exactly one key, such as "
        "componentText, componentRow or componentBadge."
    )


class CardsResponse(BaseModel):
    """Every requested key, once, in the order asked."""

    cards: list[CardAnswer]


class GraphQLBody(_Documented):
    """A GraphQL request."""

    query: str
    operation_name: str | None = Field(None, alias="operationName")
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


class GraphQLResponse(BaseModel):
    """A GraphQL response. Without `data` nothing was run."""

    data: dict[str, Any] | None = None
    errors: list[dict[str, Any]] | None = None
    extensions: dict[str, Any] | None = None


class Health(BaseModel):
    """`checks` name what was looked at: its state, or `failed:` and why."""

    status: str
    checks: dict[str, str] | None = None


class Problem(BaseModel):
    """RFC 9457. `reference` is the request's id in the log."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    reference: str


_MODELS: tuple[type[BaseModel], ...] = (
    CardsRequest,
    CardsResponse,
    GraphQLBody,
    GraphQLResponse,
    Health,
    Problem,
)


def content(model: type[BaseModel], *media_types: str) -> dict[str, Any]:
    """Describe a body of a model, in one of these media types."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {media_type: {"schema": schema} for media_type in media_types}


def answer_of(description: str, model: type[BaseModel], *media_types: str) -> dict[str, Any]:
    """Describe an answer."""
    return {"description": description, "content": content(model, *media_types)}


def problems(**descriptions: str) -> dict[str, Any]:
    """Describe failures by status: `problems(s400="...")`."""
    return {
        status.removeprefix("s"): answer_of(text, Problem, PROBLEM)
        for status, text in descriptions.items()
    }


def described(
    name: str, summary: str, description: str, tag: str, **operation: Any
) -> dict[str, Any]:
    """Describe a route, as FastAPI takes it: its id, what it does, what else is to be said."""
    return {
        "operation_id": name,
        "summary": summary,
        "description": description,
        "tags": [tag],
        "openapi_extra": operation,
    }


CARDS = described(
    "cards",
    "Answer Plain's request for customer cards",
    "Every requested key is answered, each card for itself: a source that fails degrades only the "
    "cards that need it, and is no error of the request.",
    "cards",
    requestBody={"required": True, "content": content(CardsRequest, "application/json")},
    parameters=[
        {
            "name": "Plain-Request-Signature",
            "in": "header",
            "required": False,
            "description": "Lower-case hexadecimal HMAC-SHA256 of the raw body with the "
            "workspace's secret; required where one is configured.",
            "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        },
        {
            "name": "Plain-Workspace-Id",
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
        },
    ],
    security=[{}, {"bearer": []}],
    responses={
        "200": answer_of("The cards", CardsResponse, "application/json"),
        **problems(
            s400="Not a request we can read",
            s401="Not proven to come from Plain",
            s408="The body took too long to arrive",
            s413="More bytes or keys than allowed",
            s415="A compressed body, or one that is not JSON by its own account",
            s503="The request cannot be answered now; try again after Retry-After seconds",
        ),
    },
)

_GRAPHQL_ANSWERS = {
    "200": answer_of(
        "The response, with the errors of single fields",
        GraphQLResponse,
        "application/graphql-response+json",
        "application/json",
    ),
    "400": answer_of(
        "Refused before running",
        GraphQLResponse,
        "application/graphql-response+json",
        "application/json",
    ),
    "403": answer_of(
        "The schema was asked for with a viewer's token",
        GraphQLResponse,
        "application/graphql-response+json",
    ),
    **problems(
        s401="No valid token",
        s406="Neither media type is acceptable",
        s408="The body took too long to arrive",
        s413="The body is too large",
        s415="The body is not JSON, or compressed",
        s503="The request cannot be answered now; try again after Retry-After seconds",
    ),
}

GRAPHQL_POST = described(
    "graphqlPost",
    "Run a GraphQL operation",
    "GraphQL over HTTP. Introspection takes the role engineer or operator.",
    "graphql",
    requestBody={"required": True, "content": content(GraphQLBody, "application/json")},
    security=[{"bearer": []}],
    responses=_GRAPHQL_ANSWERS,
)

GRAPHQL_GET = described(
    "graphqlGet",
    "Run a GraphQL query",
    "Queries only: a mutation is refused with 405.",
    "graphql",
    parameters=[
        {
            "name": name,
            "in": "query",
            "required": name == "query",
            "description": "JSON, URL-encoded" if name in ("variables", "extensions") else "",
            "schema": {"type": "string"},
        }
        for name in ("query", "operationName", "variables", "extensions")
    ],
    security=[{"bearer": []}],
    responses={
        **_GRAPHQL_ANSWERS,
        "405": answer_of(
            "A mutation",
            GraphQLResponse,
            "application/graphql-response+json",
            "application/json",
        ),
    },
)

LIVEZ = described(
    "livez",
    "Whether the process answers",
    "Ask this to decide on a restart.",
    "health",
    responses={"200": answer_of("It does", Health, "application/json")},
)

READYZ = described(
    "readyz",
    "Whether requests can be answered",
    "Looks at the service's own store and cards, never at a source. Ask this to route traffic.",
    "health",
    responses={
        "200": answer_of("They can", Health, "application/json"),
        "503": answer_of("Not now", Health, "application/json"),
    },
)


def describe_too(app: FastAPI, models: Iterable[type[BaseModel]]) -> None:
    """Have the document hold these models, which routes of `app` refer to."""
    found = getattr(app.state, "models", ())
    app.state.models = tuple(dict.fromkeys((*found, *models)))


def describe_api(app: FastAPI) -> dict[str, Any]:
    """Build the document, once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
        )
        _, models = models_json_schema(
            [(model, "validation") for model in (*_MODELS, *getattr(app.state, "models", ()))],
            ref_template="#/components/schemas/{model}",
        )
        components = document.setdefault("components", {})
        components.setdefault("schemas", {}).update(models["$defs"])
        components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        app.openapi_schema = document
    return app.openapi_schema
