"""Batched loading, alone in one folder: the only importer of aiodataloader."""

from aggregator.loaders.loader import Asker, Fetch, Loader, Loaders

__all__ = ["Asker", "Fetch", "Loader", "Loaders"]
