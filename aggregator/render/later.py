"""Cards that are compiled when they are first asked for.

At a start most cards are what an earlier run found valid. Reading them anew takes longer than all
else that a service of many cards does before it is ready, and most of them nobody asks for soon.
"""

from collections.abc import Callable, Iterator, Mapping
from threading import Lock

from aggregator.render.card import CompiledCard
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)


class LaterCard:
    """A card that was found valid before: `card` compiles it, once.

    card  None when it could not be compiled after all, a bug of ours that the log tells
    """

    def __init__(self, key: str, compiling: Callable[[], CompiledCard]) -> None:
        self.key = key
        self._compiling: Callable[[], CompiledCard] | None = compiling
        self._card: CompiledCard | None = None
        self._lock = Lock()

    @property
    def waits(self) -> bool:
        """Whether nobody has asked for it yet."""
        return self._compiling is not None

    @property
    def card(self) -> CompiledCard | None:
        self.compile()
        return self._card

    def compile(self) -> None:
        """Compile it, unless somebody has."""
        if self.waits:
            with self._lock:
                self._compile()

    def _compile(self) -> None:
        if self._compiling is None:
            return  # another thread has just done it
        try:
            self._card = self._compiling()
        except Exception:
            log.exception("card_not_compiled", card=self.key)
        self._compiling = None  # with the texts that it holds


class Cards(Mapping[str, CompiledCard]):
    """Compiled cards by key, some of them later.

    `in`, `len` and the keys know all of them, and compile none.
    """

    def __init__(self, cards: Mapping[str, CompiledCard | LaterCard]) -> None:
        self._cards = dict(cards)

    def __getitem__(self, key: str) -> CompiledCard:
        found = self._cards[key]
        card = found.card if isinstance(found, LaterCard) else found
        if card is None:
            raise KeyError(key)
        return card

    def __contains__(self, key: object) -> bool:
        return key in self._cards

    def __iter__(self) -> Iterator[str]:
        return iter(self._cards)

    def __len__(self) -> int:
        return len(self._cards)


def same_cards(one: Mapping[str, CompiledCard], other: Mapping[str, CompiledCard]) -> bool:
    """Whether both have the very same cards; none is compiled for it."""
    mine, its = _as_they_are(one), _as_they_are(other)
    return mine.keys() == its.keys() and all(mine[key] is its[key] for key in mine)


def _as_they_are(
    cards: Mapping[str, CompiledCard],
) -> Mapping[str, CompiledCard] | Mapping[str, CompiledCard | LaterCard]:
    return cards._cards if isinstance(cards, Cards) else cards  # noqa: SLF001 -- of this module
