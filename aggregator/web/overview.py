"""From a service to what its first page tells."""

from aggregator.web.home import CardEntry, Home, SourceEntry
from aggregator.web.serving import Serving


def overview(service: Serving, base_url: str, version: str) -> Home:
    """Tell what runs: cards, broken ones too, and sources.

    `base_url` is where the browser came to; a configured public address goes before it.
    """
    snapshot = service.snapshot
    public = snapshot.settings.public_url
    served = [
        CardEntry(card.team, card.key, card.title) for card in snapshot.catalog.cards.values()
    ]
    broken = [
        CardEntry(card.team, card.key, card.key, card.fault) for card in snapshot.catalog.broken
    ]
    return Home(
        url=str(public or base_url).rstrip("/"),
        version=version,
        cards=(*served, *broken),
        sources=[SourceEntry(name, words) for name, words in snapshot.source_words.items()],
    )
