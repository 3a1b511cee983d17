"""What an error of ours, of a caller or of nobody's making says in a result."""

import pytest
import structlog
from graphql import GraphQLError

from aggregator.domain.errors import (
    AggregatorError,
    AmbiguousCustomer,
    InternalError,
    ItemUnreadable,
    SourceRateLimited,
    ValueUnreadable,
)
from aggregator.schema.errors import CODES, cause, format_error
from tests.support.world import MemoryDirectory, MemorySource, World, customer

BUSY = SourceRateLimited("crm", "CRM is busy", 20.0)


def wrapped(error: Exception, times: int = 1) -> GraphQLError:
    outer = GraphQLError("outer", path=["customer"], original_error=error)
    for _ in range(times - 1):
        outer = GraphQLError("outer", path=["customer"], original_error=outer)
    return outer


@pytest.mark.parametrize("times", [1, 3])
def test_the_cause_is_found_however_deep_it_is_wrapped(times: int) -> None:
    assert cause(wrapped(BUSY, times)) is BUSY


def test_a_callers_own_error_has_no_cause_of_ours() -> None:
    error = GraphQLError("Syntax Error")
    assert cause(error) is None
    assert format_error(error, "GRAPHQL_PARSE_FAILED", "R")["extensions"] == {
        "code": "GRAPHQL_PARSE_FAILED"
    }


def test_a_code_that_is_there_already_is_kept() -> None:
    error = GraphQLError("too large", extensions={"code": "QUERY_TOO_COMPLEX", "limit": "depth"})
    assert format_error(error, "BAD_USER_INPUT", "R")["extensions"] == {
        "code": "QUERY_TOO_COMPLEX",
        "limit": "depth",
    }


def test_a_source_is_named_and_the_reference_given() -> None:
    assert format_error(wrapped(BUSY), "BAD_USER_INPUT", "R") == {
        "message": "CRM is busy",
        "path": ["customer"],
        "extensions": {"code": "SOURCE_RATE_LIMITED", "reference": "R", "source": "crm"},
    }


def test_facts_are_for_the_log_and_not_for_the_wire() -> None:
    error = AmbiguousCustomer("The ids mean different people", rows=["cus_1", "cus_2"])
    assert "cus_1" not in str(format_error(wrapped(error), "BAD_USER_INPUT", "R"))


def test_a_scalar_that_refuses_a_value_before_anything_runs_is_no_bug() -> None:
    refused = GraphQLError("no address", original_error=ValueError("an address is expected"))
    assert cause(refused) is None


def test_a_bug_says_internal_error_and_its_message_is_not_told() -> None:
    error = wrapped(ValueError("alex@grocery.co"))
    assert isinstance(cause(error), InternalError)
    formatted = format_error(error, "BAD_USER_INPUT", "R")
    assert formatted["message"] == "Internal error"
    assert formatted["extensions"] == {"code": "INTERNAL", "reference": "R"}


def test_codes_are_constants_in_capitals_and_those_of_the_errors_where_they_are_shared() -> None:
    assert all(code.isupper() and code.replace("_", "").isalpha() for code in CODES.values())
    of_sources = {kind: code for kind, code in CODES.items() if code.startswith("SOURCE_")}
    assert of_sources
    # To a client, an unreadable value or item is a malformed answer at a path of its own.
    finer = {ItemUnreadable, ValueUnreadable}
    assert all(kind.code == code for kind, code in of_sources.items() if kind not in finer)
    assert all(issubclass(kind, AggregatorError) for kind in CODES)


async def test_a_value_of_a_source_that_does_not_fit_its_type_is_told_as_that_sources() -> None:
    secret = 2**40
    sold = {"id": "s1", "status": "active", "quantity": secret}
    world = World([MemorySource({"subscription": {"c1": [sold]}})])
    with structlog.testing.capture_logs() as logs:
        answer = await world.ask("{ customer { mine: subscription { id all: quantity } } }")
    [error] = answer.payload["errors"]
    assert (error["extensions"]["code"], error["extensions"]["source"]) == (
        "SOURCE_MALFORMED",
        "shop",
    )
    assert error["path"] == ["customer", "mine", "all"]
    assert answer.payload["data"]["customer"]["mine"] == {"id": "s1", "all": None}
    assert "'quantity'" in error["message"]
    assert str(secret) not in str(error) + str(logs)


async def test_a_value_of_our_own_that_does_not_fit_its_type_is_no_mistake_of_the_callers() -> None:
    world = World(directory=MemoryDirectory([customer(name={"first": "secret"})]))
    with structlog.testing.capture_logs() as logs:
        answer = await world.ask("{ customer { called: name } }")
    [error] = answer.payload["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("INTERNAL", ["customer", "called"])
    assert "secret" not in str(error) + str(logs)
    assert [(line["event"], line["fields"]) for line in logs] == [("value_unfit", ["name"])]


async def test_an_argument_that_does_not_fit_stays_the_callers_mistake() -> None:
    query = "query($n: Int) { customers(first: $n) { totalCount } }"
    answer = await World().ask(query, {"n": None})
    [error] = answer.payload["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
