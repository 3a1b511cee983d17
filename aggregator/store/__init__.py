"""Our own database: the engine, short sessions, migrations. Which tables there are is not here."""

from aggregator.store.store import Store

__all__ = ["Store"]
