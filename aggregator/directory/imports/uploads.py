"""Files of customers that were sent to a server: readable by it alone, bounded, deleted in time."""

import os
import re
import secrets
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from aggregator.directory.codes import Code
from aggregator.directory.imports.shape import MAX_BYTES
from aggregator.domain.errors import DirectoryUnavailable, InvalidRequest
from aggregator.jobs.jobs import Job, JobState

KEPT = timedelta(days=7)
"""How long a file is kept after its import came to rest: its failed rows are read meanwhile."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_PREFIX = "sent_"


async def receive(
    chunks: AsyncIterator[bytes], folder: Path, name: str, limit: int = MAX_BYTES
) -> Path:
    """Write a file as it arrives. InvalidRequest: it is larger than `limit`; nothing is left then.

    DirectoryUnavailable: it cannot be kept here, as the disk is full.
    `name`: what its sender calls it, of which letters and digits are kept.
    """
    safe = _UNSAFE.sub("_", Path(name).name).lstrip(".")[-80:] or "file.csv"
    try:
        return await _written(
            chunks, _made(folder) / f"{_PREFIX}{secrets.token_hex(8)}-{safe}", limit
        )
    except OSError as error:
        raise DirectoryUnavailable(
            f"The file cannot be kept: {error.strerror}. Fix: let the server write in its folder "
            f"{folder.name}, on a disk with room, then send it again."
        ) from error


async def _written(chunks: AsyncIterator[bytes], path: Path, limit: int) -> Path:
    size, whole = 0, False
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise InvalidRequest(
                        f"The file has more than {limit:,} bytes. Fix: split it.",
                        code=Code.LIMIT_EXCEEDED,
                    )
                file.write(chunk)
        whole = True
    finally:
        if not whole:
            path.unlink(missing_ok=True)  # noqa: ASYNC240 as quick as each write
    return path


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.absolute()


def is_sent(job: Job, folder: Path) -> bool:
    """Whether an import is of a file that was sent here."""
    file = Path(job.spec["file"])
    return file.parent == folder.absolute() and file.name.startswith(_PREFIX)


def sent_name(job: Job) -> str:
    """Give the name by which its sender knows a file."""
    name = Path(job.spec["file"]).name
    return name.partition("-")[2] if name.startswith(_PREFIX) else name


def forget_old(folder: Path, jobs: Iterable[Job], now: datetime) -> int:
    """Delete files of imports that did not move for so long; how many those were."""
    return _forget(folder, (job for job in jobs if now - job.updated_at >= KEPT))


def forget_ended(folder: Path, jobs: Iterable[Job]) -> int:
    """Delete the files of all imports that ended; how many those were.

    For whoever erases a person: a file may name them in rows that were not taken.
    """
    return _forget(folder, (job for job in jobs if job.state is not JobState.RUNNING))


def _forget(folder: Path, jobs: Iterable[Job]) -> int:
    gone = 0
    for job in jobs:
        file = Path(job.spec["file"])
        if is_sent(job, folder) and file.exists():
            file.unlink(missing_ok=True)
            gone += 1
    return gone


def forget_unclaimed(folder: Path, known: Iterable[Path], now: datetime) -> int:
    """Delete files that no import names for a day: their server ended before it was begun."""
    named, gone = set(known), 0
    for file in folder.glob(f"{_PREFIX}*"):
        age = now.timestamp() - file.stat().st_mtime
        if file.absolute() not in named and age > timedelta(days=1).total_seconds():
            file.unlink(missing_ok=True)
            gone += 1
    return gone
