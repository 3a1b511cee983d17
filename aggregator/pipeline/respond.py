"""Last verb: outcomes -> the body Plain reads, each requested key in it exactly once.

Every key begins as a failed card and its outcome replaces that, so none can be missing; each card
is validated by itself before they are merged (what was made of components is valid), so that one
that breaks Plain's schema costs itself alone. `FAILURES` says how each error of `domain/errors.py`
reads to an agent and for how long.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from aggregator.domain import errors
from aggregator.domain.card import Hidden, Outcome, Shown, Unavailable, UnknownCard
from aggregator.domain.errors import AggregatorError, NoSourceId, SourceError, SourceRateLimited
from aggregator.domain.plain import limits
from aggregator.domain.plain.components import (
    CopyButton,
    Emitted,
    PlainText,
    Row,
    TextColor,
    emit,
    emit_all,
    validate,
)
from aggregator.domain.plain.limits import clamp, exact
from aggregator.domain.plain.request import CardRequest
from aggregator.domain.plain.response import CardAnswer, clamp_ttl, encode
from aggregator.domain.plain.size import CARD_LARGE, fitting, size_of

FOR_NOW = 15
"""Seconds a failure that passes is kept: reloading soon is worth it."""

FOR_GOOD = 60
"""Seconds a failure is kept that somebody must mend, and an answer that nobody is known."""

RATE_LIMITED_MAX = 300
"""Seconds at most that a source's Retry-After keeps a failure."""


def _nobody(_: str) -> None:
    return None


def _unheard(_key: str, _problem: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class FailureWords:
    """What failed cards tell beside the error.

    reference     the request's trace id, to be read aloud to whoever looks into it
    source_words  a source's name -> what agents call it ("crm" -> "CRM")
    operator      a source's name -> who looks after it, if known
    team          a card's key -> who owns it, if known
    broken        called with key and problem when a card had to be replaced or cut: for the log
    card_bytes    how large a card may be
    """

    reference: str
    source_labels: Callable[[str], str]
    operator: Callable[[str], str | None] = _nobody
    team: Callable[[str], str | None] = _nobody
    broken: Callable[[str, str], None] = _unheard
    card_bytes: int = CARD_LARGE


@dataclass(frozen=True, slots=True)
class FailureWording:
    """How an error reads: `subject` `verb`, then the remedy. None as subject: the source's words.

    A `verb` with {} is the sentence, and the subject stands there.
    `verbs` is the plural. `part` is the subject when the rest of the card is there. `counted`: what
    failed is some of what the source gave, and is told by number: "2 items of Billing".
    """

    subject: str | None
    verb: str
    ttl: int
    remedy: Literal["reload", "operator", "team", "link", "unlinked"]
    verbs: str | None = None
    part: str | None = None
    counted: str | None = None


EXPECTED = (errors.CustomerNotFound, errors.CustomerRequired)
"""No failure: nobody is known by the request's ids, so there is nothing to show."""

_NOT_ANSWERING = FailureWording(None, "did not answer", FOR_NOW, "reload")
_REQUEST = FailureWording("the request", "was not accepted", FOR_GOOD, "team")
_LATE = FailureWording(
    "this card", "was not ready in time", FOR_NOW, "reload", part="some of this card"
)
_UNREADABLE = FailureWording(None, "could not be read", FOR_GOOD, "operator")
_BUSY = FailureWording("this service", "is too busy to answer", FOR_NOW, "reload")
_BROKEN = FailureWording(
    "this card", "could not be drawn", FOR_GOOD, "team", part="some of this card"
)

FAILURES: Mapping[type[AggregatorError], FailureWording] = {
    errors.SignatureError: _REQUEST,
    errors.Forbidden: _REQUEST,
    errors.DirectoryConflict: _REQUEST,
    errors.InvalidRequest: _REQUEST,
    errors.PayloadTooLarge: _REQUEST,
    errors.UnsupportedBody: _REQUEST,
    errors.CardError: FailureWording("this card's file", "has a mistake in it", FOR_GOOD, "team"),
    errors.ConnectorError: FailureWording("a connector", "is set up wrongly", FOR_GOOD, "operator"),
    errors.SettingsError: FailureWording("a setting", "is wrong", FOR_GOOD, "operator"),
    errors.SourceError: _NOT_ANSWERING,
    errors.SourceTimeout: _NOT_ANSWERING,
    errors.SourceUnavailable: _NOT_ANSWERING,
    errors.SourceRateLimited: FailureWording(
        None, "is too busy to answer", FOR_NOW, "reload", verbs="are too busy to answer"
    ),
    errors.SourceRefused: FailureWording(None, "refused our access", FOR_GOOD, "operator"),
    errors.SourceMalformed: FailureWording(
        None, "gave an unreadable answer", FOR_GOOD, "operator", verbs="gave unreadable answers"
    ),
    errors.ItemUnreadable: replace(_UNREADABLE, counted="item"),
    errors.ValueUnreadable: replace(_UNREADABLE, counted="value"),
    errors.SourceNotConnected: FailureWording(
        None, "is not connected", FOR_GOOD, "operator", verbs="are not connected"
    ),
    errors.AccountNotFound: _REQUEST,
    errors.AmbiguousCustomer: FailureWording(
        "this customer's ids", "belong to different people", FOR_GOOD, "link"
    ),
    errors.NoSourceId: FailureWording(
        None, "No id of this customer in {}: nothing was asked there", FOR_GOOD, "unlinked"
    ),
    errors.DirectoryUnavailable: FailureWording(
        "the customer directory", "did not answer", FOR_NOW, "reload"
    ),
    errors.DeadlineExceeded: _LATE,
    errors.Overloaded: _BUSY,
    errors.QuotaExceeded: _BUSY,
    errors.AllCardsFailed: _LATE,
    errors.InternalError: _BROKEN,
}
"""Each error an agent can meet. A class that is missing reads as its nearest base does."""


def respond(request: CardRequest, outcomes: Mapping[str, Outcome], told: FailureWords) -> bytes:
    """Write the body of a 200: each requested key once, in the order asked; others are ignored.

    A key without an outcome reads as one that was not ready in time. Never raises for a card:
    one whose components break Plain's schema becomes an error card.
    """
    late = Unavailable(errors.DeadlineExceeded("No outcome was there when the answer left."))
    return encode([_answer(key, outcomes.get(key, late), told) for key in request.card_keys])


def _answer(key: str, outcome: Outcome, told: FailureWords) -> CardAnswer:
    try:
        if outcome.__class__ is Shown and (usual := _usual(key, outcome, told.card_bytes)):
            return usual
        answer = _card(key, outcome, told)
        made = answer.components
        problems = [] if isinstance(made, Emitted) else validate(made)
        if not problems and (size := _size(made)) > told.card_bytes:
            answer = _cut(answer, size, told)
    except Exception as error:  # noqa: BLE001 -- a bug in one card must not cost the others
        told.broken(key, type(error).__name__)
        return _drawn_badly(key, told)
    if problems:
        told.broken(key, str(problems[0]))
        return _drawn_badly(key, told)
    return answer


def _usual(key: str, shown: Shown, card_bytes: int) -> CardAnswer | None:
    """As most cards are: whole, made of components, and small enough."""
    made = shown.components
    if shown.failures or shown.as_of is not None or made.__class__ is not Emitted:
        return None
    return CardAnswer(key, made, shown.ttl) if len(made.json) <= card_bytes else None


def _size(made: Sequence[Mapping[str, Any]] | None) -> int:
    return len(made.json) if isinstance(made, Emitted) else size_of(made or ())


def _cut(answer: CardAnswer, size: int, told: FailureWords) -> CardAnswer:
    """Leave out the end of a card that is too large, and say so in its place."""
    told.broken(answer.key, f"has {size} bytes, {told.card_bytes} are allowed: its end is left out")
    owner = told.team(answer.key)
    whom = f"its owner, {owner}" if owner else "its owner"
    words = f"This card is too long to be shown whole. It needs attention by {whom}."
    line = emit(_line(words, "WARNING"))
    kept = fitting(answer.components or (), told.card_bytes - size_of(line) - len(","))
    return CardAnswer(answer.key, [*kept, line], answer.ttl)


def _drawn_badly(key: str, told: FailureWords) -> CardAnswer:
    words = _sentences("This card could not be drawn.", "It needs attention by its owner.")
    return CardAnswer(key, _error_lines(words, told.reference), FOR_GOOD)


def _card(key: str, outcome: Outcome, told: FailureWords) -> CardAnswer:
    if isinstance(outcome, Shown):
        return _shown(key, outcome, told)
    if isinstance(outcome, Hidden):
        return CardAnswer(key, None, _ttl(outcome.ttl))
    if isinstance(outcome, UnknownCard):
        return CardAnswer(key, _unknown(key), FOR_GOOD)
    if isinstance(outcome.error, EXPECTED):
        return CardAnswer(key, None, FOR_GOOD)
    failures = _failures(outcome)
    words = _sentences(_what(failures, told), _remedy(key, failures, told))
    if all(isinstance(each, NoSourceId) for each in failures):
        # Nothing broke: whoever writes in is often nobody's customer yet.
        return CardAnswer(key, emit_all([_line(words, "MUTED")]), FOR_GOOD)
    return CardAnswer(key, _error_lines(words, told.reference), _ttl_of(outcome.error))


def _shown(key: str, shown: Shown, told: FailureWords) -> CardAnswer:
    if not shown.failures and shown.as_of is None:  # as most are
        return CardAnswer(key, shown.components, _ttl(shown.ttl))
    failures = _failures(shown)
    words = _what(failures, told, part=True).removesuffix(".")
    if shown.as_of is not None:
        words = f"As of {shown.as_of}. {words}" if words else f"As of {shown.as_of}"
    if not words:
        return CardAnswer(key, shown.components, _ttl(shown.ttl))
    line = emit(_line(words, "MUTED"))
    ttls = [_ttl_of(error) for error in failures]
    if shown.ttl is not None and (shown.as_of is None or not failures):
        ttls.append(clamp_ttl(shown.ttl))
    return CardAnswer(key, [*shown.components, line], min(ttls))


def _failures(outcome: Shown | Unavailable) -> list[AggregatorError]:
    return [error for error in outcome.failures if not isinstance(error, EXPECTED)]


def passes(error: AggregatorError) -> bool:
    """Whether `error` is one for now: reloading soon may find it gone."""
    return _failure(error).remedy == "reload"


def _ttl(seconds: int | None) -> int | None:
    return None if seconds is None else clamp_ttl(seconds)


def _ttl_of(error: AggregatorError) -> int:
    if isinstance(error, SourceRateLimited) and error.after is not None:
        after = error.after if math.isfinite(error.after) else RATE_LIMITED_MAX
        return clamp_ttl(min(math.ceil(after), RATE_LIMITED_MAX))
    return _failure(error).ttl


def _failure(error: AggregatorError) -> FailureWording:
    known = (FAILURES[kind] for kind in type(error).__mro__ if kind in FAILURES)
    return next(known, _BROKEN)


def _what(failed: Iterable[AggregatorError], told: FailureWords, *, part: bool = False) -> str:
    """Say it in one sentence a verb: "Billing and CRM did not answer. Usage is not connected."."""
    grouped: dict[tuple[str, str | None], Counter[tuple[str, str | None]]] = {}
    for error in failed:
        failure = _failure(error)
        subject = (failure.part if part else None) or failure.subject
        if subject is None:
            source = error.source if isinstance(error, SourceError | NoSourceId) else "a source"
            subject = clamp(told.source_labels(source), 80)
        counts = grouped.setdefault((failure.verb, failure.verbs), Counter())
        counts[subject, failure.counted] += 1
    return _sentences(
        *(
            _sentence(_list(_subjects(counts)), (verbs if len(counts) > 1 else None) or verb)
            for (verb, verbs), counts in grouped.items()
        )
    )


def _sentence(subjects: str, verb: str) -> str:
    return f"{verb.format(subjects)}." if "{}" in verb else f"{subjects} {verb}."


def _subjects(counts: Mapping[tuple[str, str | None], int]) -> list[str]:
    return [
        f"{many} {counted}{'' if many == 1 else 's'} of {subject}" if counted else subject
        for (subject, counted), many in counts.items()
    ]


def _remedy(key: str, failed: Sequence[AggregatorError], told: FailureWords) -> str:
    """What to do about the first, which stands for all of them; whom to ask about each."""
    remedy = _failure(failed[0]).remedy
    if remedy == "reload":
        minutes = math.ceil(_ttl_of(failed[0]) / 60)
        return "Reload in a minute." if minutes <= 1 else f"Reload in {minutes} minutes."
    if remedy == "link":
        return "They need attention in the customer directory."
    if remedy == "unlinked":
        return "Link it in the customer directory."
    owners = [_owner(key, error, told) for error in failed]
    who = list(dict.fromkeys(owner for owner in owners if owner))
    several = len({error.source for error in failed if isinstance(error, SourceError)}) > 1
    them = "They need attention by their owners" if several else "It needs attention by its owner"
    return f"{them}, {_list(who)}." if who else f"{them}."


def _owner(key: str, error: AggregatorError, told: FailureWords) -> str | None:
    if _failure(error).remedy == "team":
        return told.team(key)
    return told.operator(error.source) if isinstance(error, SourceError) else None


def _list(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _sentences(*sentences: str) -> str:
    return " ".join(sentence[:1].upper() + sentence[1:] for sentence in sentences)


def _line(text: str, color: TextColor) -> PlainText:
    return PlainText(clamp(text, limits.TEXT_MAX), "S" if color == "MUTED" else "M", color)


def _error_lines(words: str, reference: str) -> Emitted:
    lines: list[PlainText | Row] = [_line(words, "ERROR")]
    if reference:
        copied = exact(reference, limits.COPY_VALUE_MAX)
        button = (CopyButton(copied, "Copy reference"),) if copied else ()
        lines.append(Row((_line(f"Reference {reference}", "MUTED"),), button))
    return emit_all(lines)


def _unknown(key: str) -> Emitted:
    # Only a key of Plain's own alphabet is repeated: anything else came from a stranger.
    named = re.fullmatch(limits.KEY_PATTERN, key)
    name = f'named "{clamp(key, 80)}"' if named else "of that name"
    return emit_all(
        [
            _line(f"No card {name} exists here.", "WARNING"),
            _line("Check the card's key in Plain's settings and in the cards folder.", "MUTED"),
        ]
    )
