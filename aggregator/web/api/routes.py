"""All of `/api`: the nouns there are."""

from fastapi import FastAPI

from aggregator.web.api import (
    accounts,
    customers,
    decisions,
    imports,
    pulls,
    simulation,
    suggestions,
    upserts,
)
from aggregator.web.api.operation import ApiOperation, add_operation
from aggregator.web.openapi import describe_too
from aggregator.web.serving import Serving

OPERATIONS: tuple[ApiOperation, ...] = (
    *simulation.OPERATIONS,
    *suggestions.OPERATIONS,  # before whatever `{id}` could be
    *decisions.OPERATIONS,
    *customers.OPERATIONS,
    *upserts.OPERATIONS,
    *accounts.OPERATIONS,
    *imports.OPERATIONS,
    *pulls.OPERATIONS,
)


def add_api_routes(app: FastAPI, service: Serving) -> None:
    """Answer every operation, and describe its models in the OpenAPI document."""
    for operation in OPERATIONS:
        add_operation(app, service, operation)
        describe_too(app, operation.models)
