"""One dispatcher for all loaders of a request: sent together, recorded, ended when it closes."""

import asyncio
import gc
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import pytest
import uvloop

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError, InternalError, SourceTimeout
from aggregator.loaders import Alarm, Caller, Loader, Loaders, registry
from aggregator.loaders.registry import QUIET_TURNS
from aggregator.telemetry.trace import Batch, Trace


class Clock:
    """Seconds that pass by one with each look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


async def echo(keys: Sequence[str], _per_key: int, _batch: Batch) -> Mapping[str, str]:
    return {key: key.upper() for key in keys if key != "nobody"}


async def down(
    keys: Sequence[str], _per_key: int, _batch: Batch
) -> Mapping[str, str | AggregatorError]:
    return dict.fromkeys(keys, SourceTimeout("crm", "late"))


def caller(name: str = "card") -> Caller:
    return Caller(name, Deadline.after(60), lambda loader: SourceTimeout(loader, "late"), Alarm())


async def test_a_loader_is_made_once_by_its_name() -> None:
    loaders = Loaders(Trace())
    assert loaders.known("plans") is None
    plans = loaders.get("plans", echo)
    assert loaders.get("plans", echo) is plans
    assert loaders.known("plans") is plans


async def test_what_it_loaded_is_gone_with_it_and_waits_for_no_collection_of_garbage() -> None:
    loaders, asking = Loaders(Trace()), caller()
    plans = loaders.get("plans", echo)
    assert await plans.load("a", asking) == "A"
    loader = weakref.ref(plans)
    asking.close()
    await loaders.close()
    del plans
    gc.disable()
    try:
        assert loader() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("keys", ["a", "ab"])
async def test_what_would_leave_when_it_is_closed_is_refused(keys: str) -> None:
    loaders, asking = Loaders(Trace()), caller()
    plans = loaders.get("plans", echo)
    waiting = [plans.load(key, asking) for key in keys]
    plans.dispatch()
    await loaders.close()
    for each in waiting:
        with pytest.raises(InternalError):
            await each
    assert loaders.trace.batches == []


async def _all_loaders_at_once() -> list[tuple[str, int]]:
    """Three loaders, asked in different turns: which batches were sent, and after which turn."""
    loaders = Loaders(Trace())
    turns = 0
    sent: list[tuple[str, int]] = []

    def batch_load(name: str) -> Callable[..., object]:
        async def note(keys: Sequence[str], _per_key: int, _batch: Batch) -> Mapping[str, str]:
            sent.append((name, turns))
            return dict.fromkeys(keys, name)

        return note

    async def count() -> None:
        nonlocal turns
        while len(sent) < 3:
            turns += 1
            await asyncio.sleep(0)

    async def ask(name: str, delay: int) -> str | None:
        for _ in range(delay):
            await asyncio.sleep(0)
        loader: Loader[str, str] = Loader(loaders, name, batch_load(name))  # type: ignore[arg-type]  # a Fetch
        return await loader.load("k", card)

    card = caller()
    await asyncio.gather(count(), *(ask(name, n) for n, name in enumerate(("a", "b", "c"))))
    card.close()
    await loaders.close()
    return sent


@pytest.mark.parametrize(
    "loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)
def test_all_loaders_are_sent_together_once_the_request_is_quiet(
    loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        sent = runner.run(_all_loaders_at_once())
    assert [name for name, _ in sent] == ["a", "b", "c"]
    assert len({turn for _, turn in sent}) == 1
    assert sent[0][1] > QUIET_TURNS


async def test_the_trace_says_what_was_sent_how_long_it_waited_and_who_asked() -> None:
    loaders = Loaders(Trace("R", Clock()))
    plans: Loader[str, str] = Loader(loaders, "billing.plan", echo, limit=2)
    contacts: Loader[str, str] = Loader(loaders, "crm.contact", down)
    one, two = caller("usage"), caller("account")
    await asyncio.gather(
        plans.load("a", one), plans.load("b", two), plans.load("nobody", two),
        contacts.load("x", one), contacts.load("x", two), return_exceptions=True,
    )  # fmt: skip
    batches = sorted(loaders.trace.batches, key=lambda batch: batch.loader)
    assert [(batch.loader, batch.size, batch.callers) for batch in batches] == [
        ("billing.plan", 2, ("account", "usage")),
        ("billing.plan", 1, ("account",)),
        ("crm.contact", 1, ("account", "usage")),
    ]
    assert [(batch.found, batch.missing, batch.failed) for batch in batches] == [
        (2, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
    ]
    for batch in batches:
        assert batch.ended is not None
        assert 0 < batch.queued < batch.sent < batch.ended
    for each in (one, two):
        each.close()


async def test_closing_twice_and_with_nothing_in_flight_is_fine() -> None:
    loaders = Loaders(Trace())
    await loaders.close()
    await loaders.close()


async def test_a_batch_does_not_outlive_the_request() -> None:
    loaders = Loaders(Trace())
    ended = asyncio.Event()
    began = asyncio.Event()

    async def hang(_keys: Sequence[str], _per_key: int, _batch: Batch) -> Mapping[str, str]:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError("unreachable")

    loader: Loader[str, str] = Loader(loaders, "plans", hang)
    card = caller()
    waiting = loader.load("a", card)
    await began.wait()
    await loaders.close()
    assert ended.is_set()
    with pytest.raises(InternalError):
        await waiting
    card.close()


async def test_what_was_asked_just_before_the_close_is_not_sent() -> None:
    loaders = Loaders(Trace())
    asked: list[str] = []

    async def note(keys: Sequence[str], _per_key: int, _batch: Batch) -> Mapping[str, str]:
        asked.extend(keys)
        await asyncio.sleep(0)
        asked.append("and answered")
        return {}

    quiet: Loader[str, str] = Loader(loaders, "plans", note)
    under_way: Loader[str, str] = Loader(loaders, "seats", note)
    card = caller()
    quiet.load("never sent", card)
    under_way.load("sent", card)
    under_way.dispatch()
    await loaders.close()
    for _ in range(QUIET_TURNS + 5):
        await asyncio.sleep(0)
    assert asked == ["sent"], "begun when it was too late to stop it, and ended at once"
    assert not loaders._in_flight
    card.close()


async def test_closing_waits_for_nobody_who_will_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "GRACE", 0.01)
    loaders = Loaders(Trace())
    began, go_on = asyncio.Event(), asyncio.Event()

    async def deaf(_keys: Sequence[str], _per_key: int, _batch: Batch) -> Mapping[str, str]:
        began.set()
        while not go_on.is_set():
            with suppress(asyncio.CancelledError):
                await go_on.wait()
        return {}

    loader: Loader[str, str] = Loader(loaders, "plans", deaf)
    card = caller()
    loader.load("a", card)
    await began.wait()
    await loaders.close()
    assert len(loaders._in_flight) == 1
    go_on.set()
    await asyncio.wait(loaders._in_flight)
    card.close()
