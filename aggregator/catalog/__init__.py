"""All cards of a folder, loaded, and loaded again where they were touched."""

from aggregator.catalog.loading import BrokenCard, Catalog, load_catalog, stamp

__all__ = ["BrokenCard", "Catalog", "load_catalog", "stamp"]
