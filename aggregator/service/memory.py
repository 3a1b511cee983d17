"""What is kept in memory beyond a request: of all of it, what a change concerns is forgotten.

matches   whom ids mean, as the directory said
inferred  ids that sources named when they were asked by an address
copies    cards as they were last shown
"""

from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime

from aggregator.cache import Cache
from aggregator.directory.read.news import DirectoryNews
from aggregator.directory.read.remembered import MemoryLimits, RememberedMatches
from aggregator.domain.deadline import Clock
from aggregator.pipeline.stale_cards import StaleCard, StaleCards
from aggregator.schema.inferred_ids import InferredIds
from aggregator.settings import LimitSettings
from aggregator.store import Store


class ServiceMemory:
    """Made once: its bounds are those of the first settings."""

    def __init__(
        self, limits: LimitSettings, store: Store, clock: Clock, now: Callable[[], datetime]
    ) -> None:
        said, inferred = limits.directory, limits.inferred
        self.matches = RememberedMatches(
            MemoryLimits(said.found, said.not_found, said.entries, said.bytes),
            store.commits,
            clock,
        )
        self.inferred = InferredIds(
            inferred.seconds, entries=inferred.entries, size=inferred.bytes, clock=clock, now=now
        )
        cards: Cache[Hashable, StaleCard] = Cache(
            entries=limits.copies.entries, size=limits.copies.bytes, clock=clock
        )
        self.copies = StaleCards(cards, limits.copies.seconds)

    def listen(self, hear: Callable[[str], Awaitable[None]], soon: Callable[[str], object]) -> None:
        """Take what returns once all that happened was forgotten here, and what only begins it."""
        self.copies.hear = hear
        self.matches.look = soon

    def holds_any(self) -> bool:
        """Whether anything is kept that a change could concern."""
        return bool(len(self.matches) or len(self.inferred) or len(self.copies))

    def forget(self, workspace_id: str, news: DirectoryNews) -> None:
        """Drop what may be no longer so."""
        self.matches.forget(workspace_id, news)
        if news.everybody:
            self.inferred.forget_workspace(workspace_id)
            self.copies.forget_workspace(workspace_id)
        else:
            self.inferred.forget_people(workspace_id, news.values)
            self.copies.forget_people(workspace_id, news.values)
