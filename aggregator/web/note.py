"""What is noted about a request while it runs: its id, and the facts of its one log line."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from aggregator.telemetry.trace import new_id

_KEY = "aggregator.note"


@dataclass(slots=True)
class Note:
    """`id` goes out as `X-Request-Id` and as a problem's `reference`; `facts` into the log.

    Facts never hold personal data, bodies or secrets.
    """

    id: str = field(default_factory=new_id)
    facts: dict[str, object] = field(default_factory=dict)


def note_of(scope: MutableMapping[str, Any]) -> Note:
    """Give the request's note; the first to ask makes it."""
    note: Note | None = scope.get(_KEY)
    if note is None:
        note = scope[_KEY] = Note()
    return note
