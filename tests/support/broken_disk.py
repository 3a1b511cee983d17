"""A folder that cannot be listed for a while, as on a busy or failing machine, also for root."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


def unreadable(folder: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let listing `folder` fail with the error of this number, until `monkeypatch` is undone."""
    real = Path.iterdir

    def refuses(self: Path) -> Iterator[Path]:
        if self == folder:
            raise OSError(number, os.strerror(number), str(self))
        return real(self)

    monkeypatch.setattr(Path, "iterdir", refuses)
