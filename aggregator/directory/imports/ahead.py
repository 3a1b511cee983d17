"""A file's rows as what they say, some at a time, read while those before them are written.

To read and to normalise a row costs about as much as to decide and to write it. It is done in a
thread: while the database works on one piece the next is made, and a server has cards to draw.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from aggregator.directory.imports.rows import read_rows
from aggregator.directory.imports.spec import ImportSpec
from aggregator.directory.write.said_rows import SaidRows
from aggregator.directory.write.standing import StandingAsked, asked_by_rows

_FIRST = 500
"""Rows of the first piece, and of the second; each has as many as came before it, up to `size`."""


class FilePiece(NamedTuple):
    """Rows by their numbers in the file, at least one, what they say, and what is asked for it."""

    numbers: Sequence[int]
    said: SaidRows
    asked: StandingAsked


async def ahead(spec: ImportSpec, size: int, after: int = 0) -> AsyncGenerator[FilePiece, None]:
    """Give the rows after row number `after`, at most `size` at a time; two pieces are in memory.

    Whoever ends early closes it (`aclosing`), which waits for the thread.
    """
    pieces = _pieces(spec, size, after)
    following = asyncio.ensure_future(asyncio.to_thread(next, pieces, None))
    try:
        while (piece := await asyncio.shield(following)) is not None:
            following = asyncio.ensure_future(asyncio.to_thread(next, pieces, None))
            yield piece
    finally:
        await asyncio.wait([following])


def _pieces(spec: ImportSpec, size: int, after: int) -> Iterator[FilePiece]:
    rows, reader, taken = read_rows(spec.file, spec.shape, after), spec.reader(), 0
    while piece := list(islice(rows, min(size, max(_FIRST, taken)))):
        taken += len(piece)
        said = reader.rows(piece)
        yield FilePiece([row.number for row in piece], said, asked_by_rows(said))
