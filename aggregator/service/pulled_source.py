"""A source as the directory pulls from it: with a client of its own, beside that of the cards.

A page may take longer than a card's question may, and a list that fails is no reason to stop asking
for cards: so neither time nor breaker is shared. What the source allows is: while it asked cards
to wait, nothing is read.
"""

import math
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from aggregator.directory.pulls.pulls import PulledSource
from aggregator.domain.deadline import Clock, Deadline
from aggregator.domain.errors import InvalidRequest, SourceRateLimited
from aggregator.domain.lookup import Connector, SourceList
from aggregator.service.snapshot import connect_source, upstream_limits
from aggregator.settings import Settings
from aggregator.upstream.listing import ListPage
from aggregator.upstream.paging import PagePlace

SECONDS = 20.0
"""What one page may take, retries included: less than the lease of whoever reads it."""


@asynccontextmanager
async def pulled_source(
    settings: Settings,
    workspace_id: str,
    name: str,
    connectors: Mapping[str, Connector],
    clock: Clock = time.monotonic,
    cards_wait: Callable[[], float] = lambda: 0.0,
) -> AsyncIterator[PulledSource]:
    """Connect the source `name` of a workspace; nothing is sent before a page is read.

    `cards_wait`: seconds for which cards leave it alone, as it asked.
    InvalidRequest, with its fix: there is no such source, or no connector of its kind.
    """
    workspace = settings.by_workspace.get(workspace_id)
    sources = workspace.sources if workspace is not None else {}
    declared = sources.get(name)
    if declared is None:
        fix = (
            f"one of the settings: {', '.join(sources)}"
            if sources
            else f"connect it in the settings, as [sources.{name}] (docs/connect.md)"
        )
        raise InvalidRequest(f"There is no source {name}. Fix: {fix}")
    connector = connectors.get(declared.connector)
    if connector is None:
        raise InvalidRequest(
            f"There is no connector {declared.connector}. Fix: aggregator check says why"
        )
    limits = replace(upstream_limits(settings.limits), attempt=SECONDS, no_new_work_after=SECONDS)
    client = connect_source(name, connector, declared, limits, clock)

    async def read(
        all_of_them: SourceList, at: PagePlace | None, since: datetime | None
    ) -> ListPage:
        seconds = cards_wait()
        if seconds:
            words = f"{name} asked cards to wait {math.ceil(seconds)} s longer: a pull waits, too"
            raise SourceRateLimited(name, words, seconds)
        deadline = Deadline.after(SECONDS, clock)
        return await client.listing(all_of_them).page(at, since, deadline)

    try:
        yield PulledSource(name, client.connector, read)
    finally:
        await client.close()
