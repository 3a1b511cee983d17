"""A folder that cannot be listed for a while, as on a busy or failing machine, also for root."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def unreadable(folder: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let listing `folder` fail with the error of this number, until `monkeypatch` is undone."""
    iterdir, scandir = Path.iterdir, os.scandir

    def refused(name: str) -> OSError:
        return OSError(number, os.strerror(number), name)

    def iterated(self: Path) -> Iterator[Path]:
        if self == folder:
            raise refused(str(self))
        return iterdir(self)

    def scanned(path: Any = ".") -> Any:
        if not isinstance(path, int) and Path(os.fsdecode(path)) == folder:
            raise refused(os.fsdecode(path))
        return scandir(path)

    monkeypatch.setattr(Path, "iterdir", iterated)
    monkeypatch.setattr(os, "scandir", scanned)
