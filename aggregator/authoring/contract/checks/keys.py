"""How many calls so many keys take, and whether each key has what it has alone."""

from aggregator.authoring.contract.bench import BenchAnswer, LookupBench
from aggregator.authoring.contract.check import Broken, ContractCheck, require
from aggregator.domain.call import DecodedReply
from aggregator.mapping.paths import compile_path
from aggregator.upstream.decode import decode
from aggregator.upstream.paging import pager, path_of


async def _one(bench: LookupBench) -> None:
    key = bench.one
    answer = await bench.ask(key)
    _same(bench, answer, key)
    _counted(bench, answer, 1)


async def _fifty(bench: LookupBench) -> None:
    await _many(bench, 50)


async def _five_hundred(bench: LookupBench) -> None:
    await _many(bench, 500)


async def _many(bench: LookupBench, count: int) -> None:
    known = list(bench.alone)[:count]
    strangers = [bench.unknown(number) for number in range(count - len(known))]
    keys = [*known, *strangers]
    answer = await bench.ask(*keys)
    if answer.first_error is not None and not bench.fails_alone:
        raise Broken(f"{count} keys, asked for together, fail: {answer.first_error}")
    for key in known:
        _same(bench, answer, key)
    given = sum(isinstance(found, list) and bool(found) for found in map(answer.of, strangers))
    require(not given, f"{given} keys that nobody has are answered with records")
    _counted(bench, answer, count)
    at_once = bench.lookup.batch.at_once or bench.connector.concurrency
    require(answer.wire.most <= at_once, f"{answer.wire.most} calls at once, of {at_once} allowed")


def _same(bench: LookupBench, answer: BenchAnswer, key: str) -> None:
    found = answer.of(key)
    if isinstance(found, Exception):
        raise Broken(f"a key that was answered alone fails: {found}")
    alone = bench.alone[key]
    if len(found) != len(alone):
        raise Broken(f"a key has {len(found)} records, and asked for alone {len(alone)}")
    require(list(found) == list(alone), "a key has other records than when it was asked for alone")


def _counted(bench: LookupBench, answer: BenchAnswer, keys: int) -> None:
    lookup = bench.lookup
    portions = [batch.size for batch in answer.batches]
    least = sum(lookup.batch.exchanges(size) for size in portions)
    most = sum(lookup.exchanges(size) for size in portions) + _further(bench, answer)
    if not least <= answer.calls <= most:
        declared = str(least) if least == most else f"{least} to {most}"
        what = "1 key takes" if keys == 1 else f"{keys} keys take"
        raise Broken(f"{what} {answer.calls} calls, and its batch style says {declared}")


def _further(bench: LookupBench, answer: BenchAnswer) -> int:
    """Count the replies that name a further page."""
    lookup = bench.lookup
    if lookup.pages is None:
        return 0
    named = path_of(lookup.pages)
    find = compile_path(named[1]) if named else lambda _: None
    listed = compile_path(lookup.records)
    further = 0
    for request, reply in zip(answer.wire.calls, answer.wire.replies, strict=True):
        at = pager(lookup.pages, find, request.origin)
        if reply.status != 200:
            continue
        headers = {name.lower(): value for name, value in reply.headers.items()}
        body = decode(reply.body)
        found = listed(body)
        further += at.advance(
            DecodedReply(body, headers), len(found) if isinstance(found, list) else 0
        )
    return further


CHECKS = (
    ContractCheck(
        "keys-1",
        "One key takes the calls that its batch style says.",
        "batch, or pages that end",
        _one,
    ),
    ContractCheck(
        "keys-50",
        "50 keys have what each has alone, in as many calls as the batch style says.",
        "batch: a smaller max, or a style that the system takes; match",
        _fifty,
        after=("credentials-ok", "keys-1"),
    ),
    ContractCheck(
        "keys-500",
        "500 keys have what each has alone, in as many calls as the batch style says.",
        "batch: a smaller max; concurrency",
        _five_hundred,
        after=("credentials-ok", "keys-1", "keys-50"),
    ),
)
