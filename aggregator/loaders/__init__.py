"""Batched loading, alone in one folder: the only importer of aiodataloader."""

from aggregator.loaders.alarm import Alarm
from aggregator.loaders.caller import Caller, Waiter
from aggregator.loaders.loader import BatchLoad, Loader
from aggregator.loaders.registry import Loaders

__all__ = ["Alarm", "BatchLoad", "Caller", "Loader", "Loaders", "Waiter"]
