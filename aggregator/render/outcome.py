"""What a card came to, from its components and its failures."""

from collections.abc import Sequence
from typing import Final

from aggregator.domain.card import Hidden, Outcome, Result, Shown, Unavailable
from aggregator.domain.errors import (
    AggregatorError,
    AmbiguousCustomer,
    DeadlineExceeded,
    DirectoryUnavailable,
    NoSourceId,
    SourceMalformed,
    SourceNotConnected,
    SourceRateLimited,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.domain.plain.components import Emitted
from aggregator.mapping.formatters import formatter
from aggregator.render.card import UNKNOWN_TTL, Render, RenderContext, RequiredTrust
from aggregator.render.layout import pieces
from aggregator.render.layout.frame import Block, Frame
from aggregator.render.layout.pieces import Piece
from aggregator.render.layout.tidy import tidy
from aggregator.render.layout.usual import usually

_TELLING: Final = (
    AmbiguousCustomer,
    DirectoryUnavailable,
    SourceRateLimited,
    SourceUnavailable,
    SourceTimeout,
    DeadlineExceeded,
    SourceRefused,
    SourceMalformed,
    SourceNotConnected,
    NoSourceId,
)
"""First what stands behind the others, then what passes by itself (so that the card is asked again
soon), then what somebody must mend; anything else comes last."""

_SURE: Final = frozenset({"external_id", "plain_id", "customer_id"})
"""Identities that nobody gets by writing from somebody's e-mail address."""


def renderer(
    body: Block | None, ttl: int | None, empty: str | None, trust: RequiredTrust
) -> Render:
    """Make a card's `render`. It raises ValueError only for an unknown locale or time zone."""
    line = pieces.text(empty or "", "M", "MUTED")
    usual = None if body is None else usually(body)

    def render(result: Result, context: RenderContext) -> Outcome:
        if trust == "EXTERNAL_ID" and result.matched_by not in _SURE | {None}:
            return Hidden(ttl)
        words = formatter(context.locale, context.time_zone)
        frame = Frame(words, context.now, context.currency, known=result.known)
        found = None if usual is None else usual(result.data, frame)
        if found is None:
            frame, found = Frame(words, context.now, context.currency, known=result.known), []
            if body is not None:
                body(result.data, frame, (found, found))
        shown = tidy(found)
        if not shown and frame.failures:
            return _unavailable(frame.failures)
        if shown and (trust == "ANY" or result.matched_by in _SURE):
            return Shown(_emitted(shown), ttl, tuple(frame.failures))
        lasting = ttl if result.known else UNKNOWN_TTL
        nobody = not result.known and result.data.get("customer", ...) is None
        if shown or not line or nobody:
            return Hidden(lasting)  # of nobody, nothing that says "none" is said either
        return Shown(_emitted([line]), lasting)

    return render


def _emitted(shown: Sequence[Piece]) -> Emitted:
    return Emitted(f"[{','.join(shown)}]".encode())


def _unavailable(failures: Sequence[AggregatorError]) -> Unavailable:
    error = most_telling(failures)
    return Unavailable(error, tuple(each for each in failures if each is not error))


def most_telling(failures: Sequence[AggregatorError]) -> AggregatorError:
    """Choose the failure that stands for all of them."""
    return min(failures, key=_rank)


def _rank(error: AggregatorError) -> int:
    for rank, kind in enumerate(_TELLING):
        if isinstance(error, kind):
            return rank
    return len(_TELLING)
