"""The folder that recordings are kept in: one JSON file each, the oldest removed.

Only its owner can read it. What a pseudonym stands for cannot be told without the folder's key.
"""

import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aggregator.authoring.cases.files import read_json
from aggregator.authoring.cases.spelling import CaseError
from aggregator.authoring.recording.recording import Recording, read_recording
from aggregator.authoring.recording.redact import Redactor
from aggregator.domain.errors import SettingsError
from aggregator.language.files import write_text

LATEST = "latest"

_KEY = ".key"
_OURS = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9A-Za-z_-]{0,40}\.json", re.ASCII)
"""How a recording's file is named. No other file is read, and none is removed."""
_UNFIT = re.compile(r"[^0-9A-Za-z_-]")


@dataclass(frozen=True, slots=True)
class RecordingFolder:
    """Recordings on disk; their names begin with the moment, so that they sort by it."""

    path: Path

    def redactor(self) -> Redactor:
        """Redact as all recordings here are; the key is made on first use."""
        self.path.mkdir(0o700, parents=True, exist_ok=True)
        file = self.path / _KEY
        if not file.is_file():
            _write(file, secrets.token_hex(32))
        return Redactor(file.read_bytes())

    def keep(self, recording: Recording, maximum: int) -> Path:
        """Write a recording, and remove the oldest beyond `maximum`."""
        moment = recording.at.strftime("%Y%m%dT%H%M%S%f")
        file = self.path / f"{moment}-{_UNFIT.sub('', recording.id)[:40]}.json"
        _write(file, json.dumps(recording.as_json(), indent=1, ensure_ascii=False) + "\n")
        for old in self.files()[:-maximum]:
            old.unlink(missing_ok=True)
        return file

    def files(self) -> list[Path]:
        """List the recordings' files, oldest first."""
        names = self.path.iterdir() if self.path.is_dir() else ()
        return sorted(file for file in names if _OURS.fullmatch(file.name) and file.is_file())

    def claim(self) -> None:
        """Raise SettingsError where something else is kept too; hidden files are passed over."""
        try:
            found = sorted(each.name for each in self.path.iterdir())
        except OSError:
            return  # it is not there yet; or it cannot be written, which costs no card
        foreign = [name for name in found if name[0] != "." and not _OURS.fullmatch(name)]
        if foreign:
            raise SettingsError(
                f"recordings: {self.path} holds {foreign[0]}, which is no recording. Rule: the "
                "oldest recordings are removed, so that they have a folder of their own. "
                "Fix: name another folder, for example build/recordings",
                key="recordings",
            )

    def read_all(self) -> Iterator[Recording]:
        """Read all that can be read, newest first."""
        for file in reversed(self.files()):
            try:
                yield read_recording(read_json(file), file.stem)
            except CaseError:
                continue  # removed meanwhile, or not ours

    def find(self, name: str, keys: Sequence[str] = ()) -> Recording:
        """Read the recording whose id begins with `name`, or the latest that has all of `keys`.

        Raises CaseError.
        """
        files = list(reversed(self.files()))
        if not files:
            raise CaseError(
                f"There are no recordings in {self.path}. Fix: aggregator demo records, and so "
                "does serve with the setting record = 50; then ask for a card"
            )
        if name == LATEST:
            return self._latest(keys)
        fits = [file for file in files if _id(file).lower().startswith(name.lower())]
        if not fits:
            raise CaseError(f"There is no recording {name}. Fix: aggregator replay lists them")
        return read_recording(read_json(fits[0]), _id(fits[0]))

    def _latest(self, keys: Sequence[str]) -> Recording:
        found = next((it for it in self.read_all() if set(keys) <= set(it.keys)), None)
        if found is None:
            raise CaseError(
                f"No recording has {' and '.join(keys)}. Fix: ask for it, and it is recorded; "
                "aggregator replay lists what there is"
                if keys
                else f"No recording in {self.path} can be read. Fix: ask for a card once more"
            )
        return found

    def forget(self, person: str) -> int:
        """Remove every recording that speaks of a person, by e-mail or any id; how many."""
        return self.forget_all([person])

    def forget_all(self, known_by: Iterable[str]) -> int:
        """Remove every recording that holds one of these e-mails or ids; how many."""
        files, gone = self.files(), 0
        if not files:
            return 0
        sought = []
        for person in known_by:
            sought.append(json.dumps(person, ensure_ascii=False))
            if "@" in person:
                sought.append(self.redactor().pseudonym(person).partition("@")[0])
        for file in files:
            text = file.read_text(encoding="utf-8", errors="replace")
            if any(word in text for word in sought):
                file.unlink(missing_ok=True)
                gone += 1
        return gone


def _id(file: Path) -> str:
    return file.stem.partition("-")[2]


def _write(file: Path, text: str) -> None:
    """Write for the owner's eyes only; whoever reads meanwhile sees all of it or nothing."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    write_text(partial, text, 0o600)
    partial.replace(file)
