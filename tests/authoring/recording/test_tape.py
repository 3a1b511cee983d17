"""What a tape hears of one request's scope."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from aggregator.authoring.recording.replay import _found
from aggregator.authoring.recording.tape import Tape, _asked
from aggregator.directory.explained import Explanation
from aggregator.directory.values import EVERYBODY, CustomerPage, CustomersWanted
from aggregator.domain.customer import AccountMatch, CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError, DirectoryUnavailable, SourceRefused
from aggregator.domain.lookup import Lookup
from aggregator.loaders import Loaders
from aggregator.schema.context import RequestContext
from aggregator.schema.providers import bind
from aggregator.telemetry.trace import Batch, Trace
from tests.support.the_world import the_world

BATCH = Batch("x", 1, (), 0.0, 0.0)
ALEX = CustomerIds(email="alex@grocery.co")
FOUND = CustomerMatch("cust_1", "Alex", None, None, None, "email")


class Billing:
    """Billing, which knows `cus_1`, refuses `cus_2` and `cus_4`, and waits for ever."""

    name = "billing"
    connector = the_world().connectors["billing"]

    async def records(
        self, lookup: Lookup, keys: Sequence[str], per_key: int, deadline: Deadline, batch: Batch
    ) -> Mapping[str, list[Any] | AggregatorError]:
        if keys == ["cus_2"]:
            raise SourceRefused("billing", "no")
        if keys == ["cus_3"]:
            await asyncio.Event().wait()
        if keys == ["cus_4"]:
            return {"cus_4": SourceRefused("billing", "this one alone")}
        return {"cus_1": [{"id": "sub_1"}]}


class Second(Billing):
    name = "another"


class Directory:
    """A directory that knows Alex and fails for companies."""

    async def resolve(
        self, workspace_id: str, people: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, CustomerMatch | AggregatorError]:
        return {ALEX: FOUND}

    async def resolve_accounts(
        self, workspace_id: str, companies: Sequence[TenantIds]
    ) -> Mapping[TenantIds, AccountMatch | AggregatorError]:
        raise DirectoryUnavailable("down")

    async def explain(
        self, workspace_id: str, people: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, Explanation]:
        raise DirectoryUnavailable("down")

    async def page(
        self,
        workspace_id: str,
        first: int,
        after: str | None = None,
        wanted: CustomersWanted = EVERYBODY,
    ) -> CustomerPage:
        return CustomerPage((), has_next=False, end=None, total=first)


@pytest.fixture
def request_context() -> RequestContext:
    providers = bind([Billing(), Second()], the_world().types_of)
    return RequestContext("w", Directory(), providers, Loaders(Trace()), Deadline.after(9))


async def ask(request_context: RequestContext, key: str) -> Mapping[str, Any]:
    provider = request_context.providers["Customer.subscription"][0][-1]
    return await provider.source.records(provider.lookup, [key], 1, request_context.deadline, BATCH)


async def test_replies_are_heard_by_source_lookup_and_key(request_context: RequestContext) -> None:
    tape = Tape()
    request_context = tape.listening(request_context)
    assert await ask(request_context, "cus_1") == {"cus_1": [{"id": "sub_1"}]}
    assert await ask(request_context, "cus_9") == {"cus_1": [{"id": "sub_1"}]}
    with pytest.raises(SourceRefused):
        await ask(request_context, "cus_2")
    assert tape.replies == {
        "billing": {
            "subscription": {
                "cus_1": {"records": [{"id": "sub_1"}]},
                "cus_9": {"records": []},
                "cus_2": {"error": {"code": "SOURCE_REFUSED", "source": "billing"}},
            }
        }
    }


async def test_what_is_amiss_with_one_key_alone_is_heard_as_its_reply(
    request_context: RequestContext,
) -> None:
    tape = Tape()
    await ask(tape.listening(request_context), "cus_4")
    assert tape.replies["billing"]["subscription"] == {
        "cus_4": {"error": {"code": "SOURCE_REFUSED", "source": "billing"}}
    }


async def test_what_the_request_did_not_wait_for_was_not_in_time(
    request_context: RequestContext,
) -> None:
    tape = Tape()
    request_context = tape.listening(request_context)
    waiting = asyncio.create_task(ask(request_context, "cus_3"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert tape.replies["billing"]["subscription"]["cus_3"] == {
        "error": {"code": "SOURCE_TIMEOUT", "source": "billing"}
    }


async def test_whom_the_directory_found_and_that_it_failed_is_heard(
    request_context: RequestContext,
) -> None:
    tape = Tape()
    request_context = tape.listening(request_context)
    nobody = CustomerIds(external_id="x")
    await request_context.directory.resolve("w", [ALEX, nobody])
    with pytest.raises(DirectoryUnavailable):
        await request_context.directory.resolve_accounts("w", [TenantIds(domain="grocery.co")])
    asked, unknown = tape.customers
    assert asked["asked"] == {"email": "alex@grocery.co"}
    assert asked["found"]["id"] == "cust_1"
    assert unknown == {"asked": {"external_id": "x"}, "found": None}
    assert tape.accounts == [
        {"asked": {"domain": "grocery.co"}, "error": {"code": "DIRECTORY_UNAVAILABLE"}}
    ]
    assert (await request_context.directory.page("w", 3, None, EVERYBODY)).total == 3


def test_whom_the_directory_found_is_read_as_it_was_written() -> None:
    who = CustomerIds(email="ann@acme.com")
    match = CustomerMatch(
        "cust_1", "Ann", "ann@acme.com", None, None, "email", {"crm.contact": "7"},
        claimed=frozenset({"email"}), others=frozenset({"external_id"}),
    )  # fmt: skip
    written = json.loads(json.dumps(_asked(who, match)))
    assert _found([written], CustomerIds, CustomerMatch) == {who: match}


async def test_the_order_of_sources_is_that_of_the_settings(
    request_context: RequestContext,
) -> None:
    tape = Tape()
    request_context = tape.listening(request_context)
    names = [route[-1].source.name for route in request_context.providers["Customer.invoices"]]
    assert names == ["billing", "another"]
    assert list(tape._sources) == names


def test_a_tape_of_a_request_that_was_not_answered_is_no_recording() -> None:
    assert Tape().recording(Trace(), lambda value: value) is None
