"""Batched loading: what many ask for one by one, asked together."""

from aggregator.loaders.caller import Caller
from aggregator.loaders.loader import BatchLoad, Loader
from aggregator.loaders.registry import Loaders

__all__ = ["BatchLoad", "Caller", "Loader", "Loaders"]
