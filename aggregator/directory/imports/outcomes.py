"""What became of a chunk's rows, as one row of the database: ids and codes, no values."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson

from aggregator.directory.codes import Code
from aggregator.directory.values import Upserted, UpsertState


class RowOutcome(NamedTuple):
    """What became of row `number`."""

    number: int
    done: Upserted

    @property
    def failed(self) -> bool:
        return self.done.state in (UpsertState.CONFLICT, UpsertState.REFUSED)


def packed(outcomes: Iterable[RowOutcome]) -> bytes:
    rows = [
        [
            number,
            done.state.value,
            done.id,
            done.matched_by,
            done.code and done.code.value,
            done.field,
            list(done.candidates),
        ]
        for number, done in outcomes
    ]
    return zlib.compress(orjson.dumps(rows), 1)


def unpacked(chunk: bytes) -> Iterator[RowOutcome]:
    rows: list[list[Any]] = orjson.loads(zlib.decompress(chunk))
    for number, state, id_, matched_by, code, field, candidates in rows:
        done = Upserted(
            UpsertState(state),
            id_,
            matched_by,
            Code(code) if code else None,
            field,
            tuple(candidates),
        )
        yield RowOutcome(number, done)


COUNTED: Sequence[str] = ("created", "updated", "unchanged", "failed")


def counted(counts: dict[str, int], outcomes: Iterable[RowOutcome]) -> dict[str, int]:
    """Add outcomes to counts by state; a conflict or a refused row has failed."""
    total = {name: counts.get(name, 0) for name in COUNTED}
    for outcome in outcomes:
        total["failed" if outcome.failed else outcome.done.state.value] += 1
    return total
