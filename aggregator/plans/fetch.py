"""What sources are asked for, asked together: as soon as its keys are known, and each thing once.

The only part that waits. What was found is a tree of its own, beside the objects that it belongs
to; who reads it (project.py) waits for nothing.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from aggregator.domain.errors import AggregatorError, InternalError
from aggregator.loaders import Caller
from aggregator.plans.merge import ToFind
from aggregator.plans.selection import FieldId
from aggregator.schema.context import OperationContext, RequestContext
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)

Below = Mapping[FieldId, "FoundValue"]
"""What was found of one object's fields."""


class FoundValue:
    """What came of one field of one object.

    done     something did; else the answer had to leave before
    value    the value, or the error that stands for it
    below    of the value's own fields; of a list, of each item's
    loaded   whether a source answered with something on the way, whatever became of the value
    """

    __slots__ = ("below", "done", "loaded", "value")

    def __init__(self) -> None:
        self.done = False
        self.value: Any = None
        self.below: Below | list[Below | None] | None = None
        self.loaded = False

    def comes_to(self, value: Any, *, loaded: bool) -> None:
        self.value, self.loaded, self.done = value, loaded, True


class Fetch:
    """Finds what the cards of one deadline read. Their loads are made as `caller`.

    ended  when nothing is open any more; it fails with a bug of ours, which fails the plan
    """

    def __init__(self, request_context: RequestContext, caller: Caller) -> None:
        self._request_context = request_context
        self._caller = caller
        self._open = 1  # whoever starts: `begun` says that all of that is open
        self._bug: Exception | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def start(self, root: Any, to_find: Mapping[FieldId, ToFind]) -> Below:
        """Ask for all that is read of `root`, at once, so that it goes together."""
        found = {id_: FoundValue() for id_ in to_find}
        for id_, each in to_find.items():
            self._ask(root, each, found[id_])
        return found

    def begun(self) -> None:
        """Say that all is open that does not wait for what is."""
        self._close()

    def after(
        self, awaited: "asyncio.Future[Any]", then: "Callable[[asyncio.Future[Any]], None]"
    ) -> None:
        """Open `awaited`, and tell `then` what came of it, unless the request ended before."""
        self._open += 1
        awaited.add_done_callback(partial(self._told, then))

    def _told(
        self, then: "Callable[[asyncio.Future[Any]], None]", done: "asyncio.Future[Any]"
    ) -> None:
        try:
            if not done.cancelled():
                then(done)
        except Exception as bug:  # noqa: BLE001 -- a callback has nobody else to tell
            self.failed(bug)
        # What is asked below is open by now, so that none open means the end of what was started.
        self._close()

    def failed(self, bug: Exception) -> None:
        """Take a bug of ours: it fails the plan when all has ended."""
        self._bug = bug

    def came(self, value: Any, each: ToFind, found: FoundValue, *, loaded: bool) -> None:
        """Take what a load came to, and ask for what is below. Never raises: others wait, too."""
        try:
            if each.field.how.first is not None and not isinstance(value, Exception):
                value = [*(value or ())[: each.field.id[1]]]
            self._settle(value, each, found, loaded=loaded)
        except Exception as bug:  # noqa: BLE001 -- who tells this has others to tell
            self.failed(bug)
        self._close()

    def _close(self) -> None:
        self._open -= 1
        if self._open or self.ended.done():
            return
        if self._bug is None:
            self.ended.set_result(None)
        else:
            self.ended.set_exception(self._bug)
            self.ended.exception()  # it counts as read: the answer may have left

    def _ask(self, root: Any, each: ToFind, found: FoundValue) -> None:
        how, first = each.field.how, each.field.id[1]
        asked = how.asked_of(root)
        usual = None if asked is None else self._request_context.usual(asked, root.keys)
        if usual is not None and (how.first is None or (first and usual[0].lookup.many)):
            self._open += 1
            loader = self._request_context.loader(usual[0])
            wanted = first if usual[0].lookup.many else 1
            loader.ask(_Awaited(self, each, found), usual[1], self._caller, each.names, wanted)
            return
        context = OperationContext(self._request_context, self._caller.for_some(each.names))
        try:
            begun = how.find(context, root, first)
        except Exception as error:  # noqa: BLE001 -- this field's alone
            self._settle(_error(error, each), each, found, loaded=context.known)
            return
        if begun is None or isinstance(begun, list):
            self._settle(begun, each, found, loaded=context.known)
            return
        awaited = begun if isinstance(begun, asyncio.Future) else asyncio.ensure_future(begun)
        self.after(awaited, partial(self._came, each, found, context))

    def _came(
        self,
        each: ToFind,
        found: FoundValue,
        context: OperationContext,
        done: "asyncio.Future[Any]",
    ) -> None:
        error = done.exception()
        value = done.result() if error is None else _error(error, each)
        self._settle(value, each, found, loaded=context.known)

    def _settle(self, value: Any, each: ToFind, found: FoundValue, *, loaded: bool) -> None:
        if each.below and value is not None and not isinstance(value, Exception):
            found.below = (
                [self._below(item, each) for item in value]
                if isinstance(value, list | tuple)
                else self.start(value, each.below)
            )
        found.comes_to(value, loaded=loaded)

    def _below(self, item: Any, each: ToFind) -> Below | None:
        absent = item is None or isinstance(item, Exception)
        return None if absent else self.start(item, each.below)


class _Awaited:
    """A field that waits for one load, which tells it at once: no future, and no turn of a loop."""

    __slots__ = ("_each", "_ended", "_fetch", "_found")

    def __init__(self, fetch: Fetch, each: ToFind, found: FoundValue) -> None:
        self._fetch = fetch
        self._each = each
        self._found = found
        self._ended = False

    def done(self) -> bool:
        return self._ended

    def set_result(self, value: Any, /) -> None:
        self._ended = True
        self._fetch.came(value, self._each, self._found, loaded=value is not None)

    def set_exception(self, error: BaseException, /) -> None:
        self._ended = True
        self._fetch.came(_error(error, self._each), self._each, self._found, loaded=False)

    def exception(self) -> None:
        """Nobody has to read it: it was told."""

    def cancel(self) -> None:
        self._ended = True


def _error(error: BaseException, each: ToFind) -> AggregatorError:
    if isinstance(error, AggregatorError):
        return error
    log.error("resolver_failed", fields=[each.field.field], exc_info=error)
    return InternalError("Internal error")
