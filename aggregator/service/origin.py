"""Where a workspace's answers come from, as a hash.

A copy of a card may stand in for what a source does not say now. It may not once the source is
another system or another account of it, or once customers are found by other rules: then it would
show what was somebody else's.
"""

import hashlib

from aggregator.settings import SourceSettings, WorkspaceSettings

_DECIDES = (
    "identity_order",
    "unlinked_ids",
    "locale",
    "currency",
    "time_zone",
    "date_component",
    "user_component",
)
"""Settings that decide whom a card speaks of and how it looks."""


def origin_of(world: str, chosen: WorkspaceSettings) -> str:
    """Hash what answers are made from, beside the cards; `world`: the world's fingerprint."""
    decided = [getattr(chosen, name) for name in _DECIDES]
    sources = [(name, *_of_source(chosen.sources[name])) for name in sorted(chosen.sources)]
    return hashlib.sha256(repr((world, decided, sources)).encode()).hexdigest()


def _of_source(source: SourceSettings) -> tuple[object, ...]:
    """Whom it asks, and as whom."""
    credentials = {name: each.get_secret_value() for name, each in source.credentials.items()}
    return (
        source.connector,
        source.url,
        sorted(source.options.items()),
        sorted(credentials.items()),
    )
