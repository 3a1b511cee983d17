"""Lists inside of records that come in pages: each key's on its own, until it is whole."""

from collections.abc import Mapping
from functools import cache

import orjson

from aggregator.domain.errors import AggregatorError
from aggregator.domain.lookup import Found, Record
from aggregator.domain.page_ways import ListPages
from aggregator.mapping.paths import Unreadable, compile_path
from aggregator.upstream.paging import cursor_in
from aggregator.upstream.records import WrongShape
from aggregator.upstream.spots import put_at

_path = cache(compile_path)


class ListWalk:
    """The lists in what was `found`, one record a key.

    open  the keys whose list goes on, with the cursor of its next page
    left  why the rest of a key's list is not read
    """

    def __init__(self, pages: ListPages, found: dict[str, Found], held_max: int) -> None:
        self.open: dict[str, str] = {}
        self.left: dict[str, str] = {}
        self._pages = pages
        self._found = found
        self._seen: dict[str, set[str]] = {}
        self._held = 0
        self._held_max = held_max
        for key, records in found.items():
            if not isinstance(records, AggregatorError) and records and records[0] is not None:
                self._note(key, records[0])

    def take(self, cursors: Mapping[str, str], answers: Mapping[str, Found]) -> None:
        """Take the pages that keys were asked for; what does not come is left, and told."""
        for key in cursors:
            self.open.pop(key, None)
            page = answers.get(key)
            if isinstance(page, AggregatorError):
                self.left[key] = page.message
            elif not page or page[0] is None:
                self.left[key] = "nothing came of the page that a record named"
            else:
                self._add(key, page[0])

    def end(self) -> None:
        """Have something unreadable stand for what was not read."""
        for key in self.open:
            self.left[key] = f"a list has more than {self._pages.max_pages} pages: max_pages"
        for key in self.left:
            records = self._found[key]
            if not isinstance(records, AggregatorError):
                self._found[key] = [*records, None]

    def _add(self, key: str, page: Record) -> None:
        records = self._found[key]
        first = None if isinstance(records, AggregatorError) else records[0]
        if first is None:
            return
        try:
            more = self._list_in(page)
            whole = put_at(first, self._pages.list, [*self._list_in(first), *more])
        except (WrongShape, ValueError) as wrong:
            self.left[key] = str(wrong)
            return
        self._held += len(orjson.dumps(more, default=str))
        if self._held > self._held_max:
            self.left[key] = f"its pages hold more than {self._held_max} bytes: raise max_bytes"
            return
        self._found[key] = [whole]
        self._note(key, page)

    def _note(self, key: str, record: Record) -> None:
        """Know where the list of a key goes on."""
        try:
            cursor = cursor_in(_path(self._pages.each)(record))
        except (WrongShape, Unreadable) as wrong:
            self.left[key] = str(wrong)
            return
        seen = self._seen.setdefault(key, set())
        if cursor in seen:
            self.left[key] = "a page of it leads back"
        elif cursor is not None:
            seen.add(cursor)
            self.open[key] = cursor

    def _list_in(self, record: Record) -> list[object]:
        """Give the list of a record. Raises WrongShape."""
        found: object = record
        for name in self._pages.list.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        if found is None:
            return []
        if not isinstance(found, list):
            raise WrongShape(f"no list at {self._pages.list}, where its lookup says one is")
        return found
