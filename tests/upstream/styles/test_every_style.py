"""What holds of every batch style: how many calls, whose record, and that no key says more."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import SourceMalformed
from aggregator.domain.lookup import Asked, Lookup
from aggregator.lint.calls.sizes import chunks
from aggregator.loaders import Alarm, Caller, Loader, Loaders
from aggregator.telemetry.trace import Trace
from aggregator.upstream.styles import all_styles
from tests.support.fake_systems import MAX, SYSTEMS, FakeSystem, record
from tests.support.still_loop import loop_time

HOSTILE = [
    "o'brien@example.com", 'a\\"b', "a)b OR", "a' OR 'a'='a", "100%", "*", "%", "_", "a/b", "a?b#c",
    "ünï cödé 🍎", "{key}", "{keys}", "{id}", "$id", "a+b@example.com", "a&id=b", "\\", "\\'", '"',
    "'", "%2e%2e", "a:b", "-a", "(a)", "null",
]  # fmt: skip

every_system = pytest.mark.parametrize("make", SYSTEMS.values(), ids=SYSTEMS)


async def found(
    system: FakeSystem, keys: Sequence[str], lookup: Lookup | None = None
) -> dict[str, Any]:
    """Ask as a request does: its loader batches the keys."""
    lookup = lookup or system.lookup
    asked, trace = system.client(lookup), Trace(clock=loop_time)
    loaders = Loaders(trace)
    deadline = Deadline.after(60, loop_time)

    async def batch_load(some: Sequence[str], per_key: int, batch: Any) -> Any:
        return await asked.records(lookup, some, per_key, deadline, batch)

    loader = Loader[str, Any](loaders, "crm.people", batch_load, lookup.batch.max)
    caller = Caller("card", deadline, lambda _: SourceMalformed("crm", "late"), Alarm())
    loads = [loader.load(key, caller) for key in keys]
    results = await asyncio.gather(*loads, return_exceptions=True)
    caller.close()
    await loaders.close()
    await asked.close()
    return dict(zip(keys, results, strict=True))


def test_every_style_has_a_system() -> None:
    assert {make().lookup.batch.style for make in SYSTEMS.values()} == set(all_styles())


@every_system
async def test_25_keys_take_as_many_calls_as_the_plan_counts(make: Any) -> None:
    system = make()
    keys = [f"k{n}@example.com" for n in range(25)]
    results = await found(system, keys)
    assert results == {key: [record(key)] for key in keys}
    style = system.lookup.batch
    planned = sum(system.lookup.exchanges(size) for size in chunks(25, style.max))
    expected = 25 if style.fans_out else -(-25 // MAX)
    assert len(system.asked) == planned == expected
    assert all(len(each) <= style.per_call for each in system.asked)
    assert sorted(key for each in system.asked for key in each) == sorted(keys)


@every_system
@pytest.mark.parametrize("count", [1, 25])
async def test_addresses_that_are_kept_in_large_letters_take_no_more_calls_than_planned(
    make: Any, count: int
) -> None:
    """Each of these is nobody in small letters, and somebody as it is given."""
    system = make()
    lookup = replace(system.lookup, key="email")
    keys = [f"Nobody{n}@Example.com" for n in range(count)]
    assert await found(system, keys, lookup) == {key: [record(key)] for key in keys}
    planned = sum(lookup.exchanges(size) for size in chunks(count, lookup.batch.max))
    asked = [key for each in system.asked for key in each]
    assert sorted(asked) == sorted(keys + [key.lower() for key in keys])
    assert len(system.asked) == planned


@every_system
async def test_each_finds_whoever_is_called_as_nobody_should_be(make: Any) -> None:
    system = make()
    results = await found(system, HOSTILE)
    assert results == {key: [record(key)] for key in HOSTILE}


@every_system
async def test_who_is_not_there_is_nobody_and_the_others_are_found(make: Any) -> None:
    system = make()
    assert await found(system, ["ada", "nobody", "bob"]) == {
        "ada": [record("ada")],
        "nobody": None,
        "bob": [record("bob")],
    }


UNSAYABLE = {
    "ids-param comma": ["a,b"],
    "search-or text": ["a\nb", "a\0b"],
    "soql-in": ["a\nb"],
    "envelope": [".", ".."],
    "fan-out path": [".", ".."],
}


@pytest.mark.parametrize(
    ("name", "key"), [(name, key) for name, keys in UNSAYABLE.items() for key in keys]
)
async def test_a_key_that_cannot_be_said_fails_alone_and_is_told(name: str, key: str) -> None:
    system = SYSTEMS[name]()
    results = await found(system, ["ada", key])
    assert results["ada"] == [record("ada")]
    assert isinstance(results[key], SourceMalformed)
    assert key not in results[key].message
    assert sorted(each for call in system.asked for each in call) == ["ada"]


@every_system
@given(keys=st.lists(st.text(min_size=1), min_size=1, max_size=4, unique=True))
def test_no_key_can_say_more_than_itself(make: Any, keys: list[str]) -> None:
    system = make()
    style, request = system.lookup.batch, system.lookup.request
    sayable = [key for key in keys if style.unsayable(request, key) is None]
    portions = [(key,) for key in sayable] if style.single else [tuple(sayable)]
    for start in range(0, len(portions), style.per_call if style.single else 1):
        asked = _asked(portions[start : start + (style.per_call if style.single else 1)])
        if not asked[0].keys:
            continue
        call = style.call(request, asked)
        method = "POST" if system.is_database else call.method
        sent = httpx.Request(
            method, f"http://crm.example{call.path}?{call.query}", content=call.body
        )
        assert list(system.read(sent)) == [key for one in asked for key in one.keys]
        assert call.route == style.call(request, _asked([("ada",)])).route  # says nobody


def _asked(portions: Sequence[tuple[str, ...]]) -> Sequence[Asked]:
    return [Asked(keys) for keys in portions]
