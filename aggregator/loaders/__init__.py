"""Batched loading, alone in one folder: the only importer of aiodataloader."""

from aggregator.loaders.asker import Asker
from aggregator.loaders.loader import Fetch, Loader
from aggregator.loaders.registry import Loaders

__all__ = ["Asker", "Fetch", "Loader", "Loaders"]
