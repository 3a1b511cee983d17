"""A source's list, page by page: each page, and the place of the one after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import orjson

from aggregator.domain.call import Call
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import SourceMalformed
from aggregator.domain.lookup import LookupRequest, SourceList
from aggregator.domain.page_ways import Pages
from aggregator.mapping.paths import Getter, Unreadable, compile_path
from aggregator.telemetry.trace import Batch, Trace
from aggregator.upstream.client import RetryingClient
from aggregator.upstream.paging import PagePlace, pager, path_of
from aggregator.upstream.records import WrongShape, listed
from aggregator.upstream.spots import put, put_at
from aggregator.upstream.style import query
from aggregator.upstream.waits import to_spare_half

SINCE = "since"
"""What stands for the moment in a request of changes."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """Records in the source's order, as they came. `following`: None: it was the last page.

    rest   seconds for which a list leaves the source alone: cards have the other half of its calls
    """

    records: list[object]
    following: PagePlace | None
    rest: float = 0.0


class Listing:
    """Reads one list of the source `client.name`."""

    def __init__(
        self, client: RetryingClient, connector: str, all_of_them: SourceList, base: str
    ) -> None:
        self._client = client
        self._connector = connector
        self._list = all_of_them
        self._base = base
        self._records = compile_path(all_of_them.records)
        self._next = _next_of(all_of_them.pages)
        self._next_change = _next_of(all_of_them.change_pages)

    async def page(
        self, at: PagePlace | None, since: datetime | None, deadline: Deadline
    ) -> ListPage:
        """Read the page at a place, None being the first. Raises SourceError.

        `since`: only what changed after it, where the list can be asked so.
        """
        if since is not None and self._list.changes is not None:
            request = self._moved(self._list.changes, since)
            pages = pager(self._list.change_pages, self._next_change, self._base)
        else:
            request = self._list.request
            pages = pager(self._list.pages, self._next, self._base)
        if at is not None:
            pages.go_to(at)
        call = self._call(request, pages.place, since)
        pages.path = call.path
        trace = Trace(clock=deadline.clock)
        batch = Batch(call.route, 1, (), trace.now(), trace.now())
        reply = await self._client.send(call, deadline, self._client.log(batch))
        if reply.empty:
            return ListPage([], None)
        try:
            records = listed(self._records(reply.body))
            more = pages.advance(reply, len(records))
        except (WrongShape, Unreadable) as wrong:
            raise self._malformed(str(wrong)) from None
        following = pages.place if more else None
        if following is not None and following == at:
            raise self._malformed("with the same page again")
        return ListPage(records, following, to_spare_half(reply.headers))

    def _moved(self, request: LookupRequest, since: datetime) -> LookupRequest:
        """Put the moment into a request: as it is where it stands alone, else as text."""
        moment = self._written(since)
        texts = {SINCE: str(moment)}
        params = put(request.params, texts)
        return replace(request, params=params, body=put(put(request.body, {SINCE: moment}), texts))

    def _call(self, request: LookupRequest, place: PagePlace, since: datetime | None) -> Call:
        said, in_body = dict(place.said), dict(place.in_body)
        if since is not None and self._list.since is not None:
            (in_body if self._list.since_in_body else said)[self._list.since] = self._written(since)
        body: Mapping[str, Any] = dict(request.body)
        for dotted, value in in_body.items():
            body = put_at(body, dotted, value)
        sent = orjson.dumps(body) if request.method == "POST" else None
        call = request.call(query({**request.params, **said}), sent)
        if place.address is None:
            return call
        path, _, rest = place.address.partition("?")
        return replace(call, path=path, query=rest, named=request.path)

    def _written(self, moment: datetime) -> str | int:
        if self._list.since_as == "iso":
            return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return int(moment.timestamp()) * (1000 if self._list.since_as == "milliseconds" else 1)

    def _malformed(self, what: str) -> SourceMalformed:
        route = f"{self._list.request.method} {self._list.request.path}"
        return SourceMalformed(
            self._client.name,
            f"{self._client.name} answered {route} {what}: check the lists of the connector "
            f"{self._connector}",
            route=route,
        )


def _next_of(pages: Pages | None) -> Getter:
    page = path_of(pages)
    return (lambda _: None) if page is None else compile_path(page[1])
