"""The product: usage, seats, features and incidents over GraphQL; external ids in a filter."""

from aggregator.domain.lookup import (
    Authentication,
    Connector,
    From,
    GraphQLIn,
    Lookup,
    Request,
)

_PATH = "/graphql"
_BATCH = GraphQLIn("ids", max=100)

_USAGE = Lookup(
    name="usage",
    provides=("Customer.usage",),
    key="external_id",
    request=Request(
        "POST",
        _PATH,
        document="""
query usage($ids: [ID!]!) {
  users(filter: {externalId: {in: $ids}}) {
    externalId
    usage { id apiCalls apiLimit apiRatio storageRatio lastActiveAt periodEndsAt health }
  }
}
""",
    ),
    batch=_BATCH,
    records="data.users",
    match="externalId",
    fields={
        "id": From("usage.id", "text"),
        "api_calls": From("usage.apiCalls", "int"),
        "api_limit": From("usage.apiLimit", "int"),
        "api_ratio": From("usage.apiRatio", "float"),
        "storage_ratio": From("usage.storageRatio", "float"),
        "last_active_at": From("usage.lastActiveAt", "datetime"),
        "period_ends_at": From("usage.periodEndsAt", "datetime"),
        "health": From(
            "usage.health", table={"HEALTHY": "GOOD", "WATCH": "AT_RISK", "CRITICAL": "POOR"}
        ),
    },
)

_SEATS = Lookup(
    name="seats",
    provides=("Customer.seats",),
    key="external_id",
    request=Request(
        "POST",
        _PATH,
        document="""
query seats($ids: [ID!]!) {
  users(filter: {externalId: {in: $ids}}) { externalId seats { used included ratio } }
}
""",
    ),
    batch=_BATCH,
    records="data.users",
    match="externalId",
    fields={
        "used": From("seats.used", "int"),
        "included": From("seats.included", "int"),
        "ratio": From("seats.ratio", "float"),
    },
)

_FEATURES = Lookup(
    name="features",
    provides=("Customer.features",),
    key="external_id",
    request=Request(
        "POST",
        _PATH,
        document="""
query features($ids: [ID!]!, $first: Int!) {
  featureFlags(filter: {user: {in: $ids}}, firstPerUser: $first) { id user key enabled rollout }
}
""",
    ),
    batch=_BATCH,
    records="data.featureFlags",
    match="user",
    many=True,
    per_key="first",
    fields={
        "id": From("id", "text"),
        "name": From("key", "text"),
        "enabled": "enabled",
        "rollout": From("rollout", "float"),
    },
)

_INCIDENTS = Lookup(
    name="incidents",
    provides=("Customer.incidents",),
    key="external_id",
    request=Request(
        "POST",
        _PATH,
        document="""
query incidents($ids: [ID!]!, $first: Int!) {
  incidents(filter: {user: {in: $ids}}, firstPerUser: $first) {
    id user title severity status startedAt resolvedAt url
  }
}
""",
    ),
    batch=_BATCH,
    records="data.incidents",
    match="user",
    many=True,
    per_key="first",
    fields={
        "id": From("id", "text"),
        "title": From("title", "text"),
        "severity": From(
            "severity", table={"MINOR": "MINOR", "MAJOR": "MAJOR", "CRITICAL": "CRITICAL"}
        ),
        "status": From(
            "status",
            table={
                "INVESTIGATING": "INVESTIGATING",
                "MONITORING": "MONITORING",
                "RESOLVED": "RESOLVED",
            },
        ),
        "started_at": From("startedAt", "datetime"),
        "resolved_at": From("resolvedAt", "datetime"),
        "url": From("url", "url", on_error="null"),
    },
)

CONNECTOR = Connector(
    key="product",
    words="Product",
    category="product",
    authentication=Authentication("bearer"),
    lookups=(_USAGE, _SEATS, _FEATURES, _INCIDENTS),
)
