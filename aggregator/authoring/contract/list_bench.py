"""A list on the bench, `people` or `accounts`: read as a pull does, of a system that is played."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from typing import Any

from aggregator.authoring.contract.bench import SECONDS, SOURCE, connect_to
from aggregator.authoring.contract.stand_in import StandIn
from aggregator.authoring.contract.wire import Disturb, PlayedWire, Rewrite, token_path
from aggregator.directory.kinds import SubjectKind
from aggregator.directory.pulls.pulled import RecordReader
from aggregator.directory.pulls.round_trip import SeenPages
from aggregator.directory.values import Upserted
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.domain.lookup import Connector, SourceList
from aggregator.upstream.listing import ListPage
from aggregator.upstream.paging import PagePlace
from aggregator.upstream.source import SourceClient

PAGES_MAX = 60
"""Pages that are read before a list is taken for endless."""


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """What came of one reading of a list, page by page, and what it took."""

    pages: Sequence[ListPage]
    error: AggregatorError | None
    wire: PlayedWire
    seconds: float

    @property
    def records(self) -> list[Any]:
        return [record for page in self.pages for record in page.records]

    @property
    def calls(self) -> int:
        return len(self.wire.calls)

    @property
    def endless(self) -> bool:
        """Whether it had not ended after `PAGES_MAX` pages."""
        return self.error is None and self.pages[-1].following is not None


@dataclass(slots=True)
class ListBench:
    """One list of a connector. `whole`: all records of it, once it could be read."""

    name: str
    subject: SubjectKind
    connector: Connector
    declared: SourceList
    system: StandIn
    clock: asyncio.AbstractEventLoop
    logs: StringIO
    left: list[str]
    whole: list[Any] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)

    def source(
        self, wire: PlayedWire, credentials: Mapping[str, str] | None = None
    ) -> SourceClient:
        """Connect a source to the wire. Raises SettingsError."""
        given = dict(self.system.credentials if credentials is None else credentials)
        self.secrets.update(given.values())
        return connect_to(wire, self.connector, given, self.clock)

    def wire(self, disturb: Disturb | None = None, rewrite: Rewrite | None = None) -> PlayedWire:
        return PlayedWire(self.system, token_path(self.connector.authentication), disturb, rewrite)

    async def read(
        self,
        *,
        disturb: Disturb | None = None,
        rewrite: Rewrite | None = None,
        declared: SourceList | None = None,
        since: datetime | None = None,
        seconds: float = SECONDS,
        credentials: Mapping[str, str] | None = None,
    ) -> ListAnswer:
        """Read the list from its beginning to its end, of a source that is new."""
        wire = self.wire(disturb, rewrite)
        source = self.source(wire, credentials)
        try:
            return await self.read_of(source, wire, declared, since, seconds)
        finally:
            await source.close()

    async def read_of(
        self,
        source: SourceClient,
        wire: PlayedWire,
        declared: SourceList | None = None,
        since: datetime | None = None,
        seconds: float = SECONDS,
    ) -> ListAnswer:
        """Read it of a source that is connected already."""
        listing = source.listing(declared or self.declared)
        began, pages, at = self.clock.time(), list[ListPage](), None
        error: AggregatorError | None = None
        seen = SeenPages(SOURCE, None)
        try:
            while len(pages) < PAGES_MAX:
                deadline = Deadline.after(seconds, self.clock.time)
                page = await listing.page(at, since, deadline)
                seen.check(page)
                pages.append(page)
                if pages[-1].following is None:
                    break
                at = PagePlace(*pages[-1].following)
        except AggregatorError as told:
            error = told
        self._keep(wire, error)
        return ListAnswer(pages, error, wire, self.clock.time() - began)

    def refused(self, records: Sequence[object]) -> list[str]:
        """Say what of records that came in one page is not kept: "email: bad_value"."""
        return [f"{each.field}: {each.code}" for each in self._said(records) if _is_refused(each)]

    def kept(self, records: Sequence[object]) -> int:
        """Count those who are kept of a page."""
        return sum(not _is_refused(each) for each in self._said(records))

    def _said(self, records: Sequence[object]) -> Sequence[Any]:
        return RecordReader(SOURCE, self.subject, self.declared).all_said(records)

    def _keep(self, wire: PlayedWire, error: AggregatorError | None) -> None:
        if error is not None:
            self.said += [str(error), repr(error), repr(error.facts)]
        for request in (*wire.calls, *wire.tokens):
            self.origins.add(request.origin.lower())
            value = request.headers.get("authorization", "")
            self.secrets.update({value.rpartition(" ")[2]} if len(value) > 8 else set())


def _is_refused(said: object) -> bool:
    return isinstance(said, Upserted)
