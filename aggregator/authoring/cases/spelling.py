"""How cases and recordings write errors and moments."""

import difflib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from aggregator.domain import errors
from aggregator.domain.errors import AggregatorError, NoSourceId, SourceError, SourceRateLimited

KINDS: Mapping[str, type[AggregatorError]] = {
    kind.code: kind
    for kind in (
        errors.SourceTimeout,
        errors.SourceUnavailable,
        errors.SourceRateLimited,
        errors.SourceRefused,
        errors.SourceMalformed,
        errors.ItemUnreadable,
        errors.ValueUnreadable,
        errors.SourceNotConnected,
        errors.CustomerNotFound,
        errors.AmbiguousCustomer,
        errors.NoSourceId,
        errors.DirectoryUnavailable,
        errors.DeadlineExceeded,
        errors.InternalError,
    )
}
"""Code -> error: those that a card can meet while it is served."""


class CaseError(ValueError):
    """A case cannot be used as it is written; the message says what to change."""


def write_error(error: AggregatorError) -> dict[str, object]:
    """Spell an error: its code, its source, and for how long a busy source wants to be left."""
    spelt: dict[str, object] = {"code": error.code}
    if isinstance(error, SourceError | NoSourceId):
        spelt["source"] = error.source
    if isinstance(error, SourceRateLimited) and error.after is not None:
        spelt["after"] = error.after
    return spelt


def read_error(spelt: Mapping[str, Any]) -> AggregatorError:
    """Make the error that is spelt. Raises CaseError."""
    code = spelt.get("code", errors.SourceTimeout.code)
    kind = KINDS.get(code) if isinstance(code, str) else None
    if kind is None:
        raise CaseError(f"{code!r} is no error's code. {meant(str(code), KINDS)}")
    if not issubclass(kind, SourceError | NoSourceId):
        return kind("As the case says")
    source = spelt.get("source")
    if not isinstance(source, str) or not source:
        raise CaseError(f'{code} needs the source that failed. Fix: "source": "billing"')
    if issubclass(kind, SourceRateLimited):
        after = spelt.get("after")
        seconds = after if isinstance(after, int | float) else None
        return kind(source, "As the case says", seconds)
    return kind(source, "As the case says")


def read_moment(text: object, name: str) -> datetime:
    """Read a moment with its offset. Raises CaseError."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CaseError(f'"{name}" is no moment. Fix: for example "2026-11-22T12:00:00Z"')
    return moment


def write_moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def meant(name: str, known: Iterable[str]) -> str:
    """Suggest what was meant by a name that is not known."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    return f'Did you mean "{close[0]}"?' if close else f"Use one of: {', '.join(names)}"
