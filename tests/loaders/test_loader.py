"""What a card may rely on when it asks a loader: its own future, one batch, nothing poisoned."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

import pytest
import uvloop

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import (
    AggregatorError,
    InternalError,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.loaders import Alarm, Caller, Loader, Loaders
from aggregator.telemetry.trace import Batch, Trace


class Recorder:
    """A fetch that keeps the keys it was asked for, and answers when `gate` is open."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.per_key: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.called = asyncio.Event()
        self.fail: BaseException | None = None
        self.answers: dict[str, str | AggregatorError] = {}

    async def __call__(
        self, keys: Sequence[str], per_key: int, batch: Batch
    ) -> Mapping[str, str | AggregatorError]:
        self.calls.append(list(keys))
        self.called.set()
        self.per_key.append(per_key)
        await self.gate.wait()
        if self.fail is not None:
            raise self.fail
        return {key: self.answers.get(key, key.upper()) for key in keys if key != "nobody"}


@pytest.fixture
def batch_load() -> Recorder:
    return Recorder()


@pytest.fixture
async def loaders() -> AsyncIterator[Loaders]:
    loaders = Loaders(Trace())
    yield loaders
    await loaders.close()


@pytest.fixture
async def caller() -> AsyncIterator[Callable[..., Caller]]:
    made: list[Caller] = []

    def make(name: str = "card", seconds: float = 60.0) -> Caller:
        made.append(
            Caller(
                name, Deadline.after(seconds), lambda loader: SourceTimeout(loader, "late"), Alarm()
            )
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


async def test_one_batch_for_all_askers_with_each_key_once(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loader = Loader(loaders, "plans", batch_load)
    one, two = caller("one"), caller("two")
    found = await asyncio.gather(
        loader.load("a", one),
        loader.load("b", one),
        loader.load("a", two),
        loader.load("nobody", two),
    )
    assert list(found) == ["A", "B", "A", None]
    assert batch_load.calls == [["a", "b", "nobody"]]
    (batch,) = loaders.trace.batches
    assert (batch.size, batch.callers, batch.found, batch.missing) == (3, ("one", "two"), 2, 1)


async def test_a_loaded_key_is_not_fetched_again(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loader, card = Loader(loaders, "plans", batch_load), caller()
    await loader.load("a", card)
    assert await loader.load("a", card) == "A"
    assert len(batch_load.calls) == 1


async def test_keys_over_the_limit_go_in_parallel_chunks(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loader, card = Loader(loaders, "plans", batch_load, limit=10), caller()
    await asyncio.gather(*(loader.load(f"k{n}", card) for n in range(25)))
    assert [len(keys) for keys in batch_load.calls] == [10, 10, 5]


async def test_a_cancelled_waiter_leaves_the_others_their_value(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loader = Loader(loaders, "plans", batch_load)
    batch_load.gate.clear()
    gone, stays = loader.load("a", caller("gone")), loader.load("a", caller("stays"))
    await batch_load.called.wait()
    gone.cancel()
    batch_load.gate.set()
    assert await stays == "A"
    assert await loader.load("a", caller("later")) == "A"
    assert len(batch_load.calls) == 1


async def test_a_deadline_fails_one_asker_and_no_other(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loader = Loader(loaders, "plans", batch_load)
    batch_load.gate.clear()
    hasty, patient = caller("hasty", 0.01), caller("patient")
    late, fine = loader.load("a", hasty), loader.load("a", patient)
    with pytest.raises(SourceTimeout):
        await late
    with pytest.raises(SourceTimeout):
        await loader.load("b", hasty)
    batch_load.gate.set()
    assert await fine == "A"
    assert batch_load.calls == [["a"]]


class Told:
    """Who waits without a future, and counts how often it is told anything."""

    def __init__(self) -> None:
        self.came: list[object] = []
        self.cancelled = False

    def done(self) -> bool:
        return bool(self.came) or self.cancelled

    def set_result(self, value: object, /) -> None:
        self.came.append(value)

    def set_exception(self, error: BaseException, /) -> None:
        self.came.append(type(error))

    def exception(self) -> None:
        return None

    def cancel(self) -> None:
        self.cancelled = True


async def test_who_waits_without_a_future_is_told_with_all_others_of_the_batch(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loader, card = Loader(loaders, "plans", batch_load), caller("all")
    one, nobody, again = Told(), Told(), Told()
    batch_load.answers["broken"] = SourceUnavailable("billing", "down")
    broken = Told()
    loader.ask(one, "a", card, ("one",))
    loader.ask(nobody, "nobody", card, ("two",))
    loader.ask(broken, "broken", card, ("two",))
    assert await loader.load("a", caller("later")) == "A"
    assert (one.came, nobody.came, broken.came) == (["A"], [None], [SourceUnavailable])
    loader.ask(again, "a", card, ("one",))
    assert again.came == ["A"]
    (batch,) = loaders.trace.batches
    assert batch.callers == ("later", "one", "two")


async def test_who_waits_without_a_future_is_told_once_that_it_is_too_late(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loader, hasty, patient = Loader(loaders, "plans", batch_load), caller("x", 0.01), caller("y")
    batch_load.gate.clear()
    late, too_late, left = Told(), Told(), Told()
    loader.ask(late, "a", hasty, ("x",))
    loader.ask(left, "a", patient, ("y",))
    fine = loader.load("a", patient)
    with pytest.raises(SourceTimeout):
        await loader.load("a", hasty)
    loader.ask(too_late, "b", hasty, ("x",))
    left.cancel()
    batch_load.gate.set()
    assert await fine == "A"
    assert (late.came, too_late.came, left.came) == ([SourceTimeout], [SourceTimeout], [])
    assert batch_load.calls == [["a"]]
    hasty.close()
    gone = Told()
    loader.ask(gone, "c", hasty, ("x",))
    assert gone.cancelled


async def test_a_key_nobody_wants_any_more_is_not_sent(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loader, card = Loader(loaders, "plans", batch_load), caller()
    loader.load("a", card).cancel()
    assert await loader.load("b", card) == "B"
    assert batch_load.calls == [["b"]]


async def test_a_failed_key_fails_alone_and_is_tried_again(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loader, card = Loader(loaders, "plans", batch_load), caller()
    batch_load.answers["a"] = SourceUnavailable("billing", "Billing answered 500")
    failed, fine = loader.load("a", card), loader.load("b", card)
    with pytest.raises(SourceUnavailable):
        await failed
    assert await fine == "B"
    del batch_load.answers["a"]
    assert await loader.load("a", card) == "A"
    assert batch_load.calls == [["a", "b"], ["a"]]


@pytest.mark.parametrize(
    ("raised", "met"),
    [
        (SourceUnavailable("billing", "down"), SourceUnavailable),
        (KeyError("secret"), InternalError),
        (asyncio.CancelledError(), InternalError),
    ],
)
async def test_whatever_a_fetch_raises_every_waiter_is_answered(
    loaders: Loaders,
    batch_load: Recorder,
    caller: Callable[..., Caller],
    raised: BaseException,
    met: type[Exception],
) -> None:
    loader = Loader(loaders, "plans", batch_load)
    batch_load.fail = raised
    waiting = [loader.load("a", caller()), loader.load("b", caller())]
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(answer) for answer in answers] == [met, met]
    assert "secret" not in str(answers)
    batch_load.fail = None
    assert await loader.load("a", caller()) == "A"


async def test_the_largest_wish_per_key_is_fetched_once(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loader, card = Loader(loaders, "invoices", batch_load), caller()
    await asyncio.gather(loader.load("a", card, 3), loader.load("a", card, 10))
    assert await loader.load("a", card, 5) == "A"
    assert batch_load.per_key == [10]


async def test_a_larger_wish_later_fetches_again_and_a_promised_one_does_not(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    card = caller()
    surprised, told = (
        Loader(loaders, "invoices", batch_load),
        Loader(loaders, "invoices", batch_load),
    )
    await surprised.load("a", card, 3)
    await surprised.load("a", card, 10)
    assert batch_load.per_key == [3, 10]
    batch_load.per_key.clear()
    told.at_least(10)
    await told.load("a", card, 3)
    await told.load("a", card, 10)
    assert batch_load.per_key == [10]


async def test_a_larger_wish_just_after_the_keys_were_sent_leaves_the_first_its_value(
    loaders: Loaders, batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loader, card = Loader(loaders, "invoices", batch_load), caller()
    first, neighbour = loader.load("a", card), loader.load("b", card)
    loader.dispatch()
    larger = loader.load("a", card, 10)
    assert list(await asyncio.gather(first, neighbour, larger)) == ["A", "B", "A"]
    assert batch_load.per_key[-1] == 10


async def test_closing_ends_what_is_in_flight(
    batch_load: Recorder, caller: Callable[..., Caller]
) -> None:
    loaders = Loaders(Trace())
    loader = Loader(loaders, "plans", batch_load)
    batch_load.gate.clear()
    waiting = loader.load("a", caller())
    await batch_load.called.wait()
    await loaders.close()
    with pytest.raises(InternalError):
        await waiting
    assert loaders.trace.batches[0].ended is not None


async def _deep(load: Callable[[str], "asyncio.Future[str | None]"], key: str, turns: int) -> str:
    for _ in range(turns):
        await asyncio.sleep(0)
    return str(await load(key))


async def _operations_of_different_depth() -> list[list[str]]:
    batch_load = Recorder()
    loaders = Loaders(Trace())
    loader = Loader(loaders, "plans", batch_load)
    caller = Caller("card", Deadline.after(60), lambda name: SourceTimeout(name, "late"), Alarm())
    await asyncio.gather(
        *(
            asyncio.create_task(_deep(lambda key: loader.load(key, caller), f"k{turns}", turns))
            for turns in (0, 1, 2, 3, 5)
        )
    )
    caller.close()
    await loaders.close()
    return batch_load.calls


@pytest.mark.parametrize("factory", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_operations_of_different_depth_share_one_batch_on_both_loops(
    factory: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    with asyncio.Runner(loop_factory=factory) as runner:
        assert runner.run(_operations_of_different_depth()) == [["k0", "k1", "k2", "k3", "k5"]]
