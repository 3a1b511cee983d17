"""From page to page: by a cursor, by an address that the answer names, or by counting."""

import re
from collections.abc import Mapping
from typing import NamedTuple, Protocol
from urllib.parse import urljoin, urlsplit

from aggregator.domain.call import DecodedReply
from aggregator.domain.page_ways import CursorPages, LinkPages, NumberPages, Pages
from aggregator.mapping.paths import Getter
from aggregator.upstream.records import WrongShape

_LINK = re.compile(r'<(?P<address>[^>]*)>(?P<about>(?:\s*;\s*[^;,<"]+(?:"[^"]*")?)*)')
_NEXT = re.compile(r'\brel\s*=\s*"?(?:[^"]*\s)?next\b', re.IGNORECASE)

SaidOfPage = Mapping[str, int | str]
_NOTHING: SaidOfPage = {}


class PagePlace(NamedTuple):
    """Where a page is: what a call says to get there, and how many were counted before it."""

    said: SaidOfPage
    in_body: SaidOfPage
    address: str | None = None
    number: int = 0


class Pager(Protocol):
    """Where the next page is. `said`, `in_body`, `address`: what a call says to get there.

    path  of the call before, from which an address may go on
    """

    path: str

    @property
    def said(self) -> SaidOfPage: ...

    @property
    def in_body(self) -> SaidOfPage: ...

    @property
    def address(self) -> str | None: ...

    @property
    def place(self) -> "PagePlace":
        """Where the next page is, to be kept."""

    def go_to(self, place: "PagePlace") -> None:
        """Go on where another process was."""

    def repeats(self, reply: DecodedReply) -> bool:
        """Whether `reply`, whose records came before, names a page that was asked for already."""

    def advance(self, reply: DecodedReply, records: int) -> bool:
        """Move to the page after `reply`, which had so many; false when it is the last.

        Raises WrongShape where what it names can be no page.
        """


class PageCursor:
    """Where the next page begins: `at` is None for the first.

    A source says that a page is the last in one of many ways: no cursor, null, false, "", 0, or the
    page before once more. A cursor alone that comes again says nothing: some name the whole walk.
    """

    def __init__(self, find: Getter) -> None:
        self._find = find
        self._seen: set[str] = set()
        self.at: str | None = None

    def repeats(self, body: object) -> bool:
        """Whether `body` names a page that was asked for already."""
        try:
            return self._next(body) in self._seen
        except WrongShape:
            return False

    def advance(self, body: object) -> bool:
        """Move to the page after `body`; false when it is the last.

        Raises WrongShape for a cursor that is no text or number.
        """
        found = self._next(body)
        if found is None:
            return False
        self._seen.add(found)
        self.at = found
        return True

    def _next(self, body: object) -> str | None:
        return cursor_in(self._find(body))


def cursor_in(found: object) -> str | None:
    """Read a cursor; None: there is no next page. Raises WrongShape."""
    if found is None or found is False:
        return None
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise WrongShape("with a cursor that is neither text nor number")
    return None if str(found).strip() in ("", "0") else str(found)


class _OnePage:
    """There is no other."""

    said: SaidOfPage = _NOTHING
    in_body: SaidOfPage = _NOTHING
    address: str | None = None
    path = "/"
    _at = 0

    @property
    def place(self) -> PagePlace:
        return PagePlace(self.said, self.in_body, self.address, self._at)

    def go_to(self, place: PagePlace) -> None:
        self.said, self.in_body, self.address, self._at = place

    def repeats(self, _reply: DecodedReply) -> bool:
        return False

    def advance(self, _reply: DecodedReply, _records: int) -> bool:
        return False


class _ByCursor(_OnePage):
    def __init__(self, pages: CursorPages, find: Getter) -> None:
        self._pages = pages
        self._cursor = PageCursor(find)

    def repeats(self, reply: DecodedReply) -> bool:
        return self._cursor.repeats(reply.body)

    def advance(self, reply: DecodedReply, _records: int) -> bool:
        moved = self._cursor.advance(reply.body)
        if self._cursor.at is not None:
            param, field, at = self._pages.param, self._pages.field, self._cursor.at
            self.said = {param: at} if param else {}
            self.in_body = {field: at} if field else {}
        return moved


class _ByLink(_OnePage):
    """Only path and query of an address are used: the source is asked, and nobody else."""

    def __init__(self, pages: LinkPages, find: Getter, base: str) -> None:
        self._header = pages.header
        self._base = base
        self._cursor = PageCursor(lambda reply: self._named(find, reply))

    def repeats(self, reply: DecodedReply) -> bool:
        return self._cursor.repeats(reply)

    def advance(self, reply: DecodedReply, _records: int) -> bool:
        moved = self._cursor.advance(reply)
        if moved and self._cursor.at is not None:
            self.address = self._own(self._cursor.at)
        return moved

    def _named(self, find: Getter, reply: DecodedReply) -> object:
        if self._header is None:
            return find(reply.body)
        value = reply.headers.get(self._header.lower(), "")
        if self._header.lower() != "link":
            return value
        links = (found for found in _LINK.finditer(value) if _NEXT.search(found["about"]))
        return next((found["address"] for found in links), None)

    def _own(self, address: str) -> str:
        """Give path and query of `address` below the source's own."""
        base = urlsplit(self._base)
        try:
            parts = urlsplit(urljoin(f"{self._base}{self.path}", address))
            same = (parts.hostname, parts.port or base.port) == (base.hostname, base.port)
        except ValueError:
            same = False
        if not same or parts.username is not None:
            raise WrongShape("with a next page at another host")
        if parts.path != base.path and not parts.path.startswith(f"{base.path}/"):
            raise WrongShape("with a next page outside the source's own path")
        path = parts.path.removeprefix(base.path)
        return f"{path}?{parts.query}" if parts.query else path


class _ByNumber(_OnePage):
    def __init__(self, pages: NumberPages, find: Getter) -> None:
        self._pages = pages
        self._find = find
        self._at = 0 if pages.offset else pages.first
        self.said = {pages.param: self._at}

    def repeats(self, _reply: DecodedReply) -> bool:
        return True  # the same records again: the system does not count

    def advance(self, reply: DecodedReply, records: int) -> bool:
        size = self._pages.size
        if records == 0 or (size is not None and records < size):
            return False
        last = self._find(reply.body)
        if last is not None and self._number(last) <= self._at:
            return False
        self._at += records if self._pages.offset else 1
        self.said = {self._pages.param: self._at}
        return True

    def _number(self, last: object) -> int:
        if isinstance(last, int) and not isinstance(last, bool):
            return last
        if isinstance(last, str) and last.isdecimal():
            return int(last)
        raise WrongShape("with a number of its last page that is none")


def pager(pages: Pages | None, find: Getter, base: str) -> Pager:
    """Return what goes from page to page of a source at `base`."""
    if isinstance(pages, CursorPages):
        return _ByCursor(pages, find)
    if isinstance(pages, LinkPages):
        return _ByLink(pages, find, base)
    return _ByNumber(pages, find) if isinstance(pages, NumberPages) else _OnePage()


def path_of(pages: Pages | None) -> tuple[str, str] | None:
    """The JMESPath that `pages` reads in a body, and the word for it."""
    if isinstance(pages, CursorPages):
        return "cursor", pages.cursor
    if isinstance(pages, LinkPages):
        return None if pages.next is None else ("next", pages.next)
    if isinstance(pages, NumberPages) and pages.last is not None:
        return "last", pages.last
    return None
