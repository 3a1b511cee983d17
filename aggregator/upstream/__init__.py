"""One client per source: the only importer of httpx and aiohttp that serves requests."""

from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.records import Record
from aggregator.upstream.source import SourceClient, build_source

__all__ = ["Record", "SourceClient", "UpstreamLimits", "build_source"]
