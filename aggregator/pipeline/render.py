"""Fourth verb: each card's data through its own closures. Pure; one card's bug is that card's."""

from collections.abc import Mapping

from aggregator.domain.card import Outcome, Result, Unavailable
from aggregator.domain.errors import AggregatorError, InternalError
from aggregator.render.card import CompiledCard, RenderContext
from aggregator.telemetry.logger import get_logger

log = get_logger(__name__)


def render(
    cards: Mapping[str, CompiledCard],
    executed: Mapping[str, Result | AggregatorError],
    context: RenderContext,
) -> dict[str, Outcome]:
    """An outcome for each executed card. Never raises."""
    return {key: render_card(cards[key], result, context) for key, result in executed.items()}


def render_card(
    card: CompiledCard, result: Result | AggregatorError, context: RenderContext
) -> Outcome:
    """What one card shows of its result."""
    if isinstance(result, AggregatorError):
        return Unavailable(result)
    try:
        return card.render(result, context)
    except Exception:
        log.exception("render_failed", card=card.key)
        return Unavailable(InternalError("The card's rendering failed", card=card.key))
