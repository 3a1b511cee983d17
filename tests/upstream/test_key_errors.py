"""An answer for many keys that says what went wrong with some: each has its own, none is lost."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import pytest

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import (
    SourceError,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from aggregator.domain.lookup import Found
from aggregator.telemetry.trace import Batch
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.source import build_source
from tests.support.still_loop import loop_time
from tests.support.the_world import the_world

KEYS = ("1", "2", "3", "4")
THERE = {"id": "1", "properties": {"name": "One"}}


async def found(errors: Sequence[Any], lookup: str = "company") -> Mapping[str, Found]:
    """Ask HubSpot for four companies of which the first is there, beside `errors`."""

    def answer(_: httpx.Request) -> httpx.Response:
        there = THERE if lookup == "company" else {"from": {"id": "1"}, "to": [{"toObjectId": 9}]}
        return httpx.Response(207, json={"results": [there], "errors": list(errors)})

    source = build_source(
        "hubspot", the_world().connectors["hubspot"], None, {"token": "t"},
        UpstreamLimits(no_new_work_after=60.0, retries=0), loop_time,
        transport=httpx.MockTransport(answer),
    )  # fmt: skip
    asked = next(each for each in source.connector.lookups if each.name == lookup)
    batch = Batch(f"hubspot.{lookup}", len(KEYS), ("test",), 0.0, 0.0)
    try:
        return await source.records(asked, KEYS, 10, Deadline.after(5.0, loop_time), batch)
    finally:
        await source.close()


def error(category: str, **context: list[str]) -> dict[str, Any]:
    return {"status": "error", "category": category, "message": "Ada's", "context": context}


async def test_by_its_category_a_key_has_none_or_a_failure_of_its_own() -> None:
    here = await found([error("OBJECT_NOT_FOUND", ids=["2"]), error("INTERNAL_ERROR", ids=["3"])])
    assert here["1"] == [THERE]
    assert "2" not in here
    assert "4" not in here
    assert isinstance(here["3"], SourceUnavailable)
    assert here["3"].message == (
        "hubspot answered POST /crm/v3/objects/companies/batch/read with an error for what was "
        "asked (INTERNAL_ERROR)"
    )


async def test_to_whom_nothing_is_linked_has_none() -> None:
    here = await found([error("OBJECT_NOT_FOUND", fromObjectId=["2", "3"])], "linked")
    assert list(here) == ["1"]


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("RATE_LIMITS", SourceRateLimited),
        ("MISSING_SCOPES", SourceRefused),
        ("FORBIDDEN", SourceRefused),
        ("Ada is not allowed", SourceUnavailable),
        ("", SourceUnavailable),
    ],
)
async def test_a_failure_is_told_by_its_kind_and_quotes_nobody(
    category: str, kind: type[SourceError]
) -> None:
    failed = (await found([error(category, ids=["2"])]))["2"]
    assert type(failed) is kind
    assert "Ada" not in str(failed)


@pytest.mark.parametrize(
    "errors",
    [[error("INTERNAL_ERROR")], [error("INTERNAL_ERROR", ids=["77"])], ["broken"]],
    ids=["nobody", "another", "text"],
)
async def test_an_error_that_names_none_of_them_is_of_all_that_have_nothing(
    errors: Sequence[Any],
) -> None:
    here = await found(errors)
    assert here["1"] == [THERE]
    assert all(isinstance(here[key], SourceUnavailable) for key in ("2", "3", "4"))


async def test_a_record_beside_its_own_failure_is_not_taken_for_all_of_it() -> None:
    here = await found([error("INTERNAL_ERROR", ids=["1"])])
    assert isinstance(here["1"], SourceUnavailable)
