"""Where cases lie: `<key>.cases/<name>.json` beside the card, and `<name>.expect.json` with it."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aggregator.authoring.cases.spelling import CaseError
from aggregator.language.files import read_bounded, write_text
from aggregator.language.folder import CASES, SUFFIX

INPUT = ".json"
EXPECTED = ".expect.json"
MAX_BYTES = 2_000_000

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case of the card `key`, and where what it should show is written."""

    key: str
    name: str
    path: Path

    @property
    def expectation(self) -> Path:
        return self.path.with_name(f"{self.name}{EXPECTED}")


def case_file(card: Path, name: str) -> CaseFile:
    """Name a case of the card in the file `card`. Raises CaseError for what is no name."""
    if not _NAME.fullmatch(name):
        raise CaseError(f"{name!r} cannot name a case. Fix: letters, digits, - and _: past-due")
    return CaseFile(card.stem, name, card.with_suffix(CASES) / f"{name}{INPUT}")


def cases_of(card: Path) -> list[CaseFile]:
    """List the cases of the card in the file `card`, by name."""
    return [
        CaseFile(card.stem, path.name.removesuffix(INPUT), path)
        for path in _files(card.with_suffix(CASES))
        if not path.name.endswith(EXPECTED)
    ]


def stale_of(card: Path) -> list[Path]:
    """List expectations of a card whose case is gone."""
    return [
        path
        for path in _files(card.with_suffix(CASES))
        if path.name.endswith(EXPECTED)
        and not path.with_name(f"{path.name.removesuffix(EXPECTED)}{INPUT}").is_file()
    ]


def orphans(folder: Path) -> Iterator[Path]:
    """Find folders of cases below `folder` that no card belongs to."""
    if folder.is_dir():
        for path in sorted(folder.rglob(f"*{CASES}")):
            if path.is_dir() and not path.with_suffix(SUFFIX).is_file():
                yield path


def read_json(path: Path) -> dict[str, Any]:
    """Read a case or an expectation. Raises CaseError."""
    try:
        data = read_bounded(path, MAX_BYTES)
        body = json.loads(data.decode("utf-8")) if len(data) <= MAX_BYTES else None
    except OSError as error:
        raise CaseError(f"{path} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise CaseError(f"{path} is not JSON in UTF-8: {error}") from None
    if not isinstance(body, dict):
        raise CaseError(f"{path} must hold a JSON object of at most {MAX_BYTES} bytes")
    return body


def write_json(path: Path, body: Mapping[str, Any]) -> bool:
    """Write it as people read it; False when the file says the same already, however spaced."""
    text = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    with suppress(OSError, ValueError, RecursionError):
        # Names in their order, and 1.0 apart from 1: nothing but white space is passed over.
        there = json.loads(read_bounded(path, MAX_BYTES) or b"")
        if json.dumps(there) == json.dumps(body):
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, text)
    return True


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.name.endswith(INPUT) and path.is_file())
