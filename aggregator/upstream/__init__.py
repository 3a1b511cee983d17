"""One client per source: the only importer of httpx and aiohttp that serves requests."""

from aggregator.upstream.limits import BreakerLimits, RetryLimits, UpstreamLimits
from aggregator.upstream.overheard import OverheardTransport
from aggregator.upstream.source import SourceClient, build_source
from aggregator.upstream.source_gate import SourceHealth

__all__ = [
    "BreakerLimits",
    "OverheardTransport",
    "RetryLimits",
    "SourceClient",
    "SourceHealth",
    "UpstreamLimits",
    "build_source",
]
