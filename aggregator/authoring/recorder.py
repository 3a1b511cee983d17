"""Records requests for cards in development, and only when asked to."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aggregator.authoring.recording.folder import RecordingFolder
from aggregator.authoring.recording.tape import Tape
from aggregator.settings import Settings
from aggregator.telemetry.logger import get_logger
from aggregator.telemetry.trace import Trace

log = get_logger(__name__)


class Recorder:
    """Keeps the last `maximum` requests in `folder`; with 0 nothing is heard and nothing written.

    SettingsError: a folder with files of somebody else.
    """

    def __init__(self, folder: Path, maximum: int) -> None:
        self._folder = RecordingFolder(folder)
        self._maximum = maximum
        if maximum:
            self._folder.claim()

    @classmethod
    def of(cls, settings: Settings) -> "Recorder":
        return cls(settings.recordings, settings.record)

    @contextmanager
    def tape(self, trace: Trace, settings: Settings) -> Iterator[Tape | None]:
        """Give the tape of one request, kept when the request ends; None when nothing is.

        The secrets of `settings`, those that the request is answered by, are taken out of it
        wherever they stand.
        """
        if not self._maximum:
            yield None
            return
        tape = Tape()
        try:
            yield tape
        finally:
            self._keep(tape, trace, settings)

    def forget(self, known_by: Iterable[str]) -> int:
        """Remove what was recorded of somebody, by all that they are known by; how many."""
        return self._folder.forget_all(known_by)

    def _keep(self, tape: Tape, trace: Trace, settings: Settings) -> None:
        try:
            redactor = self._folder.redactor().knowing(tape.addresses, settings.secrets)
            recording = tape.recording(trace, redactor.value)
            if recording is not None:
                self._folder.keep(recording, self._maximum)
        except Exception:
            log.exception("recording_failed", reference=trace.id)
