"""A list on the bench, `people` or `accounts`: read as a pull does, of a system that is played."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from aggregator.authoring.contract.bench import SECONDS, SOURCE, connect_to, secrets_of
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
    """What came of one reading of a list, page by page."""

    pages: Sequence[ListPage]
    error: AggregatorError | None

    @property
    def records(self) -> list[Any]:
        return [record for page in self.pages for record in page.records]

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
    secrets: set[str] = field(default_factory=set)

    async def read(
        self,
        *,
        disturb: Disturb | None = None,
        rewrite: Rewrite | None = None,
        declared: SourceList | None = None,
    ) -> ListAnswer:
        """Read the list from its beginning to its end, of a source that is new.

        Raises SettingsError.
        """
        wire = PlayedWire(self.system, token_path(self.connector.authentication), disturb, rewrite)
        given = dict(self.system.credentials)
        self.secrets.update(given.values())
        source = connect_to(wire, self.connector, given, self.clock)
        try:
            answer = await self._read_of(source, declared or self.declared)
        finally:
            await source.close()
        self._keep(wire, answer.error)
        return answer

    async def _read_of(self, source: SourceClient, declared: SourceList) -> ListAnswer:
        listing, seen = source.listing(declared), SeenPages(SOURCE, None)
        pages, at = list[ListPage](), None
        try:
            while len(pages) < PAGES_MAX:
                deadline = Deadline.after(SECONDS, self.clock.time)
                page = await listing.page(at, None, deadline)
                seen.check(page)
                pages.append(page)
                if page.following is None:
                    break
                at = PagePlace(*page.following)
        except AggregatorError as told:
            return ListAnswer(pages, told)
        return ListAnswer(pages, None)

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
            self.secrets.update(secrets_of(request))


def _is_refused(said: object) -> bool:
    return isinstance(said, Upserted)
