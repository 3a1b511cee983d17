"""A list is read page by page, from any place, and its words reach the call as declared."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from aggregator.connectors.declaration import declared
from aggregator.connectors.manifest import Manifest
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import SourceMalformed
from aggregator.domain.lookup import Connector, LookupRequest, SourceList
from aggregator.domain.page_ways import CursorPages, LinkPages, NumberPages
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.paging import PagePlace
from aggregator.upstream.source import SourceClient, build_source

SINCE = datetime(2026, 11, 30, 9, tzinfo=UTC)
PEOPLE = SourceList(
    request=LookupRequest("GET", "/people", {"limit": "2"}),
    records="data",
    kind="user",
    id="id",
    fields={"email": "email"},
    pages=CursorPages("next", "after"),
)
BASE = declared(
    "desk",
    Manifest.model_validate(
        {
            "name": "Desk",
            "authentication": "none",
            "lookups": {
                "user": {
                    "key": "user",
                    "request": "GET /user",
                    "batch": {"style": "fan-out", "param": "id"},
                    "records": "data",
                    "match": "id",
                    "fields": {"id": "id"},
                }
            },
        }
    ),
)


def source(
    people: SourceList, answer: Callable[[httpx.Request], httpx.Response]
) -> tuple[SourceClient, SourceList]:
    connector: Connector = replace(BASE, people=people)
    made = build_source(
        "desk",
        connector,
        "http://desk.example/v1",
        {},
        UpstreamLimits(),
        transport=httpx.MockTransport(answer),
    )
    return made, people


async def walked(
    people: SourceList,
    answer: Callable[[httpx.Request], httpx.Response],
    since: datetime | None = None,
) -> list[object]:
    """All records, each page read by a client of its own, as after a restart."""
    found: list[object] = []
    at: PagePlace | None = None
    for _ in range(20):
        client, listed = source(people, answer)
        page = await client.listing(listed).page(at, since, Deadline.after(60.0))
        await client.close()
        found += page.records
        if page.following is None:
            return found
        at = PagePlace(*page.following)
    raise AssertionError("it never ends")


def numbered(request: httpx.Request, start: int, size: int = 2, total: int = 5) -> list[int]:
    assert request.url.path == "/v1/people"
    return [*range(total)][start : start + size]


async def test_by_a_cursor_in_the_query_or_in_the_body() -> None:
    def by_query(request: httpx.Request) -> httpx.Response:
        start = int(request.url.params.get("after", "0"))
        assert request.url.params["limit"] == "2"
        following = str(start + 2) if start + 2 < 5 else None
        return httpx.Response(200, json={"data": numbered(request, start), "next": following})

    assert await walked(PEOPLE, by_query) == [0, 1, 2, 3, 4]

    def by_body(request: httpx.Request) -> httpx.Response:
        body = httpx.Response(200, content=request.content).json()
        start = int(body.get("paging", {}).get("after", 0))
        assert (body["filter"], body["changed"]) == ("all", 1796029200000)
        following = start + 2 if start + 2 < 5 else 0
        return httpx.Response(200, json={"data": numbered(request, start), "next": following})

    posted = replace(
        PEOPLE,
        request=LookupRequest("POST", "/people", body={"filter": "all"}),
        pages=CursorPages("next", None, field="paging.after"),
        since="changed",
        since_in_body=True,
        since_as="milliseconds",
    )
    assert await walked(posted, by_body, SINCE) == [0, 1, 2, 3, 4]


async def test_what_changed_is_asked_by_a_request_of_its_own() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"data": numbered(request, 0)})
        body = httpx.Response(200, content=request.content).json()
        assert body["filters"] == [{"value": 1796029200000}, {"value": "x>1796029200000"}]
        assert request.url.params["q"] == "changed >= 1796029200000"
        start = int(body.get("after", 0))
        found = [*range(10, 14)][start : start + 2]
        return httpx.Response(200, json={"data": found, "more": start + 2 if start < 2 else None})

    both = replace(
        PEOPLE,
        changes=LookupRequest(
            "POST",
            "/changed",
            {"q": "changed >= {since}"},
            body={"filters": [{"value": "{since}"}, {"value": "x>{since}"}]},
        ),
        change_pages=CursorPages("more", None, field="after"),
        since_as="milliseconds",
    )
    assert await walked(both, answer) == [0, 1]
    assert await walked(both, answer, SINCE) == [10, 11, 12, 13]


async def test_by_counting_and_by_an_address_that_the_answer_names() -> None:
    def by_page(request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, json={"data": numbered(request, 2 * (int(request.url.params["page"]) - 1))}
        )

    assert await walked(replace(PEOPLE, pages=NumberPages("page", size=2)), by_page) == [*range(5)]

    def by_offset(request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, json={"data": numbered(request, int(request.url.params["skip"]))}
        )

    assert await walked(replace(PEOPLE, pages=NumberPages("skip", offset=True)), by_offset) == [
        *range(5)
    ]

    def by_link(request: httpx.Request) -> httpx.Response:
        start = int(request.url.params.get("from", "0"))
        if not start:
            assert request.url.params["updated"] == "2026-11-30T09:00:00Z"
        link = f'</v1/people?from={start + 2}>; rel="next"' if start < 4 else ""
        return httpx.Response(200, json={"data": numbered(request, start)}, headers={"link": link})

    linked = replace(PEOPLE, pages=LinkPages(header="Link"), since="updated")
    assert await walked(linked, by_link, SINCE) == [*range(5)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"data": None, "next": None}, "no list of records"),
        ({"data": {}}, "no list of records"),
        ({"data": [1], "next": []}, "a cursor that is neither text nor number"),
    ],
)
async def test_what_is_no_page_is_an_error_and_never_the_end(body: object, said: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=body)

    with pytest.raises(SourceMalformed, match=f"{said}.*check the lists of the connector desk"):
        await walked(PEOPLE, answer)


async def test_a_page_that_names_itself_as_the_next_one_is_told() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": [1], "next": "same"})

    with pytest.raises(SourceMalformed, match="the same page again"):
        await walked(PEOPLE, answer)


async def test_an_answer_without_a_body_is_the_end() -> None:
    assert await walked(PEOPLE, lambda _: httpx.Response(204)) == []
