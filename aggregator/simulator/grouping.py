"""Plain's request deduplication: cards with the same API details share one request.

Title, key and default TTL play no part. The URL is trimmed and compared with its case. Headers:
their order does not matter, names are trimmed and compared without case, values exactly as they
are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aggregator.simulator.configs import CardConfig


@dataclass(frozen=True, slots=True)
class ApiDetails:
    """What two cards must have in common to share a request."""

    url: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The cards of one request, in the order they are shown. Never empty."""

    cards: tuple[CardConfig, ...]

    @property
    def url(self) -> str:
        return self.cards[0].url.strip()

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(card.key for card in self.cards)

    @property
    def headers(self) -> Mapping[str, str]:
        """Give the headers to send, as the first card spells them.

        HTTP carries no space around a value, so it is cut here, after the comparison.
        """
        return {it.name.strip(): it.value.strip() for it in self.cards[0].headers}


def api_details(card: CardConfig) -> ApiDetails:
    """Reduce a card's configuration to what deduplication compares."""
    headers = sorted((it.name.strip().casefold(), it.value) for it in card.headers)
    return ApiDetails(card.url.strip(), tuple(headers))


def group(cards: Iterable[CardConfig]) -> tuple[Group, ...]:
    """Part `cards` into requests, in the order of each one's first card."""
    groups: dict[ApiDetails, list[CardConfig]] = {}
    for card in cards:
        groups.setdefault(api_details(card), []).append(card)
    return tuple(Group(tuple(members)) for members in groups.values())
