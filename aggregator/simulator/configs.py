"""Card configs as Plain keeps them, and what else a workspace has, as frozen values."""

import ssl
from dataclasses import dataclass, field
from typing import Final

from aggregator.simulator.unpublished import Unpublished

CARDS_MAX: Final = 25  # a workspace
TITLE_MAX: Final = 500
URL_MAX: Final = 600
HEADERS_MAX: Final = 20
HEADER_NAME_MAX: Final = 100
HEADER_VALUE_MAX: Final = 500
ORDER_MAX: Final = 100_000
DEFAULT_TTL: Final = 86_400
"""Seconds, when a file says nothing; Plain itself always asks."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header sent with every request for the card; the value may be a secret."""

    name: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardConfig:
    """One card of a workspace. `default_ttl` is in seconds."""

    id: str
    key: str
    title: str
    url: str
    headers: tuple[Header, ...] = ()
    default_ttl: int = DEFAULT_TTL
    order: int = 0
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class PlainWorkspace:
    """A workspace in Plain. Without `signing_secret` its requests carry no signature.

    `tls` verifies the cards' servers and may hold the client certificate that they ask for.
    """

    cards: tuple[CardConfig, ...]
    id: str = "w_local"
    signing_secret: str | None = field(default=None, repr=False)
    unpublished: Unpublished = field(default_factory=Unpublished)
    tls: ssl.SSLContext | None = field(default=None, repr=False, compare=False)

    @property
    def shown(self) -> tuple[CardConfig, ...]:
        """The enabled cards, in the order an agent sees them."""
        enabled = (card for card in self.cards if card.is_enabled)
        return tuple(sorted(enabled, key=lambda card: (card.order, card.id)))
