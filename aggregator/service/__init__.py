"""The composition root: Settings -> Snapshot -> Service."""

from aggregator.service.service import Service
from aggregator.service.snapshot import Snapshot, build_snapshot

__all__ = ["Service", "Snapshot", "build_snapshot"]
