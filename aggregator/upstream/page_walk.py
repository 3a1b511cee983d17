"""One answer's way through its pages, back to the keys that it is for."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence

import orjson

from aggregator.domain.call import DecodedReply
from aggregator.domain.errors import ConnectorError, SourceError
from aggregator.domain.lookup import (
    Asked,
    Connector,
    Fields,
    From,
    KeyFault,
    Lookup,
    Nested,
    Record,
)
from aggregator.domain.page_ways import ListPages
from aggregator.mapping.paths import (
    Getter,
    Unreadable,
    compile_null,
    compile_path,
    compile_there,
)
from aggregator.upstream.paging import PagePlace, pager, path_of
from aggregator.upstream.records import Grouped, ProofCounts, WrongShape

HELD_MAX = 10
"""Replies of the largest size whose records are held, over all pages of one walk."""


class LookupPaths:
    """A lookup's paths into an answer of the source at `base`, compiled.

    Raises ConnectorError for a bad one.
    """

    def __init__(self, connector: Connector, lookup: Lookup, base: str) -> None:
        where = f"{connector.key}.{lookup.name}"
        self.records = _compiled(where, "records", lookup.records)
        self.is_null = compile_null(lookup.records)
        self.is_there = compile_there(lookup.records)
        self.match = None if lookup.match is None else _compiled(where, "match", lookup.match)
        self.echo = None if lookup.echo is None else _compiled(where, "echo", lookup.echo)
        self.read = () if lookup.match is not None else tuple(map(compile_there, _read_by(lookup)))
        spec = lookup.fields.get("id")
        of_id = spec.path if isinstance(spec, From) else spec if isinstance(spec, str) else None
        self.id = None if of_id is None else _compiled(where, "id", of_id)
        self.one_call = lookup.pages is None and lookup.per_key is None and lookup.per_call is None
        """Whether a call says nothing beside its keys."""
        page = path_of(lookup.pages)
        self.page: Getter = (lambda _: None) if page is None else _compiled(where, *page)
        self.base = base
        self.held_max = connector.max_bytes * HELD_MAX


class PageWalk:
    """What is found for `keys` in the pages of one answer.

    open      another page is wanted
    cut       it ended before the records did: a key that lacks some may have more
    left      pages were left unread: max_pages were, or what names the next one can be no page
    broken    why the next page cannot be asked for
    error     why there is no answer; nothing of what came before it counts
    mixed_up  an answer in the same call holds records of other keys: perhaps this one's
    """

    def __init__(
        self, lookup: Lookup, paths: LookupPaths, keys: Sequence[str], maximum: int
    ) -> None:
        self.keys = tuple(keys)
        self.open = True
        self.cut = False
        self.left = False
        self.broken: str | None = None
        self.mixed_up = False
        self.error: SourceError | None = None
        self._lookup = lookup
        self._paths = paths
        self._maximum = maximum
        self._found = Grouped(
            lookup.key, keys, maximum, paths.match, in_lower=lookup.lower, wide=lookup.wide
        )
        self.counts: ProofCounts = self._found.counts
        self._pager = pager(lookup.pages, paths.page, paths.base)
        self._beside: Mapping[str, Mapping[str, str]] = {}
        self._pages: list[bytes] = []
        self._read = self._kept = self._held = 0
        self._told: list[KeyFault] = []
        bound = lookup.per_call
        self._bound = None if bound is None else min(bound.max, maximum * len(self.keys))

    def asked(self) -> Asked:
        """What the next call says for it."""
        if self._paths.one_call:
            return Asked(self.keys)
        said, in_body = dict(self._pager.said), dict(self._pager.in_body)
        if self._lookup.per_key is not None:
            said = {self._lookup.per_key: self._maximum, **said}
        bound = self._lookup.per_call
        if bound is not None and self._bound is not None:
            said = {**({bound.param: self._bound} if bound.param else {}), **said}
            in_body |= {bound.field: self._bound} if bound.field else {}
        return Asked(self.keys, said, in_body, self._pager.address, self._beside)

    def begin_at(self, cursors: Mapping[str, str], pages: ListPages) -> None:
        """Ask for the page of its lists that each key's cursor names."""
        if pages.beside is not None:
            self._beside = {key: {pages.beside: cursors[key]} for key in self.keys}
            return
        (key,) = self.keys
        said = {pages.param: cursors[key]} if pages.param else {}
        self._pager.go_to(PagePlace(said, {pages.field: cursors[key]} if pages.field else {}))

    def went(self, path: str) -> None:
        """Know the path that was asked: the next page's address may be relative to it."""
        self._pager.path = path

    def fail(self, error: SourceError) -> None:
        self.error = error
        self.open = False

    def take(self, reply: DecodedReply) -> None:
        """Take a page. Raises WrongShape or Unreadable: it is not as the lookup declares."""
        self.open = False
        if reply.empty:
            return
        self._told += self._lookup.batch.told(self._lookup.request, reply.body)
        page = self._records(reply.body)
        written = _written(page) if self._pages else None
        seen = written and _digest(written)
        if seen in self._pages and (self._pager.repeats(reply) or self._goes_round(page)):
            self.cut = not self._pager.repeats(reply)
            return
        if self._is_for_us(reply.body):
            self._found.add(page)
        else:
            self._found.disown(page)
        self._read += 1
        if self._found.complete:
            return
        pages = self._lookup.pages
        if self._moves(reply, page):
            self.open = pages is not None and self._read < pages.max_pages
            self.cut = self.left = not self.open
            if self.open:  # of a page nothing is kept but what is needed to know it again
                written = written or _written(page)
                self._pages.append(seen or _digest(written))
                self._weigh(page, written)
        elif self._bound is not None and pages is None and isinstance(page, list):
            self.cut = len(page) >= self._bound

    def _moves(self, reply: DecodedReply, page: object) -> bool:
        """Move to the next page; what can be no page ends the walk, and the records stay."""
        try:
            return self._pager.advance(reply, len(page) if isinstance(page, list) else 0)
        except (WrongShape, Unreadable) as wrong:
            self.broken = str(wrong)
            self.left = True
            return False

    def _weigh(self, page: object, written: bytes) -> None:
        """Know what is held of the pages so far. Raises WrongShape: it is too much."""
        kept = self._found.kept
        size = len(page) if isinstance(page, list) else 0
        self._held += len(written) * (kept - self._kept) // max(1, size)
        self._kept = kept
        if self._held > self._paths.held_max:
            raise WrongShape(
                f"with more than {self._paths.held_max} bytes of records in its pages: ask for "
                "fewer keys in a call (`max`), or raise max_bytes"
            )

    def _goes_round(self, page: object) -> bool:
        """Whether a page that came before has records that are known by their ids: no others."""
        if not isinstance(page, list) or not page or self._paths.id is None:
            return False
        try:
            return all(self._paths.id(record) is not None for record in page)
        except Unreadable:
            return False

    @property
    def told(self) -> bool:
        """Whether the answer says of any key that it went wrong."""
        return bool(self._told)

    @property
    def starved(self) -> Sequence[str]:
        """Keys that may have more than the answer had room for beside the others."""
        several = self.error is None and self.cut and len(self.keys) > 1
        return self._found.wanting if several else ()

    @property
    def unread(self) -> Sequence[str]:
        """Keys of which pages were left unread that may hold more of their records."""
        alone = self.broken is not None or len(self.keys) == 1
        return self._found.wanting if self.left and alone else ()

    @property
    def hidden(self) -> bool:
        """Whether the one key's records, if there are any, are behind what was read."""
        return self.error is None and self.cut and len(self.keys) == 1 and self._found.empty

    def by_key(self) -> Mapping[str, Sequence[Record | None]]:
        """Give the records; a key without any is absent. Raises WrongShape."""
        return self._found.by_key()

    @property
    def faulty(self) -> Mapping[str, str]:
        """Keys that the answer says went wrong, with its word for that.

        What names none of them is of each that has nothing: to have none is another thing.
        """
        found: dict[str, str] = {}
        for fault in self._told:
            named = [key for key in self.keys if self._found.is_of(key, fault.keys)]
            found |= dict.fromkeys(named or self._found.without, fault.code)
        return found

    @property
    def doubtful(self) -> Sequence[str]:
        """Keys of which it is not known what they have: what came is of others."""
        return self._found.doubtful(mixed_up=self.mixed_up)

    def _is_for_us(self, body: object) -> bool:
        """Whether an answer that repeats its key repeats ours. Raises WrongShape."""
        if self._paths.echo is None:
            return True
        told = self._paths.echo(body)
        if told is None:
            raise WrongShape("without the key that its lookup says it repeats")
        return self._found.is_key(told)

    def _records(self, body: object) -> object:
        if self._paths.is_null(body):
            return []
        if not self._paths.is_there(body):
            raise WrongShape("with nothing where its lookup says the records are")
        found = self._paths.records(body)
        if self._lookup.batch.single:
            # What is asked for one key may answer with its one record, or with null.
            found = [found] if isinstance(found, dict) else [] if found is None else found
        read = self._paths.read
        if read and isinstance(found, list) and any(is_strange(each, read) for each in found):
            raise WrongShape("with a record that has nothing of what its lookup reads")
        return found


def _written(page: object) -> bytes:
    """Write a page so that the order of its fields is of no account."""
    try:
        return orjson.dumps(page, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # a whole number over 64 bits
        return json.dumps(page, sort_keys=True).encode()


def _digest(written: bytes) -> bytes:
    return hashlib.blake2b(written, digest_size=16).digest()


def is_strange(record: object, read: Sequence[Callable[[object], bool]]) -> bool:
    """Whether it holds something, and nothing that is read of it: `{"error": ...}`, with a 200."""
    is_object = bool(read) and isinstance(record, dict) and bool(record)
    return is_object and not any(is_there(record) for is_there in read)


def _read_by(lookup: Lookup) -> Iterator[str]:
    """Yield the paths of a record that shows no key of its own: what it is told by."""
    yield from _paths_in(lookup.fields)
    yield from lookup.keys.values()


def _paths_in(fields: Fields) -> Iterator[str]:
    for spec in fields.values():
        yield spec.path if isinstance(spec, From | Nested) else spec


def _compiled(where: str, field: str, path: str) -> Getter:
    try:
        return compile_path(path)
    except ConnectorError as error:
        raise ConnectorError(
            f"The lookup {where}, `{field}`: {error.message}", lookup=where, field=field
        ) from None
