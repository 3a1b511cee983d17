"""Ids of our own: a prefix that says what it names, then something unique that sorts by time."""

import re
import secrets
import time
from collections.abc import Callable

IdFactory = Callable[[str], str]
"""Prefix (`cust_`) -> a new id that begins with it. Later ids sort after earlier ones."""

CUSTOMER = "cust_"
ACCOUNT = "acct_"
ORG_UNIT = "org_"
LINK = "link_"
DECISION = "deci_"
NOTE = "note_"
IMPORT = "imp_"
PULL = "pull_"

_OWN_ID = re.compile(r"[a-z]+_[0-9a-z]{1,48}", re.ASCII)
_CUSTOMER_ID = re.compile(rf"{CUSTOMER}[0-9a-z]+", re.ASCII)

_DIGITS = "%032x"  # 48 bits of milliseconds, then 80 of counting
_RANDOM_BITS = 80
_STEP_BITS, _STEPS = 32, 256


def is_own_id(text: str) -> bool:
    """Whether anybody's or anything's id here could read like that: no database is asked else."""
    return _OWN_ID.fullmatch(text) is not None


def is_customer_id(text: str) -> bool:
    """Whether a customer's id could read like that, whoever has it or had it."""
    return _CUSTOMER_ID.fullmatch(text) is not None


class TimeOrderedIds:
    """Makes ids from the time and chance: `cust_019aab3f6c21d07c4be1f09a77d3e5b2`.

    Ids of one factory ascend strictly, also within a millisecond and when the clock steps back;
    those of two processes are distinct by chance (80 bits). `clock` gives seconds since 1970.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        random_bits: Callable[[int], int] = secrets.randbits,
    ) -> None:
        self._clock = clock
        self._random_bits = random_bits
        self._steps: list[int] = []
        self._last = 0

    def __call__(self, prefix: str) -> str:
        moment = int(self._clock() * 1000)
        if moment > self._last >> _RANDOM_BITS:
            self._last = moment << _RANDOM_BITS | self._random_bits(_RANDOM_BITS)
        else:
            # Counting on from a random start; never by one, so that an id tells no neighbour.
            if not self._steps:
                self._steps = self._chances()
            self._last += 1 + self._steps.pop()
        return prefix + _DIGITS % self._last

    def _chances(self) -> list[int]:
        """Draw many at once: to ask the system for chance costs more than the rest of an id."""
        chance = self._random_bits(_STEP_BITS * _STEPS)
        mask = (1 << _STEP_BITS) - 1
        return [chance >> _STEP_BITS * n & mask for n in range(_STEPS)]
