"""People who are not there, are there twice, or are somebody else."""

from aggregator.authoring.contract.bench import LookupBench
from aggregator.authoring.contract.check import Broken, ContractCheck, require
from aggregator.authoring.contract.stand_in import NotPlayable
from aggregator.authoring.contract.wire import swapped
from aggregator.domain.errors import AggregatorError
from aggregator.domain.identity import EMAIL

ODD = ("o'x\"y\\z%41&a=b?#,;+ü", "-1 OR 1=1", "*", "..")
"""What nobody is called, and what breaks a query that is put together carelessly."""


async def _unknown(bench: LookupBench) -> None:
    stranger = bench.unknown(1)
    answer = await bench.ask(stranger)
    if answer.first_error is not None and not bench.fails_alone:
        raise Broken(f"a key that nobody has is a failure: {answer.first_error}")
    found = answer.of(stranger)
    told = isinstance(found, AggregatorError) or not found
    require(told, "a key that nobody has is answered with records")
    beside = await bench.ask(bench.one, stranger, bench.unknown(2))
    require(
        beside.of(bench.one) == bench.alone[bench.one],
        f"beside two strangers a key has other records than alone: {beside.first_error or ''}",
    )
    for odd in ODD:
        key = f"{odd}@contract.example" if bench.lookup.key == EMAIL else odd
        answer = await bench.ask(bench.one, key)
        found = answer.of(key)
        require(
            isinstance(found, AggregatorError) or not found,
            f"a key with odd signs ({odd}), which nobody has, is answered with records",
        )
        require(
            answer.of(bench.one) == bench.alone[bench.one],
            f"beside a key with odd signs ({odd}) another has other records than alone: "
            f"{answer.first_error or ''}",
        )


async def _duplicate(bench: LookupBench) -> None:
    key = bench.one
    again = key.upper() if bench.lookup.key == EMAIL else key
    answer = await bench.ask(key, again, key, key)
    for each in (key, again):
        require(
            answer.of(each) == bench.alone[key],
            f"a key that is asked for twice has other records: {answer.first_error or ''}",
        )
    by_itself = await bench.ask(again)
    require(
        by_itself.of(again) == bench.alone[key],
        f"in other letters a key has other records: {by_itself.first_error or ''}",
    )
    alone = await bench.ask(key)
    same = alone.calls if again == key else alone.calls + 1
    require(answer.calls <= same, f"one key, asked for 4 times, takes {answer.calls} calls")


async def _others(bench: LookupBench) -> None:
    lookup = bench.lookup
    if lookup.match is None and lookup.echo is None:
        raise NotPlayable(
            "its place in the answer is the proof; aggregator source try asks the system itself"
        )
    key, other = bench.one, bench.other
    rewrite = swapped({key: other})
    wire = bench.wire(rewrite=rewrite)
    source = bench.source(wire)
    try:
        answer = await bench.ask_source(source, wire, [key])
        dropped = source.health.dropped
    finally:
        await source.close()
    if all(rewrite(each) == each for each in wire.calls):
        raise NotPlayable("its requests do not show the key as it is")
    found = answer.of(key)
    foreign = bench.alone[other]
    if not isinstance(found, AggregatorError):
        require(not any(each in foreign for each in found), "the records of another key were shown")
        require(lookup.wide, "an answer with records of another key alone is taken for: none")
    require(dropped > 0, "records of another key were dropped, and nobody was told")
    await _beside(bench, key, other)


async def _beside(bench: LookupBench, key: str, other: str) -> None:
    """Have the system mix a third one's records into an answer for two."""
    if bench.lookup.batch.max == 1:
        return
    third = next((each for each in bench.having if each not in (key, other)), None)
    if third is None:
        return
    answer = await bench.ask(key, other, rewrite=swapped({other: third}))
    for each in (key, other):
        found = answer.of(each)
        shown = () if isinstance(found, AggregatorError) else found
        require(
            not any(record in bench.alone[third] for record in shown if record),
            "asked for two keys, the records of a third were shown",
        )
    found = answer.of(key)
    require(
        isinstance(found, AggregatorError) or bool(found),
        "a key lost its records because those of others came too, and nothing says so",
    )


CHECKS = (
    ContractCheck(
        "unknown-people",
        "Whom the system does not know has none: no failure, and nobody else's records.",
        "missing: how the system says that there is nobody; match; another batch style",
        _unknown,
    ),
    ContractCheck(
        "duplicate-people",
        "One key, asked for several times or in other letters, is asked once and answered alike.",
        "match, or lower: true",
        _duplicate,
    ),
    ContractCheck(
        "other-keys",
        "Records of other keys are never shown; they are dropped, counted and told.",
        "match: the key in a record, or echo",
        _others,
    ),
)
