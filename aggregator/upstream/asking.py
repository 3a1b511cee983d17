"""A lookup asked by a batch of keys: calls, pages, and for each key its records or its error."""

import asyncio
import re
from collections.abc import Awaitable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from aggregator.domain.call import Call, DecodedReply
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError, SourceError, SourceMalformed
from aggregator.domain.identity import EMAIL, lower, normalise
from aggregator.domain.lookup import Asked, BatchStyle, Found, Lookup
from aggregator.domain.page_ways import ListPages
from aggregator.mapping.paths import Unreadable
from aggregator.telemetry.logger import get_logger
from aggregator.upstream.call_places import CallPlaces
from aggregator.upstream.client import QUERY_MAX, RetryingClient
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.upstream.graphql_errors import key_error
from aggregator.upstream.list_walk import ListWalk
from aggregator.upstream.page_walk import LookupPaths, PageWalk
from aggregator.upstream.records import WrongShape
from aggregator.upstream.spots import put_at
from aggregator.upstream.usual_answer import UsualAnswer

logger = get_logger(__name__)

QUERY_ROOM = QUERY_MAX // 2
"""Characters of a query string for keys; a cursor needs room, too."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class Asking:
    """One lookup of the source `client.name`; `connector` is named where an answer is amiss.

    dropped  records that came and were nobody's who had been asked for
    """

    def __init__(
        self, client: RetryingClient, connector: str, lookup: Lookup, paths: LookupPaths
    ) -> None:
        self._client = client
        self._connector = connector
        self._lookup = lookup
        self._paths = paths
        self._as_given = not lookup.lower and not lookup.asks_again
        self._says_all = lookup.batch.says_all
        at_once = lookup.batch.at_once
        self._places = None if at_once is None else CallPlaces(at_once)
        self._answers_all = type(lookup.batch).answers is BatchStyle.answers
        self._usual = UsualAnswer(lookup, paths) if UsualAnswer.may_come(lookup, paths) else None
        self.dropped = 0

    def records(
        self, keys: Sequence[str], maximum: int, deadline: Deadline, log: ExchangeTrace
    ) -> Coroutine[Any, Any, Mapping[str, Found]]:
        """Find at most `maximum` records of each key; a key without any is absent.

        An address is asked for as the directory compares it, and where nobody is found so, as it
        was given (`Lookup.asks_again`).
        Raises SourceError when one thing is amiss with all of them; else each key has its own.
        """
        usual = self._usual
        if usual is not None and usual.is_for(keys) and self._sayable(keys, {}) is keys:
            return self._ask_once(usual, keys, maximum, deadline, log)
        return self._told(self._ask_all(keys, maximum, deadline, log), keys, log)

    def close(self) -> None:
        """Leave nothing behind. May be called again."""
        if self._places is not None:
            self._places.close()

    async def _ask_once(
        self,
        usual: UsualAnswer,
        keys: Sequence[str],
        maximum: int,
        deadline: Deadline,
        log: ExchangeTrace,
    ) -> Mapping[str, Found]:
        """Ask for all keys in one call, as mostly; what is not answered as usual, a walk reads."""
        asked = (usual.asked(keys, maximum),)
        call = self._lookup.batch.call(self._lookup.request, asked)
        if len(keys) > 1 and len(call.query) > QUERY_ROOM:
            return await self._told(self._ask_all(keys, maximum, deadline, log), keys, log)
        reply = await self._client.send(call, deadline, log)
        answer = reply if self._answers_all else self._answers(asked, reply, call)[0]
        if not isinstance(answer, SourceError) and not answer.empty:
            read = usual.records(answer.body, keys, maximum)
            if read is not None:
                log.counted(read[1], 0, 0)
                return read[0]
        walk = PageWalk(self._lookup, self._paths, keys, maximum)
        walk.went(call.path)
        self._take(walk, answer)
        return await self._told(self._walk([walk], maximum, {}, deadline, log), keys, log)

    async def _told(
        self, asking: Awaitable[dict[str, Found]], keys: Sequence[str], log: ExchangeTrace
    ) -> Mapping[str, Found]:
        """Raise what all keys have in common, and tell what was dropped."""
        try:
            found = await asking
        finally:
            self._tell_dropped(keys, log)
        raise_common(found, keys)
        return found

    async def _ask_all(
        self, keys: Sequence[str], maximum: int, deadline: Deadline, log: ExchangeTrace
    ) -> dict[str, Found]:
        """Do as `records`, whatever is asked for."""
        texts = [key for key in dict.fromkeys(keys) if _is_text(key)]
        if self._as_given:
            return await self._ask(texts, maximum, deadline, log)
        forms = {key: self._form(key) for key in texts}
        by_form = await self._ask(list(dict.fromkeys(forms.values())), maximum, deadline, log)
        found = {key: by_form[form] for key, form in forms.items() if form in by_form}
        if self._lookup.asks_again:
            others = [key for key, form in forms.items() if key != form and key not in found]
            found |= await self._ask(others, maximum, deadline, log)
        return found

    def _form(self, key: str) -> str:
        """Write a key as it is asked for first."""
        if self._lookup.lower:
            return lower(key)
        return (normalise(EMAIL, key) or key) if self._lookup.key == EMAIL else key

    async def _ask(
        self, keys: Sequence[str], maximum: int, deadline: Deadline, log: ExchangeTrace
    ) -> dict[str, Found]:
        """Ask for those of `keys` that the style can say, as they are; another one fails alone."""
        found: dict[str, Found] = {}
        said = self._sayable(keys, found)
        portions = [said] if len(said) == 1 else self._portions(said)
        walks = [PageWalk(self._lookup, self._paths, portion, maximum) for portion in portions]
        return await self._walk(walks, maximum, found, deadline, log) if walks else found

    async def _walk(
        self,
        walks: list[PageWalk],
        maximum: int,
        found: dict[str, Found],
        deadline: Deadline,
        log: ExchangeTrace,
    ) -> dict[str, Found]:
        """Go on until all have ended, and write down in `found` what they came to."""
        await self._follow_all(walks, deadline, log)
        cut = [walk for walk in walks if walk.cut]
        if starved := [key for walk in cut for key in walk.starved]:
            alone = [PageWalk(self._lookup, self._paths, (key,), maximum) for key in starved]
            await self._follow_all(alone, deadline, log)
            walks += alone
        for walk in walks:
            self._end(walk, found, log)
        if isinstance(self._lookup.pages, ListPages):
            await self._read_lists(self._lookup.pages, found, deadline, log)
        return found

    def _end(self, walk: PageWalk, found: dict[str, Found], log: ExchangeTrace) -> None:
        """Write down what a walk came to."""
        found.update(self._of(walk))
        counts = walk.counts
        log.counted(counts.received, counts.foreign, counts.unproven)
        self.dropped += counts.foreign + counts.unproven

    async def _read_lists(
        self, pages: ListPages, found: dict[str, Found], deadline: Deadline, log: ExchangeTrace
    ) -> None:
        """Read on in lists inside of records: many keys in a call where cursors have a place."""
        lists = ListWalk(pages, found, self._paths.held_max)
        for _ in range(pages.max_pages - 1):
            cursors = dict(lists.open)
            if not cursors:
                break
            together = pages.beside is not None
            portions = self._portions([*cursors]) if together else ([key] for key in cursors)
            walks = [PageWalk(self._lookup, self._paths, portion, 1) for portion in portions]
            for walk in walks:
                walk.begin_at(cursors, pages)
            await self._follow_all(walks, deadline, log)
            read: dict[str, Found] = {}
            for walk in walks:
                self._end(walk, read, log)
            lists.take(cursors, read)
        lists.end()
        if lists.left:
            self._tell_left(next(iter(lists.left.values())))

    def _sayable(self, keys: Sequence[str], found: dict[str, Found]) -> Sequence[str]:
        """Give the keys that the style can say, `keys` itself when it can say all of them.

        `found` is told what is wrong with the others.
        """
        if self._says_all:
            return keys
        unsayable, request = self._lookup.batch.unsayable, self._lookup.request
        for key in keys:
            why = unsayable(request, key)
            if why is not None:
                found[key] = self._malformed(f"cannot be asked for a key: {why}")
        return [key for key in keys if key not in found] if found else keys

    def _portions(self, keys: Sequence[str]) -> Iterator[Sequence[str]]:
        """Part keys into those that are asked for together.

        Those whose query string would be too long are parted; one alone that is too long fails, and
        takes no other with it.
        """
        batch = self._lookup.batch
        if batch.single:
            yield from ([key] for key in keys)
            return
        if len(keys) > 1 and self._query_length(keys) > QUERY_ROOM:
            half = len(keys) // 2
            yield from self._portions(keys[:half])
            yield from self._portions(keys[half:])
        elif keys:
            yield keys

    def _query_length(self, keys: Sequence[str]) -> int:
        return len(self._lookup.batch.call(self._lookup.request, [Asked(tuple(keys), {})]).query)

    async def _follow_all(
        self, walks: Sequence[PageWalk], deadline: Deadline, log: ExchangeTrace
    ) -> None:
        if len(walks) == 1 and self._places is None:  # as mostly; what is mixed up, it knows itself
            await self._follow(walks, deadline, log)
            return
        batch = self._lookup.batch
        size = batch.per_call if batch.single else 1
        groups = [walks[start : start + size] for start in range(0, len(walks), size)]
        if len(groups) == 1:
            follow = self._follow if self._places is None else self._in_place
            await follow(groups[0], deadline, log)
        else:
            await asyncio.gather(*(self._in_place(group, deadline, log) for group in groups))
        for group in groups:
            mixed_up = any(walk.counts.foreign for walk in group)
            for walk in group if mixed_up else ():
                walk.mixed_up = True

    async def _in_place(
        self, walks: Sequence[PageWalk], deadline: Deadline, log: ExchangeTrace
    ) -> None:
        """Follow when one of the places is free, of which all requests share so many."""
        places = self._places
        if places is None:
            await self._follow(walks, deadline, log)
            return
        had = places.take() or await places.wait(deadline.remaining())
        try:
            await self._follow(walks, deadline, log)  # which says so where no time was left
        finally:
            if had:
                places.give()

    async def _follow(
        self, walks: Sequence[PageWalk], deadline: Deadline, log: ExchangeTrace
    ) -> None:
        """Send the calls of walks that share them, page after page."""
        while under_way := [walk for walk in walks if walk.open]:
            asked = [walk.asked() for walk in under_way]
            call = self._call(asked)
            if self._lookup.pages is not None:
                for walk in under_way:
                    walk.went(call.path)
            try:
                reply = await self._client.send(call, deadline, log)
            except SourceError as error:
                for walk in under_way:
                    walk.fail(error)
                return
            answers = self._answers(asked, reply, call)
            for walk, answer in zip(under_way, answers, strict=True):
                self._take(walk, answer)

    def _answers(
        self, asked: Sequence[Asked], reply: DecodedReply, call: Call
    ) -> Sequence[DecodedReply | SourceError]:
        """Part the answer of a call into those for each of `asked`."""
        batch, request = self._lookup.batch, self._lookup.request
        return batch.answers(request, asked, reply, self._client.name, call.route)

    def _take(self, walk: PageWalk, answer: DecodedReply | SourceError) -> None:
        """Have a walk take its page; what is amiss with that is amiss with its keys."""
        if isinstance(answer, SourceError):
            self._client.heed(answer)
            walk.fail(answer)
            return
        try:
            walk.take(answer)
        except (WrongShape, Unreadable) as wrong:
            walk.fail(self._wrong(wrong))

    def _call(self, asked: Sequence[Asked]) -> Call:
        """Build the call; what styles do not say is said here, for the one that is asked."""
        call = self._lookup.batch.call(self._lookup.request, asked)
        one = asked[0]
        if one.in_body:
            body = orjson.loads(call.body or b"{}")
            for dotted, value in one.in_body.items():
                body = put_at(body, dotted, value)
            call = replace(call, body=orjson.dumps(body))
        if one.address is not None:
            path, _, query = one.address.partition("?")
            call = replace(call, path=path, query=query, named=self._lookup.request.path)
        return call

    def _of(self, walk: PageWalk) -> Mapping[str, Found]:
        if walk.cut and walk.hidden:
            walk.fail(self._malformed(f"answered {self._route} with other records alone"))
        if walk.error is None:
            try:
                found: dict[str, Found] = {**walk.by_key()}
            except WrongShape as wrong:
                walk.fail(self._wrong(wrong))
            else:
                for key in walk.unread if walk.left else ():
                    found[key] = self._and_more(walk, found.get(key))
                if doubtful := walk.doubtful:
                    found |= dict.fromkeys(doubtful, self._malformed(self._doubt()))
                if walk.told and (faulty := walk.faulty):
                    name = self._client.name
                    errors = {
                        code: key_error(name, self._route, code) for code in set(faulty.values())
                    }
                    found |= {key: errors[code] for key, code in faulty.items()}
                return found
        return {} if walk.error is None else dict.fromkeys(walk.keys, walk.error)

    def _and_more(self, walk: PageWalk, found: Found | None) -> Found:
        """What a key has whose further pages are not read: one that is unreadable stands for it."""
        why = walk.broken or "with more pages than max_pages"
        self._tell_left(f"answered {why}")
        if found is None:
            return self._malformed(f"answered {self._route} {why}")
        return found if isinstance(found, AggregatorError) else [*found, None]

    def _tell_left(self, why: str) -> None:
        logger.warning("pages_left", source=self._client.name, lookup=self._lookup.name, why=why)

    def _tell_dropped(self, keys: Sequence[str], log: ExchangeTrace) -> None:
        batch = log.batch
        if batch.foreign or batch.unproven:
            logger.warning(
                "records_dropped",
                source=self._client.name,
                lookup=self._lookup.name,
                keys=len(keys),
                received=batch.received,
                foreign=batch.foreign,
                unproven=batch.unproven,
            )

    def _doubt(self) -> str:
        return (
            f"answered {self._route} with records of other keys than it was asked for, so what it "
            "has is not known"
        )

    def _wrong(self, wrong: WrongShape | Unreadable) -> SourceMalformed:
        shape = f"with another shape than its paths expect ({wrong})"
        what = str(wrong) if isinstance(wrong, WrongShape) else shape
        return self._malformed(f"answered {self._route} {what}")

    def _malformed(self, what: str) -> SourceMalformed:
        return SourceMalformed(
            self._client.name,
            f"{self._client.name} {what}: check the lookup {self._lookup.name} of the connector "
            f"{self._connector}",
            route=self._route,
            lookup=self._lookup.name,
        )

    @property
    def _route(self) -> str:
        return f"{self._lookup.request.method} {self._lookup.request.path}"


def _is_text(key: str) -> bool:
    """Whether a key could be anybody's: nothing would ask for everything, half a character too."""
    return bool(key) and (key.isascii() or not _SURROGATE.search(key))


def raise_common(found: Mapping[str, Found], keys: Sequence[str]) -> None:
    """Raise the error that all keys have in common."""
    first = next(iter(found.values()), None)
    if isinstance(first, SourceError) and all(found.get(key) is first for key in keys if key):
        raise first
