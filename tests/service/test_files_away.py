"""Files that are away for a moment, or come and go: no card is ever lost by it."""

import errno
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from aggregator.language import stamps
from aggregator.service.snapshot import Snapshot
from aggregator.settings import Settings
from tests.support.broken_disk import unreadable
from tests.support.served_home import GOOD, Home, served


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """Files are looked at with each request, and by nobody in the background."""
    home = Home(tmp_path)
    await home.service.start()
    await home.service._reloader.stop()
    yield home
    await home.service.stop()


async def test_a_card_that_is_away_for_a_moment_is_never_gone(home: Home) -> None:
    """Its editor writes it anew, or its folder is swapped, between two looks."""
    home.service._reloader._pause = 0
    build = home.service._reloader._build
    away = home.card.with_name("away")

    def comes_back(settings: Settings, previous: Snapshot) -> Snapshot:
        built = build(settings, previous)
        if away.exists():
            away.rename(home.card)
        return built

    home.service._reloader._build = comes_back
    home.card.rename(away)
    assert "No card named" not in await home.labels()
    assert list(home.service.snapshot.catalog.cards) == ["seats"]


async def test_cards_that_come_and_go_serve_as_they_were(home: Home) -> None:
    home.service._reloader._pause = 0
    other = home.card.with_name("other.graphql")
    other.write_text(GOOD.format(label="Other"))
    await home.labels()
    build = home.service._reloader._build

    def goes_and_comes(settings: Settings, previous: Snapshot) -> Snapshot:
        built = build(settings, previous)
        here, there = sorted((home.card, other), key=Path.exists, reverse=True)
        here.rename(here.with_suffix(".away"))
        there.with_suffix(".away").rename(there)
        return built

    home.service._reloader._build = goes_and_comes
    other.rename(other.with_suffix(".away"))
    with structlog.testing.capture_logs() as logs:
        assert "No card named" not in await home.labels(key="other")
    assert [line["event"] for line in logs] == ["not_reloaded"]
    assert sorted(home.service.snapshot.catalog.cards) == ["other", "seats"]
    assert "not reloaded" in (await home.service.ready())["reload"]


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EACCES, errno.ESTALE])
async def test_a_folder_that_cannot_be_listed_for_a_while_costs_no_card(
    home: Home, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = served(home)
    with monkeypatch.context() as sure:  # dates are believed: nothing is written any more
        sure.setattr(stamps, "TICK", 0)
        home.service._reloader.saw(home.service.snapshot.settings)
    with monkeypatch.context() as broken, structlog.testing.capture_logs() as logs:
        unreadable(home.card.parent, number, broken)
        for _ in range(3):
            assert "No card named" not in await home.labels()
        await home.service.reload()
        assert "not reloaded" in (await home.service.ready())["reload"]
    assert [line["event"] for line in logs] == ["not_reloaded"]  # told once
    assert os.strerror(number) in logs[0]["reason"]
    assert served(home) is before
    with structlog.testing.capture_logs() as logs:
        await home.labels()
        await home.labels()
    assert [line["event"] for line in logs] == ["nothing_to_reload"]  # so that nobody waits
    assert "reload" not in await home.service.ready()


async def test_files_that_run_out_anywhere_in_a_load_are_told_as_that(home: Home) -> None:
    def none_left(_: Settings, __: Snapshot) -> Snapshot:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    before = served(home)
    home.service._reloader._build = none_left
    with structlog.testing.capture_logs() as logs:
        await home.service.reload()
    assert served(home) is before
    assert [line["reason"] for line in logs] == ["files could not be read: Too many open files"]


async def test_a_file_that_cannot_be_read_for_a_moment_is_read_again_although_nothing_changes(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuses(name: Any, *rest: Any) -> int:
        if str(name).endswith("seats.graphql"):
            raise OSError(errno.EMFILE, "Too many open files", str(name))
        return real(name, *rest)

    before = served(home)
    home.save("Places")
    with monkeypatch.context() as broken, structlog.testing.capture_logs() as logs:
        broken.setattr(os, "open", refuses)
        for _ in range(3):
            await home.labels()
    assert served(home) is before
    assert [line["event"] for line in logs].count("reloaded") == 1
    await home.labels()
    assert served(home).fingerprint != before.fingerprint
    assert home.service.snapshot.catalog.broken == {}


async def test_a_folder_of_cards_that_is_away_keeps_them_and_counts_when_it_is_back(
    home: Home,
) -> None:
    folder = home.folder / "cards"
    folder.rename(home.folder / "away")
    with structlog.testing.capture_logs() as logs:
        assert "No card named" not in await home.labels()
    assert [line["event"] for line in logs] == ["not_reloaded"]
    assert "bring it back" in logs[0]["reason"]
    (home.folder / "away").rename(folder)
    home.save("Places")
    before = served(home)
    await home.labels()
    assert served(home).fingerprint != before.fingerprint
