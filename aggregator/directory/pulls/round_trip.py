"""A list that leads back to where it was: read on, it would never end.

A source that ignores the number of a page gives the first one for ever, and a broken cursor can
lead round through several pages. Neither shows in one answer; here all pages of a list are seen.
"""

import hashlib
from collections.abc import Sequence

import orjson

from aggregator.domain.errors import SourceMalformed
from aggregator.upstream.listing import ListPage
from aggregator.upstream.paging import PagePlace

_SAME = 5
"""Pages in turn with the same records that are no chance: who is new moves the others on."""


class SeenPages:
    """What was read of one list of the source `name`: 16 bytes a page. `at`: where it begins."""

    def __init__(self, name: str, at: PagePlace | None) -> None:
        self._name = name
        self._places = {_place(at)}
        self._records = b""
        self._alike = 0

    def check(self, page: ListPage) -> None:
        """Take a page. SourceMalformed: with it, the list goes round."""
        if page.following is None:
            return
        place = _place(page.following)
        if place in self._places:
            raise self._round("leads back to a page that was read already")
        self._places.add(place)
        records = _digest(page.records) if page.records else b""
        self._alike = self._alike + 1 if records and records == self._records else 1
        self._records = records
        if self._alike == _SAME:
            raise self._round("gives the same records page after page")

    def _round(self, how: str) -> SourceMalformed:
        return SourceMalformed(
            self._name,
            f"A list of {self._name} {how}: it would never end. Fix: check `pages:` of that list "
            "in the connector",
        )


def _place(at: PagePlace | None) -> bytes:
    """What a call says to get there, whatever was counted before it."""
    return _digest([] if at is None else [at.said, at.in_body, at.address])


def _digest(value: Sequence[object]) -> bytes:
    """Give 16 bytes that tell one value from another."""
    text = orjson.dumps(value, default=repr, option=orjson.OPT_NON_STR_KEYS)
    return hashlib.blake2b(text, digest_size=16).digest()
