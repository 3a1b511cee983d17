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
from aggregator.loaders import Asker, Loader, Loaders
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
def fetch() -> Recorder:
    return Recorder()


@pytest.fixture
async def loaders() -> AsyncIterator[Loaders]:
    loaders = Loaders(Trace())
    yield loaders
    await loaders.close()


@pytest.fixture
async def asker() -> AsyncIterator[Callable[..., Asker]]:
    made: list[Asker] = []

    def make(name: str = "card", seconds: float = 60.0) -> Asker:
        made.append(
            Asker(name, Deadline.after(seconds), lambda loader: SourceTimeout(loader, "late"))
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


async def test_one_batch_for_all_askers_with_each_key_once(
    loaders: Loaders, fetch: Recorder, asker: Callable[..., Asker]
) -> None:
    loader = Loader(loaders, "plans", fetch)
    one, two = asker("one"), asker("two")
    found = await asyncio.gather(
        loader.load("a", one),
        loader.load("b", one),
        loader.load("a", two),
        loader.load("nobody", two),
    )
    assert list(found) == ["A", "B", "A", None]
    assert fetch.calls == [["a", "b", "nobody"]]
    (batch,) = loaders.trace.batches
    assert (batch.size, batch.askers, batch.found, batch.missing) == (3, ("one", "two"), 2, 1)


async def test_a_loaded_key_is_not_fetched_again(
    loaders: Loaders, fetch: Recorder, asker: Callable[..., Asker]
) -> None:
    loader, card = Loader(loaders, "plans", fetch), asker()
    await loader.load("a", card)
    assert await loader.load("a", card) == "A"
    assert len(fetch.calls) == 1


async def test_keys_over_the_limit_go_in_parallel_chunks(
    loaders: Loaders, fetch: Recorder, asker: Callable[..., Asker]
) -> None:
    loader, card = Loader(loaders, "plans", fetch, limit=10), asker()
    await asyncio.gather(*(loader.load(f"k{n}", card) for n in range(25)))
    assert [len(keys) for keys in fetch.calls] == [10, 10, 5]


async def test_a_cancelled_waiter_leaves_the_others_their_value(
    loaders: Loaders, fetch: Recorder, asker: Callable[..., Asker]
) -> None:
    loader = Loader(loaders, "plans", fetch)
    fetch.gate.clear()
    gone, stays = loader.load("a", asker("gone")), loader.load("a", asker("stays"))
    await fetch.called.wait()
    gone.cancel()
    fetch.gate.set()
    assert await stays == "A"
    assert await loader.load("a", asker("later")) == "A"
    assert len(fetch.calls) == 1


async def test_a_deadline_fails_one_asker_and_no_other(
    loaders: Loaders, fetch: Recorder, asker: Callable[..., Asker]
) -> None:
    loader = Loader(loaders, "plans", fetch)
    fetch.gate.clear()
    hasty, patient = asker("hasty", 0.01), asker("patient")
    late, fine = loader.load("a", hasty), loader.load("a", patient)
    with pytest.raises(SourceTimeout):
        await late
    with pytest.raises(SourceTimeout):
        await loader.load("b", hasty)
    fetch.gate.set()
    assert await fine == "A"
    assert fetch.calls == [["a"]]


async def test_a_key_nobody_wants_any_more_is_not_sent(
    loaders: Loaders, fetch: Recorder, asker: Callable[..., Asker]
) -> None:
    loader, card = Loader(loaders, "plans", fetch), asker()
    loader.load("a", card).cancel()
    assert await loader.load("b", card) == "B"
    assert fetch.calls == [["b"]]


async def test_a_failed_key_fails_alone_and_is_tried_again(
    loaders: Loaders, fetch: Recorder, asker: Callable[..., Asker]
) -> None:
    loader, card = Loader(loaders, "plans", fetch), asker()
    fetch.answers["a"] = SourceUnavailable("billing", "Billing answered 500")
    failed, fine = loader.load("a", card), loader.load("b", card)
    with pytest.raises(SourceUnavailable):
        await failed
    assert await fine == "B"
    del fetch.answers["a"]
    assert await loader.load("a", card) == "A"
    assert fetch.calls == [["a", "b"], ["a"]]


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
    fetch: Recorder,
    asker: Callable[..., Asker],
    raised: BaseException,
    met: type[Exception],
) -> None:
    loader = Loader(loaders, "plans", fetch)
    fetch.fail = raised
    waiting = [loader.load("a", asker()), loader.load("b", asker())]
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(answer) for answer in answers] == [met, met]
    assert "secret" not in str(answers)
    fetch.fail = None
    assert await loader.load("a", asker()) == "A"


async def test_the_largest_wish_per_key_is_fetched_once(
    loaders: Loaders, fetch: Recorder, asker: Callable[..., Asker]
) -> None:
    loader, card = Loader(loaders, "invoices", fetch), asker()
    await asyncio.gather(loader.load("a", card, 3), loader.load("a", card, 10))
    assert await loader.load("a", card, 5) == "A"
    assert fetch.per_key == [10]


async def test_a_larger_wish_later_fetches_again_and_a_promised_one_does_not(
    loaders: Loaders, fetch: Recorder, asker: Callable[..., Asker]
) -> None:
    card = asker()
    surprised, told = Loader(loaders, "invoices", fetch), Loader(loaders, "invoices", fetch)
    await surprised.load("a", card, 3)
    await surprised.load("a", card, 10)
    assert fetch.per_key == [3, 10]
    fetch.per_key.clear()
    told.at_least(10)
    await told.load("a", card, 3)
    await told.load("a", card, 10)
    assert fetch.per_key == [10]


async def test_a_larger_wish_just_after_the_keys_were_sent_leaves_the_first_its_value(
    loaders: Loaders, fetch: Recorder, asker: Callable[..., Asker]
) -> None:
    loader, card = Loader(loaders, "invoices", fetch), asker()
    first, neighbour = loader.load("a", card), loader.load("b", card)
    loader.flush()
    larger = loader.load("a", card, 10)
    assert list(await asyncio.gather(first, neighbour, larger)) == ["A", "B", "A"]
    assert fetch.per_key[-1] == 10


async def test_closing_ends_what_is_in_flight(fetch: Recorder, asker: Callable[..., Asker]) -> None:
    loaders = Loaders(Trace())
    loader = Loader(loaders, "plans", fetch)
    fetch.gate.clear()
    waiting = loader.load("a", asker())
    await fetch.called.wait()
    await loaders.close()
    with pytest.raises(InternalError):
        await waiting
    assert loaders.trace.batches[0].ended is not None


async def _deep(load: Callable[[str], "asyncio.Future[str | None]"], key: str, turns: int) -> str:
    for _ in range(turns):
        await asyncio.sleep(0)
    return str(await load(key))


async def _operations_of_different_depth() -> list[list[str]]:
    fetch = Recorder()
    loaders = Loaders(Trace())
    loader = Loader(loaders, "plans", fetch)
    asker = Asker("card", Deadline.after(60), lambda name: SourceTimeout(name, "late"))
    await asyncio.gather(
        *(
            asyncio.create_task(_deep(lambda key: loader.load(key, asker), f"k{turns}", turns))
            for turns in (0, 1, 2, 3, 5)
        )
    )
    asker.close()
    await loaders.close()
    return fetch.calls


@pytest.mark.parametrize("factory", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_operations_of_different_depth_share_one_batch_on_both_loops(
    factory: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    with asyncio.Runner(loop_factory=factory) as runner:
        assert runner.run(_operations_of_different_depth()) == [["k0", "k1", "k2", "k3", "k5"]]
