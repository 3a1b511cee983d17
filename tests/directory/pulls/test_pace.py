"""What a source allows is shared: cards come first, and a pull has what they leave."""

import asyncio
from collections import Counter
from dataclasses import replace

import httpx
import orjson

from aggregator.directory.pulls.pace import Pace
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import SourceRateLimited
from aggregator.domain.lookup import LookupRequest, SourceList
from aggregator.domain.page_ways import NumberPages
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.listing import ListPage
from aggregator.upstream.source import build_source
from tests.support.pulled_crm import CONNECTOR
from tests.support.still_loop import loop_time

_LIST = SourceList(
    request=LookupRequest("GET", "/contacts"),
    records="results",
    kind="contact",
    id="id",
    fields={"email": "mail"},
    pages=NumberPages("page"),
)
_WINDOW, _ALLOWED = 10, 20
"""Seconds, and calls in them."""


class LimitedSource:
    """Allows 20 calls in each 10 seconds, and says how many are left. Counts them by window."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        self.calls: Counter[tuple[str, int]] = Counter()
        self.refused: Counter[str] = Counter()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        who = "pull" if request.url.path == "/contacts" else "card"
        window, into = divmod(loop_time(), _WINDOW)
        left = _ALLOWED - sum(self.calls[each, int(window)] for each in ("pull", "card"))
        headers = {"x-ratelimit-limit": str(_ALLOWED), "x-ratelimit-reset": str(_WINDOW - into)}
        if left <= 0:
            self.refused[who] += 1
            return httpx.Response(429, headers={**headers, "x-ratelimit-remaining": "0"})
        self.calls[who, int(window)] += 1
        last = int(request.url.params.get("page", 1)) == self.pages
        body = orjson.dumps({"results": [] if last else [{"id": 1}]})
        return httpx.Response(
            200, headers={**headers, "x-ratelimit-remaining": str(left - 1)}, content=body
        )


async def test_cards_are_never_refused_because_a_list_is_read() -> None:
    limited = LimitedSource(pages=75)
    transport = httpx.MockTransport(limited)
    client = build_source(
        "crm", replace(CONNECTOR, people=_LIST), "http://crm", {}, UpstreamLimits(), loop_time,
        transport=transport,
    )  # fmt: skip
    listing, pace = client.listing(_LIST), Pace(asyncio.sleep)

    async def pulled() -> int:
        pages, at = 0, None

        async def read() -> ListPage:
            return await listing.page(at, None, Deadline.after(20.0, loop_time))

        while True:
            page = await pace.page(read)
            pages, at = pages + 1, page.following
            if at is None:
                return pages

    async def cards() -> None:
        async with httpx.AsyncClient(transport=transport) as http:
            while True:
                for _ in range(9):
                    await http.get("http://crm/contact")
                    await asyncio.sleep(1)
                await asyncio.sleep(1)

    asking = asyncio.create_task(cards())
    try:
        assert await pulled() == limited.pages
    finally:
        asking.cancel()
        await client.close()
    assert limited.refused == {}
    of_pull = [calls for (who, _), calls in limited.calls.items() if who == "pull"]
    assert max(of_pull) <= _ALLOWED // 2
    assert sum(of_pull) == limited.pages


async def test_a_source_that_says_no_more_than_not_now_is_asked_ever_more_slowly() -> None:
    rested: list[float] = []
    answers: list[Exception | ListPage] = [
        *(SourceRateLimited("crm", "slow down", None) for _ in range(6)),
        ListPage([], None),
        SourceRateLimited("crm", "slow down", 45.0),
        *(ListPage([], None) for _ in range(4)),
    ]

    async def rest(seconds: float) -> None:
        rested.append(seconds)

    async def read() -> ListPage:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    pace = Pace(rest)
    for _ in range(5):
        await pace.page(read)
    refused, said, then = [1, 2, 4, 8, 16, 20], [20, 20, 5], [20, 10, 5]
    assert rested == [*refused, 20, *said, *then]
