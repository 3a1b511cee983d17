import asyncio
from datetime import timedelta

import httpx
import pytest

from aggregator.simulator.clock import EPOCH, VirtualClock
from aggregator.simulator.instances import (
    Loading,
    Timeout,
)
from aggregator.simulator.plain import LocalPlain, NoSuchCard
from aggregator.simulator.send import Attempt
from aggregator.simulator.unpublished import Unpublished
from tests.support.local_plain import (
    ALEX,
    ALEX_IN_THREAD,
    DANA,
    Server,
    all_of,
    answer,
    asked,
    card,
    entry,
    loaded,
    local_plain,
    words,
)

BUSY = httpx.Response(503)


def seconds(plain: LocalPlain) -> float:
    """How long it has been for Plain since the test began."""
    return (plain.clock.now() - EPOCH).total_seconds()


async def test_opening_shows_loading_until_the_answer_is_there() -> None:
    async with local_plain(Server(answer(entry("plan"), entry("usage")))) as plain:
        assert plain.look(ALEX) == ()
        first = plain.begin(ALEX)
        assert [type(it) for it in first] == [Loading, Loading]
        second = await plain.settled(ALEX)
        assert [it.id for it in first] == [it.id for it in second]  # one id a load
        assert words(second) == ["hello", "hello"]


async def test_a_card_is_cached_for_its_own_ttl_else_its_configs_default() -> None:
    clock = VirtualClock()
    server = Server(
        answer({"key": "plan", "timeToLiveSeconds": None, "components": []}, entry("usage", ttl=60))
    )
    cards = (card("plan", default_ttl=3600), card("usage", default_ttl=3600))
    async with local_plain(server, *cards, clock=clock) as plain:
        plan, usage = map(loaded, await plain.open(ALEX))
        assert plan.expires_at == EPOCH + timedelta(hours=1)
        assert usage.expires_at == EPOCH + timedelta(minutes=1)
        await clock.advance(59.9)
        await plain.open(ALEX)
        assert len(server.requests) == 1
        await clock.advance(0.1)
        await plain.open(ALEX)
        assert server.asked == [["plan", "usage"], ["usage"]]
        await clock.advance(3540)
        await plain.open(ALEX)
        assert server.asked[2:] == [["plan"]]


async def test_null_and_no_components_hide_a_card_and_are_cached_like_any_other() -> None:
    server = Server(answer({"key": "plan", "components": None}, {"key": "usage", "components": []}))
    async with local_plain(server) as plain:
        assert [loaded(it).hidden for it in await plain.open(ALEX)] == [True, True]
        await plain.open(ALEX)
    assert len(server.requests) == 1


async def test_a_changed_default_applies_to_newly_loaded_cards_only() -> None:
    clock = VirtualClock()
    server = Server()
    async with local_plain(server, card("plan", default_ttl=3600), clock=clock) as plain:
        await plain.open(ALEX)
        plain.workspace = local_plain(server, card("plan", default_ttl=15)).workspace
        await clock.advance(3599)
        await plain.open(ALEX)
        assert len(server.requests) == 1
        await clock.advance(1)
        (again,) = await plain.open(ALEX)
    assert loaded(again).expires_at == plain.clock.now() + timedelta(seconds=15)


async def test_reloading_asks_for_that_card_alone_whatever_the_cache_holds() -> None:
    server = Server(all_of, lambda request: answer(entry("usage", "newer")))
    async with local_plain(server) as plain:
        before = await plain.open(ALEX)
        again = await plain.reload(ALEX, "usage")
        assert words([again]) == ["newer"]
        assert again.id != before[1].id
        assert words(await plain.open(ALEX)) == ["hello", "newer"]
    assert server.asked == [["plan", "usage"], ["usage"]]


async def test_reloading_asks_again_though_an_integration_error_is_cached() -> None:
    server = Server(httpx.Response(401))
    async with local_plain(server) as plain:
        await plain.open(ALEX)
        assert words([await plain.reload(ALEX, "plan")]) == ["hello"]
        assert words(await plain.open(ALEX)) == ["hello", "StatusCode"]


async def test_a_reload_during_a_load_wins_over_the_older_answer() -> None:
    late = asyncio.Event()

    async def serve(request: httpx.Request) -> httpx.Response:
        if len(asked(request)) == 2:
            await late.wait()
            return answer(entry("plan", "old"), entry("usage", "old"))
        return answer(entry("plan", "new"))

    transport = httpx.MockTransport(serve)
    async with LocalPlain(local_plain(Server()).workspace, transport=transport) as plain:
        plain.begin(ALEX)
        await plain.reload(ALEX, "plan")
        late.set()
        assert words(await plain.settled(ALEX)) == ["new", "old"]


async def test_a_card_that_is_not_shown_cannot_be_reloaded() -> None:
    async with local_plain(Server(), card("plan"), card("off", is_enabled=False)) as plain:
        with pytest.raises(NoSuchCard, match=r'No card "off" is shown\. Fix: one of plan\.'):
            await plain.reload(ALEX, "off")


async def test_who_opens_a_customer_while_it_loads_waits_for_that_load() -> None:
    server = Server()
    async with local_plain(server) as plain:
        one, two = await asyncio.gather(plain.open(ALEX), plain.open(ALEX))
        assert one == two
    assert len(server.requests) == 1
    apart = Server()
    async with local_plain(apart, rules=Unpublished(join_loads=False)) as plain:
        await asyncio.gather(plain.open(ALEX), plain.open(ALEX))
    assert len(apart.requests) == 2


async def test_the_cache_is_each_customers_own_and_threads_share_it_unless_set() -> None:
    server = Server()
    async with local_plain(server) as plain:
        await plain.open(ALEX)
        await plain.open(DANA)
        await plain.open(ALEX_IN_THREAD)
    assert len(server.requests) == 2
    for rules in (Unpublished(cache_per_thread=True), Unpublished(cache_per_tenant=True)):
        server = Server()
        async with local_plain(server, rules=rules) as plain:
            await plain.open(ALEX)
            await plain.open(ALEX_IN_THREAD)
            await plain.open(ALEX_IN_THREAD)
        assert len(server.requests) == 2


async def test_giving_up_waiting_leaves_the_load_to_the_others() -> None:
    server = Server(None)
    async with local_plain(server) as plain:
        impatient = asyncio.create_task(plain.open(ALEX))
        await asyncio.sleep(0)
        impatient.cancel()
        assert words(await plain.open(ALEX)) == ["hello", "hello"]
        assert seconds(plain) == 16


async def test_closing_breaks_off_what_is_under_way() -> None:
    server = Server(None)
    plain = local_plain(server)
    plain.begin(ALEX)
    await asyncio.sleep(0)
    await plain.close()
    assert [type(it) for it in plain.look(ALEX)] == [Loading, Loading]
    assert not [task for task in asyncio.all_tasks() if "_carry_out" in repr(task)]


async def test_every_attempt_is_heard_of() -> None:
    heard: list[Attempt] = []
    workspace = local_plain(Server()).workspace
    server = Server(BUSY, None)
    plain = LocalPlain(
        workspace,
        clock=VirtualClock(),
        transport=httpx.MockTransport(server),
        on_exchange=heard.append,
    )
    async with plain:
        await plain.open(ALEX)
    assert [(it.request, it.attempt, it.status, it.failure) for it in heard] == [
        (1, 1, 503, None),
        (1, 2, None, Timeout(15)),
    ]
    assert [it.milliseconds for it in heard] == [0, 15_000]
