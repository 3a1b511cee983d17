"""Files as editors, checkouts and failing disks leave them: the last good card serves."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aggregator.service.snapshot import Snapshot
from aggregator.settings import Settings
from tests.support.served_home import GOOD, Home, served


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    home = Home(tmp_path)
    await home.service.start()
    home.service._reloader._pause = 0
    yield home
    await home.service.stop()


async def test_many_files_saved_at_once_are_all_live_for_the_next_request(home: Home) -> None:
    prints: list[str] = []
    for turn in ("One", "Two"):
        for number in range(50):
            home.card.with_name(f"card-{number}.graphql").write_text(GOOD.format(label=turn))
        await home.labels()
        cards = home.service.snapshot.catalog.cards
        assert len(cards) == 51
        [saved] = {cards[f"card-{number}"].fingerprint for number in range(50)}
        assert saved not in prints
        prints.append(saved)
    assert home.service.snapshot.catalog.broken == {}


async def test_a_file_that_is_half_written_is_named_and_its_last_good_card_serves(
    home: Home,
) -> None:
    before = served(home)
    whole = GOOD.format(label="Places").encode()
    for length in range(0, len(whole) - 3, 7):
        home.card.write_bytes(whole[:length])
        assert '"key":"seats"' in await home.labels()
        assert served(home) is before
        assert list(home.service.snapshot.catalog.broken) == ["seats"]
        assert (await home.service.ready())["cards"] == "1 card, 1 broken"
    home.card.write_bytes(whole)
    await home.labels()
    assert home.service.snapshot.catalog.broken == {}
    assert served(home).fingerprint != before.fingerprint


async def test_a_file_renamed_into_place_counts_and_what_its_editor_leaves_beside_it_does_not(
    home: Home,
) -> None:
    before = served(home)
    new, old = home.card.with_name(".seats.graphql.swp"), home.card.with_name("seats.graphql~")
    new.write_text(GOOD.format(label="Places"))
    home.card.rename(old)
    new.rename(home.card)
    await home.labels()
    assert list(home.service.snapshot.catalog.cards) == ["seats"]
    assert served(home).fingerprint != before.fingerprint


async def test_a_file_in_anothers_place_counts_although_it_is_older_and_of_the_same_size(
    home: Home,
) -> None:
    before, was = served(home), home.card.stat()
    other = home.folder / "other"
    other.write_text(GOOD.format(label="Chair"))  # as long as "Seats"
    assert other.stat().st_size == was.st_size
    os.utime(other, ns=(was.st_atime_ns, was.st_mtime_ns))
    other.replace(home.card)
    await home.labels()
    between = served(home)
    assert between.fingerprint != before.fingerprint
    home.save("Stool")
    os.utime(home.card, (1, 1))  # a clock that goes backwards, `rsync -t`
    await home.labels()
    assert served(home).fingerprint not in {before.fingerprint, between.fingerprint}


async def test_a_save_right_after_another_of_the_same_size_is_never_missed(home: Home) -> None:
    """Two writes of one tick of the file system's clock have the same dates."""
    prints = {served(home).fingerprint}
    for turn in range(30):
        home.save(f"{turn:05}")
        await home.labels()
        prints.add(served(home).fingerprint)
    assert len(prints) == 31


async def test_a_folder_that_is_removed_and_made_again_is_followed(home: Home) -> None:
    team = home.card.parent
    build = home.service._reloader._build

    def made_again(settings: Settings, previous: Snapshot) -> Snapshot:
        built = build(settings, previous)
        if not team.exists():
            team.mkdir()
            home.save("Places")
        return built

    before = served(home)
    home.service._reloader._build = made_again
    shutil.rmtree(team)
    assert '"key":"seats"' in await home.labels()
    await home.labels()
    assert served(home).fingerprint != before.fingerprint
    assert home.service.snapshot.catalog.broken == {}


async def test_a_linked_folder_of_cards_is_followed_when_the_link_leads_elsewhere(
    tmp_path: Path,
) -> None:
    """As git-sync and Kubernetes swap whole folders: by a link that is replaced."""
    home = Home(tmp_path)
    for name, label in (("one", "Seats"), ("two", "Chair")):
        team = tmp_path / name / "support"
        team.mkdir(parents=True)
        (team / "seats.graphql").write_text(GOOD.format(label=label))
    shutil.rmtree(tmp_path / "cards")
    (tmp_path / "cards").symlink_to("one")
    await home.service.start()
    home.service._reloader._pause = 0
    try:
        await home.labels()
        before = served(home)
        (tmp_path / "next").symlink_to("two")
        (tmp_path / "next").replace(tmp_path / "cards")
        await home.labels()
        assert served(home).fingerprint != before.fingerprint
        (tmp_path / "next").symlink_to("nowhere")
        (tmp_path / "next").replace(tmp_path / "cards")
        assert '"key":"seats"' in await home.labels()
        assert "not reloaded" in (await home.service.ready())["reload"]
    finally:
        await home.service.stop()


def mounted(folder: Path, version: str, **files: str) -> None:
    """Write files as Kubernetes mounts a ConfigMap: links through `..data`, which is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / version).mkdir()
    for name, text in files.items():
        (folder / version / name).write_text(text)
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(f"..data/{name}")
    before = (folder / "..data").resolve() if (folder / "..data").is_symlink() else None
    (folder / "..data_tmp").symlink_to(version)
    (folder / "..data_tmp").replace(folder / "..data")
    if before is not None:
        shutil.rmtree(before)
        for link in folder.iterdir():
            if not link.exists():
                link.unlink()


async def test_each_file_of_a_config_map_is_followed_when_it_is_mounted_anew(
    tmp_path: Path,
) -> None:
    """Its cards, the shared fragments, the settings and the secrets."""
    home = Home(tmp_path)
    cards, fragments = tmp_path / "cards/support", tmp_path / "graphql/fragments"
    home.configure(graphql="graphql", time_zone="UTC")
    settings = (tmp_path / "aggregator.toml").read_text()
    for each in ("cards", "aggregator.toml", "secret-0"):
        path = tmp_path / each
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    mounted(tmp_path / "etc", "..1", **{"aggregator.toml": settings, "secret-0": "first"})
    for name in ("aggregator.toml", "secret-0"):
        (tmp_path / name).symlink_to(f"etc/{name}")
    who = "fragment Who on Customer {{ {field} @text }}"
    mounted(fragments, "..1", **{"who.graphql": who.format(field="name")})
    mounted(cards, "..1", **{"seats.graphql": GOOD.format(label="Seats")})
    await home.service.start()
    home.service._reloader._pause = 0
    seen = []
    try:

        async def answered(secret: str = "first", key: str = "seats") -> str:
            said = await home.labels(secret, key)
            seen.append(served(home).fingerprint)
            return said

        assert '"key":"seats"' in await answered()
        mounted(cards, "..2", **{"seats.graphql": GOOD.format(label="Chair")})
        await answered()
        uses = GOOD.format(label="Chair").replace("name", "...Who name")
        both = {"seats.graphql": uses, "more.graphql": GOOD.format(label="More")}
        mounted(cards, "..3", **both)
        assert "No card named" not in await answered(key="more")
        mounted(fragments, "..2", **{"who.graphql": who.format(field="email")})
        await answered()
        changed = settings.replace('"UTC"', '"Asia/Tokyo"')
        mounted(tmp_path / "etc", "..2", **{"aggregator.toml": changed, "secret-0": "second"})
        assert '"key":"seats"' in await answered("second")
        assert home.service.snapshot.settings.time_zone == "Asia/Tokyo"
        mounted(cards, "..4", **{"seats.graphql": GOOD.format(label="Seats")})
        assert "No card named" in await answered("second", "more")
    finally:
        await home.service.stop()
    assert len(set(seen[:4])) == 4


async def test_a_file_nobody_may_read_keeps_its_card_and_counts_when_it_may_be_read(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = served(home)
    real = os.open

    def denied(name: "str | Path", *rest: int) -> int:
        if Path(name) == home.card:
            raise PermissionError(13, "Permission denied", str(name))
        return real(name, *rest)

    home.save("Places")
    with monkeypatch.context() as broken:
        broken.setattr(os, "open", denied)
        assert '"key":"seats"' in await home.labels()
        assert served(home) is before
        [found] = home.service.snapshot.catalog.broken["seats"].diagnostics
        assert "Permission denied" in found.message
    await home.labels()
    assert served(home).fingerprint != before.fingerprint
