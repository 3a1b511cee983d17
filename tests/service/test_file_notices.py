"""Hearing of changed files: each change once, of what is watched alone."""

import asyncio
import sys
from pathlib import Path

import pytest

from aggregator.service.file_notices import FileNotices

LONG = 3_600.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell")


async def test_one_save_is_told_once_however_it_is_written(tmp_path: Path) -> None:
    async with FileNotices() as notices:
        notices.watch([str(tmp_path)])
        (tmp_path / "card.tmp").write_text("a")
        (tmp_path / "card.tmp").write_text("ab")
        (tmp_path / "card.tmp").rename(tmp_path / "card.graphql")
        assert await notices.wait(LONG)
        assert not await notices.wait(LONG)


async def test_a_folder_that_was_replaced_is_watched_again(tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    folder.mkdir()
    async with FileNotices() as notices:
        notices.watch([str(folder)])
        folder.rmdir()
        folder.mkdir()
        assert await notices.wait(LONG)
        notices.watch([str(folder)])
        (folder / "card.graphql").touch()
        assert await notices.wait(LONG)


async def test_what_cannot_be_watched_is_left_to_who_looks(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with FileNotices() as notices:
        notices.watch([str(tmp_path / "nowhere"), str(tmp_path / "file")])
        (tmp_path / "file").write_text("a")
        assert not await notices.wait(LONG)


async def test_elsewhere_it_is_only_waited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    loop = asyncio.get_running_loop()
    async with FileNotices() as notices:
        notices.watch([str(tmp_path)])
        began = loop.time()
        assert not await notices.wait(5)
        assert loop.time() == began + 5
