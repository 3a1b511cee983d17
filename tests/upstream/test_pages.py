"""Each way from page to page, followed through a source; and what is asked in lower case."""

import gc
import json
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest

from aggregator.domain.call import DecodedReply
from aggregator.domain.errors import SourceMalformed
from aggregator.domain.lookup import CallBound, Lookup, LookupRequest
from aggregator.domain.page_ways import CursorPages, LinkPages, NumberPages, Pages
from aggregator.upstream.page_walk import LookupPaths, PageWalk
from aggregator.upstream.styles.body_ids import BodyIds
from aggregator.upstream.styles.fan_out import FanOut
from tests.support.sources import PEOPLE, ask, batch, connector, source

BASE = "http://crm.example/api"
PAGED = replace(PEOPLE, many=True, match="who", fields={"number": "n"})
PAGES: Sequence[Sequence[int]] = [[1, 2], [3, 4], [5]]


def records(numbers: Sequence[int]) -> list[dict[str, Any]]:
    return [{"who": "a", "n": number} for number in numbers]


Handler = Callable[[httpx.Request], httpx.Response]


async def walked(lookup: Lookup, handle: Handler) -> tuple[list[int], list[httpx.Request]]:
    """The numbers that were found for the key a, and what was sent."""
    sent: list[httpx.Request] = []

    def hear(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return handle(request)

    asked = source(BASE, connector(lookup), transport=httpx.MockTransport(hear))
    try:
        found = (await ask(asked, "a", per_key=99)).get("a", ())
    finally:
        await asked.close()
    assert isinstance(found, Sequence)
    return [record["n"] for record in found if record is not None], sent


def page(number: int, headers: Mapping[str, str] | None = None, **beside: Any) -> httpx.Response:
    data = records(PAGES[number]) if number < len(PAGES) else []
    return httpx.Response(200, json={"data": data, **beside}, headers=headers)


def by_number(request: httpx.Request) -> httpx.Response:
    return page(int(request.url.params["page"]) - 1)


def by_number_from_nought(request: httpx.Request) -> httpx.Response:
    return page(int(request.url.params["page"]), last="2")


def by_offset(request: httpx.Request) -> httpx.Response:
    at = int(request.url.params["offset"])
    return httpx.Response(200, json={"data": records([1, 2, 3, 4, 5][at : at + 2])})


def links(header: str, written: str) -> Handler:
    def handle(request: httpx.Request) -> httpx.Response:
        at = int(request.url.params.get("at", "0"))
        more = at + 1 < len(PAGES)
        return page(at, {header: written.replace("AT", str(at + 1))} if more else None)

    return handle


def next_in_body(written: str, path: str = "/api/people") -> Handler:
    def handle(request: httpx.Request) -> httpx.Response:
        assert request.url.path.startswith(path)
        at = int(request.url.params.get("at", "0"))
        more = at + 1 < len(PAGES)
        return page(at, next=written.replace("AT", str(at + 1)) if more else None)

    return handle


def in_the_body(request: httpx.Request) -> httpx.Response:
    sent = json.loads(request.content)
    assert sent["ids"] == ["a"]
    assert sent["paging"]["limit"] == 50
    at = int(sent["paging"].get("after", "0"))
    return page(at, next=str(at + 1) if at + 1 < len(PAGES) else None)


LINK = '<http://crm.example/api/people?id=a&at=AT>; rel="next", <http://x.example/>; rel="last"'
POSTED = replace(
    PAGED,
    batch=BodyIds("ids", 9),
    request=LookupRequest("POST", "/people", body={"paging": {"sort": "new"}}),
    per_call=CallBound(None, 50, "paging.limit"),
)

WAYS: Mapping[str, tuple[Lookup, Pages, Handler, int]] = {
    "page": (PAGED, NumberPages("page"), by_number, 4),
    "page of a known size": (PAGED, NumberPages("page", size=2), by_number, 3),
    "page to the last": (PAGED, NumberPages("page", 0, last="last"), by_number_from_nought, 3),
    "offset": (PAGED, NumberPages("offset", offset=True), by_offset, 4),
    "offset of a known size": (PAGED, NumberPages("offset", offset=True, size=2), by_offset, 3),
    "Link": (PAGED, LinkPages(header="Link"), links("Link", LINK), 3),
    "a header": (
        PAGED,
        LinkPages(header="Next-Page"),
        links("Next-Page", "http://crm.example/api/people?at=AT"),
        3,
    ),
    "next": (PAGED, LinkPages("next"), next_in_body("http://crm.example/api/people?at=AT"), 3),
    "next, a path": (PAGED, LinkPages("next"), next_in_body("/api/people/more?at=AT"), 3),
    "next, a query": (PAGED, LinkPages("next"), next_in_body("people?at=AT"), 3),
    "next, written as http": (
        PAGED,
        LinkPages("next"),
        next_in_body("HTTPS://CRM.example/api/people?at=AT"),
        3,
    ),
    "next, from where it is": (
        replace(PAGED, request=LookupRequest("GET", "/v1/people")),
        LinkPages("next"),
        next_in_body("?at=AT", "/api/v1/people"),
        3,
    ),
    "next, from a path with the key": (
        replace(
            PAGED,
            batch=FanOut(),
            request=LookupRequest("GET", "/people/{key}/notes"),
            match=None,
        ),
        LinkPages("next"),
        next_in_body("notes?at=AT", "/api/people/a/notes"),
        3,
    ),
    "a cursor in the body": (POSTED, CursorPages("next", field="paging.after"), in_the_body, 3),
    "a fan-out": (
        replace(
            PAGED,
            batch=FanOut(),
            request=LookupRequest("GET", "/people/{key}/notes"),
            match=None,
        ),
        NumberPages("page"),
        by_number,
        4,
    ),
}


@pytest.mark.parametrize(("lookup", "pages", "handle", "calls"), WAYS.values(), ids=WAYS)
async def test_pages_are_followed_to_their_end(
    lookup: Lookup, pages: Pages, handle: Handler, calls: int
) -> None:
    numbers, sent = await walked(replace(lookup, pages=pages), handle)
    assert numbers == [1, 2, 3, 4, 5]
    assert len(sent) == calls


@pytest.mark.parametrize(
    "address",
    [
        "http://evil.example/api/people",
        "//evil.example/api/people",
        "http://crm.example:8080/api/people",
        "http://u:p@crm.example/api/people",
        "http://crm.example/other",
        "/apis",
        "/api/../other",
        "http://[",
    ],
)
async def test_a_next_page_at_another_place_is_never_asked(address: str) -> None:
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return page(0, next=address)

    lookup = replace(PAGED, pages=LinkPages("next"))
    asked = source(BASE, connector(lookup), transport=httpx.MockTransport(handle))
    found = await ask(asked, "a", "b", per_key=99)
    assert found["a"] == [*records([1, 2]), None]  # something unreadable stands for the rest
    told = found["b"]
    assert isinstance(told, SourceMalformed)
    assert "next page" in told.message
    assert address not in told.message
    assert len(sent) == 1
    await asked.close()


BY_CURSOR = replace(PAGED, pages=CursorPages("next", "after"))


@pytest.mark.parametrize("cursor", [True, 1.5, {"after": "x"}, ["x"]])
@pytest.mark.parametrize("at", [1, 2])
async def test_a_cursor_that_is_none_ends_the_pages_and_costs_none_that_came(
    cursor: object, at: int
) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("after", "0"))
        return page(number, next=cursor if number + 1 == at else str(number + 1))

    asked = source(BASE, connector(BY_CURSOR), transport=httpx.MockTransport(handle))
    found = await ask(asked, "a", "b", per_key=99)
    came = [number for numbers in PAGES[:at] for number in numbers]
    assert found["a"] == [*records(came), None]  # something unreadable stands for the rest
    assert isinstance(found["b"], SourceMalformed)
    assert "neither text nor number" in found["b"].message
    assert (await ask(asked, "a", "a", per_key=len(came)))["a"] == records(came)
    await asked.close()


async def test_a_system_that_does_not_count_ends_with_its_one_page() -> None:
    numbers, sent = await walked(replace(PAGED, pages=NumberPages("page")), lambda _: page(0))
    assert (numbers, len(sent)) == ([1, 2], 2)


async def test_the_pages_of_a_link_are_told_without_their_address() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return page(0, next="/api/people?secret=1") if "id" in request.url.params else page(9)

    lookup = replace(PAGED, pages=LinkPages("next"))
    asked = source(BASE, connector(lookup), transport=httpx.MockTransport(handle))
    into = batch()
    await ask(asked, "a", per_key=99, into=into)
    assert [exchange.route for exchange in into.exchanges] == ["GET /people"] * 2
    await asked.close()


async def test_keys_in_lower_case_are_asked_once_and_found_in_any_spelling() -> None:
    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.extend(request.url.params.get_list("id"))
        return httpx.Response(200, json={"data": [{"id": "User3@ACME.test"}]})

    low = replace(PEOPLE, lower=True)
    asked = source(BASE, connector(low), transport=httpx.MockTransport(handle))
    found = await ask(asked, "USER3@acme.test", "user3@acme.test", "ÄB")
    assert sent == ["user3@acme.test", "Äb"]
    record = {"id": "User3@ACME.test"}
    assert found == {"USER3@acme.test": [record], "user3@acme.test": [record]}
    await asked.close()


class WeakPage(list[dict[str, Any]]):
    """A page of which can be seen whether it is held."""


def test_of_a_page_nothing_is_held_but_the_records_that_are_wanted() -> None:
    lookup = replace(PAGED, pages=NumberPages("page"))
    walk = PageWalk(lookup, LookupPaths(connector(lookup), lookup, BASE), ("a",), 3)
    pages, kept = list[weakref.ref[WeakPage]](), list[dict[str, Any]]()
    for number in range(4):
        mine = {"who": "a", "n": number}
        page = WeakPage([mine, *({"who": "b", "n": each} for each in range(50))])
        pages.append(weakref.ref(page))
        kept.append(mine)
        assert walk.open
        walk.take(DecodedReply({"data": page}, {}))
        if len(kept) == 3:
            break
    del page
    gc.collect()
    assert [each() for each in pages] == [None, None, None]
    assert walk.by_key() == {"a": kept}
    assert not walk.open


async def test_records_of_many_pages_are_bounded_by_their_bytes() -> None:
    def endless(request: httpx.Request) -> httpx.Response:
        at = int(request.url.params["page"])
        data = [{"who": "a", "n": at, "text": "x" * 900}]
        return httpx.Response(200, json={"data": data})

    lookup = replace(PAGED, pages=NumberPages("page"))
    small = replace(connector(lookup), max_bytes=1_000)
    sent = 0

    def hear(request: httpx.Request) -> httpx.Response:
        nonlocal sent
        sent += 1
        return endless(request)

    asked = source(BASE, small, transport=httpx.MockTransport(hear))
    try:
        with pytest.raises(SourceMalformed, match="more than 10000 bytes of records in its pages"):
            await ask(asked, "a", per_key=99)
    finally:
        await asked.close()
    assert sent == 11
