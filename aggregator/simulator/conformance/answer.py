"""One request that was sent, and what came back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from aggregator.domain.plain.lint import Remark, lint
from aggregator.simulator.instances import Request, Timeout


@dataclass(frozen=True)
class ProbeAnswer:
    """What an implementation answered to request `number`.

    why     what the request was for, for people
    keys    what it asked for
    proven  whether it was signed and carried its headers as it should
    failure why nothing came back, in Plain's terms; else None and there is a status
    """

    number: int
    why: str
    keys: tuple[str, ...]
    proven: bool
    status: int | None
    failure: Request | Timeout | None
    content_type: str
    body: bytes
    milliseconds: float

    @cached_property
    def decoded(self) -> Any:
        """Give the body of a 200 as JSON; None when it is none."""
        if self.status != 200:
            return None
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None

    @cached_property
    def entries(self) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """Give the cards that can be told by their key, with it."""
        cards = self.decoded.get("cards") if isinstance(self.decoded, dict) else None
        return [
            (entry["key"], entry)
            for entry in (cards if isinstance(cards, list) else ())
            if isinstance(entry, dict) and isinstance(entry.get("key"), str)
        ]

    @cached_property
    def cards(self) -> Mapping[str, Mapping[str, Any]]:
        """Give the cards by key, the first of each."""
        return dict(reversed(self.entries))

    @cached_property
    def remarks(self) -> Sequence[Remark]:
        """Give what the lint has to say about it."""
        return lint(self.decoded)

    @property
    def shown(self) -> frozenset[str]:
        """The keys whose cards show something."""
        return frozenset(key for key, card in self.cards.items() if card.get("components"))

    def trouble(self, keys: Iterable[str]) -> str | None:
        """Say why Plain could not show each of `keys`; None when it could read them all.

        What is inside the cards is not looked at: that is for the checks that read all answers.
        """
        if self.failure is not None:
            return f"there was no answer: {self.failure.message.rstrip('.')}"
        if self.status != 200:
            return f"the status is {self.status}"
        lacking = [key for key in keys if key not in self.cards]
        if lacking:
            return f"the answer has no {quoted(lacking)}"
        return None


def quoted(keys: Iterable[str]) -> str:
    """Write keys for people, the first few of them: "plan", "usage" and 3 more."""
    listed = list(keys)
    said = ", ".join(f'"{_visible(key)}"' for key in listed[:5])
    return f"{said} and {len(listed) - 5} more" if len(listed) > 5 else said


def _visible(text: str) -> str:
    """Cut what another system wrote, and take out what would steer the terminal."""
    cut = text if len(text) <= 80 else f"{text[:79]}…"
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in cut)
