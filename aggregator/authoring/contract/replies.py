"""Replies of a system itself, kept in a connector's folder: `replies.json`.

They have the shape of what came, and nobody's values: whoever reads a changed connector against
them reads what its system sends. It holds no credential and no address of the system.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from aggregator.domain.errors import ConnectorError

REPLIES: Final = "replies.json"
_FIX = "Fix: aggregator source try NAME --record writes it anew, or remove it"


@dataclass(frozen=True)
class RecordedReply:
    """One reply. `asked` and `said` are the request that it answered: route and body."""

    asked: str
    said: Any
    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True)
class RecordedKey:
    """What a key had: so many records; of the first the fields with a value, and its keys."""

    records: int
    filled: tuple[str, ...] = ()
    holds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class RecordedQuestion:
    """A lookup asked for `keys`, and how it was answered.

    found    a key without a record is absent
    dropped  records of other keys, or of none
    failed   the code of the error that was the answer
    """

    lookup: str
    keys: tuple[str, ...]
    per_key: int
    replies: tuple[RecordedReply, ...]
    found: Mapping[str, RecordedKey]
    dropped: int = 0
    failed: str | None = None


@dataclass(frozen=True)
class RecordedReplies:
    """All that was recorded, on one day, of a source with these `options`."""

    recorded: date
    options: Mapping[str, str]
    questions: tuple[RecordedQuestion, ...]

    def of(self, lookup: str) -> tuple[RecordedQuestion, ...]:
        return tuple(each for each in self.questions if each.lookup == lookup)


_FILE = TypeAdapter(RecordedReplies)


def replies_text(replies: RecordedReplies) -> str:
    return _FILE.dump_json(replies, indent=2).decode() + "\n"


def read_replies(folder: Path | None) -> RecordedReplies | None:
    """Read what was recorded; None: nothing was. Raises ConnectorError: it cannot be read."""
    file = folder / REPLIES if folder is not None else None
    if file is None or not file.is_file():
        return None
    try:
        return _FILE.validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        where = ".".join(map(str, first["loc"])) if first else ""
        why = f"{where or 'it'}: {first['msg']}" if first else str(error)
        raise ConnectorError(f"{file} cannot be read ({why}). {_FIX}") from None
