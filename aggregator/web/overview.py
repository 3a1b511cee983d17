"""From a service to what its first page tells."""

from collections.abc import Sequence

from aggregator.language.diagnostics import Diagnostic
from aggregator.web.home import CardEntry, Home, SourceEntry
from aggregator.web.serving import Serving


def address_of(service: Serving, base_url: str) -> str:
    """Give the service's address, as `overview` does, without a trailing slash."""
    return str(service.snapshot.settings.public_url or base_url).rstrip("/")


def overview(service: Serving, base_url: str, version: str) -> Home:
    """Tell what runs: cards, broken ones too, and sources.

    `base_url` is where the browser came to; a configured public address goes before it.
    """
    snapshot = service.snapshot
    catalog = snapshot.catalog
    url = address_of(service, base_url)
    if snapshot.settings.workspaces:
        return Home(url, version, (), (), len(snapshot.settings.by_workspace))
    served = [
        CardEntry(card.team, card.key, card.title)
        for card in catalog.cards.values()
        if card.key not in catalog.broken
    ]
    broken = [
        CardEntry(
            card.team, card.key, card.key, _fault(card.diagnostics), card.key in catalog.cards
        )
        for card in catalog.broken.values()
    ]
    return Home(
        url=url,
        version=version,
        cards=(*served, *broken),
        sources=[SourceEntry(*named) for named in snapshot.workspace.source_labels.items()],
    )


def _fault(diagnostics: Sequence[Diagnostic]) -> str:
    """Say the first finding in a line: the page is public, so its file's path stays out."""
    if not diagnostics:
        return "it could not be compiled"
    first, more = diagnostics[0], len(diagnostics) - 1
    return f"line {first.line}: {first.message}" + (f" (and {more} more)" if more else "")
