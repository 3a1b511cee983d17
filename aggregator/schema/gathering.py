"""What several sources have of one field, made one value: all are asked before one is awaited."""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

from aggregator.domain.errors import (
    AggregatorError,
    ItemUnreadable,
    NoSourceId,
    SourceError,
    SourceMalformed,
)

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def under_way(found: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
    """It begins now, and may be left: who asked is not told to wait where another field failed."""
    task = asyncio.get_running_loop().create_task(found)
    task.add_done_callback(_read_failure)
    return task


def _read_failure(done: "asyncio.Future[Any]") -> None:
    if not done.cancelled():
        done.exception()


def item_or_error(found: Any) -> Any:
    """What stands in a list for one of its keys: the record, or why it could not be had."""
    if isinstance(found, BaseException) and not isinstance(found, AggregatorError):
        raise found  # cancelled, or a bug
    if isinstance(found, SourceMalformed):
        return ItemUnreadable(found.source, found.message, lookup=found.facts.get("lookup"))
    return found


def started(found: Sequence[Any]) -> "list[asyncio.Future[Any]]":
    """What will be found, all of it under way: a source's onward lookup waits for no other source.

    None, which is no key to ask by, is left out.
    """
    return [asyncio.ensure_future(each) for each in found if each is not None]


async def unless_found(found: Coroutine[Any, Any, Any], unasked: NoSourceId) -> Any:
    """What the sources that were asked have; where they have nothing, that one was not asked."""
    value = await found
    if value is None:
        raise unasked
    return value


async def and_unasked(found: Coroutine[Any, Any, Any], unasked: Sequence[NoSourceId]) -> Any:
    """The items of the sources that were asked, and behind them who was not.

    It is told though there are items: a card may show none of them, and say "nothing".
    """
    items = await found
    if not items:
        raise unasked[0]
    return [*items, *unasked]


async def first_found(found: "Sequence[asyncio.Future[Any]]") -> Any:
    try:
        for future in found:
            value = await future
            if value is not None:
                return value
        return None
    finally:
        drop(found)


async def merged(
    parts: "Sequence[asyncio.Future[Any]]", first: int, newest: str | None
) -> list[Any]:
    """At most `first` items of all parts, newest first; after them why a source could give none.

    Where no item is left of those that answered, the first failure is raised: nobody knows that
    there are none. So is one that is not a source's own: it may be about whose items these are.
    """
    try:
        lists = await asyncio.gather(*parts, return_exceptions=True)
    finally:
        drop(parts)
    failures = [each for each in lists if isinstance(each, BaseException)]
    had = [each for each in lists if each is not None and not isinstance(each, BaseException)]
    items = [item for found in had for item in found]
    for failure in failures:
        if not isinstance(failure, SourceError):
            raise failure
    if failures and all(isinstance(item, AggregatorError) for item in items):
        raise failures[0]
    if newest is None or len(parts) == 1:
        return [*items[:first], *failures]
    whole = [item for item in items if not isinstance(item, AggregatorError)]
    whole.sort(key=lambda item: _moment(item, newest), reverse=True)
    # When an unreadable one was, nobody knows: it is told, whatever it would stand behind.
    unreadable = [item for item in items if isinstance(item, AggregatorError)]
    return [*whole[:first], *unreadable, *failures]


def firsts(part: "asyncio.Future[Any]", first: int) -> "asyncio.Future[list[Any]]":
    """As `merged` of one part alone, without a task: mostly one source has a list."""
    own: asyncio.Future[list[Any]] = part.get_loop().create_future()

    def came(done: "asyncio.Future[Any]") -> None:
        if own.done():
            return
        if done.cancelled():
            own.cancel()
        elif (error := done.exception()) is not None:
            own.set_exception(error)
        else:
            own.set_result([*(done.result() or ())[:first]])

    def ended(own: "asyncio.Future[Any]") -> None:
        _read_failure(own)
        if own.cancelled():
            part.cancel()

    part.add_done_callback(came)
    own.add_done_callback(ended)
    return own


def _moment(item: Any, newest: str) -> datetime:
    found = getattr(item, newest, None)
    return found if isinstance(found, datetime) else LONG_AGO


def drop(futures: "Sequence[asyncio.Future[Any]]") -> None:
    """Stop waiting for what nobody needs any more, whatever becomes of it."""
    for future in futures:
        if not future.done():
            future.cancel()
        else:
            _read_failure(future)
