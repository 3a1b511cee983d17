"""So many calls at once, of a source or of one of its lookups."""

import asyncio
from collections import deque


class CallPlaces:
    """Whoever finds no place waits, and gets the next one in the order in which they came.

    count  how many there are
    free   how many of them nobody has
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.free = count
        self._waiting: deque[asyncio.Future[None]] = deque()

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
            await asyncio.wait([place], timeout=seconds)
        except asyncio.CancelledError:
            if place.done():  # it was given in the same moment
                self.give()
            else:
                self._waiting.remove(place)
            raise
        if not place.done():
            self._waiting.remove(place)
        return place.done()

    def give(self) -> None:
        """Leave a place that was taken: to whoever waits longest, if there is somebody."""
        if self._waiting:
            self._waiting.popleft().set_result(None)
        else:
            self.free += 1
