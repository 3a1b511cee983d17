"""How fast a source is pulled from: cards ask it too, and they come first.

What a source allows is one budget, and whoever reads a list could take all of it. So a pull leaves
half of every limit that the source tells (upstream/waits.py), asks more slowly after each "not
now", and more quickly again with each page that comes. Where it says how long to wait, it waits.
"""

from collections.abc import Awaitable, Callable

from aggregator.domain.errors import SourceRateLimited
from aggregator.upstream.listing import ListPage

PATIENCE = 20
"""Times that a source may say "not now" before a page is given up."""

_REST = 20.0
"""Seconds of a rest at a time, as the lease lasts longer; and most that we rest by ourselves."""
_FIRST = 1.0
_NONE = 0.1

Rest = Callable[[float], Awaitable[None]]
StayOurs = Callable[[], Awaitable[None]]


class Pace:
    """The pace of one pull. `rest` waits so many seconds, `stay_ours` keeps the job meanwhile."""

    def __init__(self, rest: Rest, stay_ours: StayOurs | None = None) -> None:
        self._rest = rest
        self._stay_ours = stay_ours
        self._between = 0.0
        self._owed = 0.0

    async def page(self, read: Callable[[], Awaitable[ListPage]]) -> ListPage:
        """Read the next page when it is time. SourceError."""
        await self._leave_alone(self._owed)
        self._owed = 0.0
        page = await self._patiently(read)
        self._owed = max(page.rest, self._between)
        self._between = self._between / 2 if self._between > _NONE else 0.0
        return page

    async def _patiently(self, read: Callable[[], Awaitable[ListPage]]) -> ListPage:
        for _ in range(PATIENCE):
            try:
                return await read()
            except SourceRateLimited as error:
                self._between = min(max(_FIRST, 2 * self._between), _REST)
                await self._leave_alone(max(error.after or 0.0, self._between))
        return await read()

    async def _leave_alone(self, seconds: float) -> None:
        while seconds > 0:
            await self._stay()  # the refusal before took its time, too
            await self._rest(min(seconds, _REST))
            seconds -= _REST
            await self._stay()

    async def _stay(self) -> None:
        if self._stay_ours is not None:
            await self._stay_ours()
