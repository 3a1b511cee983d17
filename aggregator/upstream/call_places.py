"""So many calls at once, of a source or of one of its lookups."""

import asyncio
from collections import deque

from aggregator.upstream.time_limit import TimeLimits


class CallPlaces:
    """Whoever finds no place waits, and gets the next one in the order in which they came.

    count  how many there are
    free   how many of them nobody has
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.free = count
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._limits = TimeLimits()

    def take(self) -> bool:
        """Take a place at once; false: there is none."""
        if not self.free:
            return False
        self.free -= 1
        return True

    async def wait(self, seconds: float) -> bool:
        """Wait for a place for so long; false: there was none."""
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            with self._limits.within(seconds):
                await place
        except (asyncio.CancelledError, TimeoutError) as error:
            if not place.cancelled():  # it was given in the same moment
                self.give()
            if isinstance(error, TimeoutError):
                return False
            raise
        return True

    def give(self) -> None:
        """Leave a place that was taken: to whoever waits longest, if there is somebody."""
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():  # who left is still in the row
                place.set_result(None)
                return
        self.free += 1

    def close(self) -> None:
        """Leave no timer behind. May be called again."""
        self._limits.close()
