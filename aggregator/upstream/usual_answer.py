"""The usual answer: one page that is all, with records of nobody but those who were asked for.

It is read in one go. What is anything else is left to a walk (page_walk.py), which alone says what
that means: nothing is decided here but that all is as usual.
"""

from collections.abc import Sequence
from typing import Any

from aggregator.domain.identity import EMAIL, lower
from aggregator.domain.lookup import Asked, BatchStyle, Lookup, Record
from aggregator.domain.page_ways import CursorPages
from aggregator.mapping.paths import Unreadable
from aggregator.upstream.page_walk import LookupPaths, is_strange
from aggregator.upstream.paging import cursor_in
from aggregator.upstream.records import WrongShape, mailbox

_Usual = dict[str, list[Record | None]]


class UsualAnswer:
    """One lookup's, where `may_come`."""

    def __init__(self, lookup: Lookup, paths: LookupPaths) -> None:
        self._normal = mailbox if lookup.key == EMAIL else None
        self._lower = lookup.lower
        self._request = lookup.request
        self._per_key = lookup.per_key
        self._single = lookup.batch.single
        tells = type(lookup.batch).told is not BatchStyle.told
        self._told = lookup.batch.told if tells else None
        self._records = paths.records
        self._is_there = paths.is_there
        self._match = paths.match
        self._read = paths.read
        self._next = None if lookup.pages is None else paths.page

    @staticmethod
    def may_come(lookup: Lookup, paths: LookupPaths) -> bool:
        """Whether one call may be all that is asked, and no answer says for whom it is."""
        pages = lookup.pages
        one_page = (pages is None or isinstance(pages, CursorPages)) and lookup.per_call is None
        return one_page and lookup.batch.at_once is None and paths.echo is None

    def is_for(self, keys: Sequence[str]) -> bool:
        """Whether these keys are asked for in one call as they are, and told apart by each letter.

        An address is, where it is written as it is compared.
        """
        if len(keys) > 1 and self._single:
            return False
        for key in keys:
            if not key.isascii() or not key or key.isspace():
                return False
            if self._lower and lower(key) != key:
                return False
            if self._normal is not None and self._normal(key) != key:
                return False
        return True

    def asked(self, keys: Sequence[str], maximum: int) -> Asked:
        """What the call says."""
        if self._per_key is None:
            return Asked(tuple(keys))
        return Asked(tuple(keys), {self._per_key: maximum})

    def records(self, body: Any, keys: Sequence[str], maximum: int) -> tuple[_Usual, int] | None:
        """The records of each key, and how many came; None: a walk is to read it."""
        try:
            if self._told is not None and self._told(self._request, body):
                return None
            page = self._page(body)
            found = None if page is None else self._by_key(page, keys, maximum)
            if page is None or found is None or self._goes_on(body, found, keys, maximum):
                return None
        except (Unreadable, WrongShape):
            return None
        return found, len(page)

    def _goes_on(self, body: Any, found: _Usual, keys: Sequence[str], maximum: int) -> bool:
        """Whether there is another page, and a key that may have more of its records."""
        if self._next is None or cursor_in(self._next(body)) is None:
            return False
        return any(len(found.get(key, ())) < maximum for key in keys)

    def _page(self, body: Any) -> list[Any] | None:
        page = self._records(body)
        if type(page) is not list:
            return [page] if self._single and type(page) is dict else None
        return page if page or self._is_there(body) else None

    def _by_key(self, page: list[Any], keys: Sequence[str], maximum: int) -> _Usual | None:
        found: _Usual = {}
        match = self._match
        for record in page:
            if type(record) is not dict:
                return None
            if match is None:
                if len(keys) > 1 or is_strange(record, self._read):
                    return None
                shown = keys[0]
            else:
                shown = match(record)
                if type(shown) is int:
                    shown = str(shown)
                if type(shown) is not str or shown not in keys:
                    return None
            of_key = found.get(shown)
            if of_key is None:
                found[shown] = [record]
            elif len(of_key) < maximum:
                of_key.append(record)
        return found
