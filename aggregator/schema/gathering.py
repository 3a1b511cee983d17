"""What several sources have of one field, made one value: all are asked before one is awaited."""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

from aggregator.domain.errors import AggregatorError, ItemUnreadable, NoSourceId, SourceMalformed

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def under_way(found: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
    """It begins now, and may be left: who asked is not told to wait where another field failed."""
    task = asyncio.ensure_future(found)
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
    if value is None or value == []:
        raise unasked
    return value


async def first_found(found: "Sequence[asyncio.Future[Any]]") -> Any:
    try:
        for future in found:
            value = await future
            if value is not None:
                return value
        return None
    finally:
        _drop(found)


async def merged(
    parts: "Sequence[asyncio.Future[Any]]", first: int, newest: str | None
) -> list[Any]:
    try:
        lists = [await part for part in parts]
    finally:
        _drop(parts)
    items = [item for found in lists if found is not None for item in found]
    if newest is not None and len(parts) > 1:
        items.sort(key=lambda item: _moment(item, newest), reverse=True)
    return items[:first]


def _moment(item: Any, newest: str) -> datetime:
    found = getattr(item, newest, None)
    return found if isinstance(found, datetime) else LONG_AGO


def _drop(futures: "Sequence[asyncio.Future[Any]]") -> None:
    """Stop waiting for what nobody needs any more, whatever becomes of it."""
    for future in futures:
        if not future.done():
            future.cancel()
        else:
            _read_failure(future)
