"""Answers one request in this process, listening: what a preview is made of."""

import time
from datetime import UTC, datetime

from aggregator.authoring.recording.recording import Recording
from aggregator.authoring.recording.tape import Tape
from aggregator.cache import Cache
from aggregator.domain.plain.request import CardRequest
from aggregator.pipeline.answer import answer
from aggregator.pipeline.stale_cards import StaleCards
from aggregator.service.service import Service
from aggregator.settings import Settings
from aggregator.telemetry.trace import Trace


async def look(settings: Settings, request: CardRequest) -> tuple[Recording, float]:
    """Ask the sources of `settings` for cards; what came, unredacted, and the milliseconds.

    Nothing is kept of it. Raises DefinitionError, DirectoryUnavailable.
    """
    service = Service(settings)
    try:
        await service.start()
        workspace = service.snapshot.workspaces[request.workspace_id]
        tape, trace = Tape(), Trace()
        nothing_kept = StaleCards(Cache(entries=1, size=0), 1.0)
        began = time.perf_counter()
        await answer(request, workspace, nothing_kept, trace, datetime.now(UTC), tape)
        milliseconds = (time.perf_counter() - began) * 1000
    finally:
        await service.stop()
    recording = tape.recording(trace, lambda value: value)
    if recording is None:
        raise RuntimeError("an answered request was heard")
    return recording, milliseconds
