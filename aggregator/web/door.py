"""How many may be connected, and who goes when one more comes.

Whoever opens connections costs files, and without files neither cards nor sources can be read. So
there are at most so many; the next one is let in, and one that is of least use is closed for it:
first who has proven nothing and waits, then who has proven nothing, then who has proven who they
are and waits, of each the one unused for longest. A proven request under way is never given up.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from aggregator.telemetry.logger import get_logger
from aggregator.web.files import open_files

CONNECTIONS = 1_024
"""Connections at once, where files suffice."""

OWN_FILES = 40
"""Files that are open while nobody is connected: the log, the database, the loop, some sources."""

TOLD_EVERY = 60.0
"""Seconds between two lines in the log that say that room had to be made."""

_STANDING = "aggregator.standing"

log = get_logger("aggregator.web")


class Guest(Protocol):
    """A connection; `busy` while it has a whole request that is being answered."""

    @property
    def busy(self) -> bool: ...
    def turn_out(self) -> None: ...


class Door:
    """Keeps at most `maximum` guests. `clock` gives seconds on a monotonic scale."""

    def __init__(
        self, maximum: int = CONNECTIONS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.maximum = maximum
        self._clock = clock
        self._told = -TOLD_EVERY
        # Dicts keep order: the first of each is the one that was not used for longest.
        self._strangers: dict[Guest, None] = {}
        self._proven: dict[Guest, None] = {}

    def __len__(self) -> int:
        return len(self._strangers) + len(self._proven)

    def enter(self, guest: Guest) -> None:
        """Let `guest` in; one too many, somebody is turned out, `guest` if need be.

        Who is in already, as after a handshake, needs no more room.
        """
        if guest in self._strangers or guest in self._proven:
            return
        full = len(self) >= self.maximum
        minimum = next(self._in_order(), guest) if full else None
        self._strangers[guest] = None
        if minimum is not None:
            self.leave(minimum)
            minimum.turn_out()
            self._tell()

    def vouch(self, guest: Guest) -> None:
        """Remember that `guest` has proven who it is."""
        if self._strangers.pop(guest, guest) is None:
            self._proven[guest] = None

    def used(self, guest: Guest) -> None:
        """Remember that `guest` was answered just now."""
        for row in (self._strangers, self._proven):
            if guest in row:
                del row[guest]
                row[guest] = None

    def leave(self, guest: Guest) -> None:
        """Forget `guest`, who may be gone already."""
        self._strangers.pop(guest, None)
        self._proven.pop(guest, None)

    def _in_order(self) -> Iterator[Guest]:
        """Give who may be turned out, the least useful first."""
        yield from (guest for guest in self._strangers if not guest.busy)
        yield from self._strangers
        yield from (guest for guest in self._proven if not guest.busy)

    def _tell(self) -> None:
        now = self._clock()
        if now - self._told >= TOLD_EVERY:
            self._told = now
            log.warning("connections_full", most=self.maximum)


def door_for(connections: int) -> Door:
    """Give the door of a server: beside its own files, half of those it may open are for guests."""
    return Door(max(1, min(connections, (open_files() - OWN_FILES) // 2)))


class Standing:
    """What a connection's requests know of it; `proven` once one of them proved who sent it."""

    def __init__(self, told: Callable[[], None]) -> None:
        self.proven = False
        self.heard: list[Callable[[], None]] = [told]

    def prove(self) -> None:
        """Tell all who want to hear of it; once."""
        heard, self.heard, self.proven = self.heard, [], True
        for each in heard:
            each()

    def state(self) -> dict[str, Any]:
        """Give the state of the connection's requests, where `standing_of` finds it."""
        return {_STANDING: self}


def standing_of(scope: Mapping[str, Any]) -> Standing | None:
    """Give the standing of the connection that a request came on; None without one of ours."""
    standing: Standing | None = scope.get("state", {}).get(_STANDING)
    return standing


def vouch_for(scope: Mapping[str, Any]) -> None:
    """Say that the request of this scope has proven who sent it."""
    standing = standing_of(scope)
    if standing is not None:
        standing.prove()
