"""The next snapshot: what makes one, what is kept from the one before, and what goes on."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
import structlog

from aggregator.demo.company import DemoCompany
from aggregator.domain.customer import CustomerIds
from aggregator.domain.errors import SettingsError, SignatureError
from aggregator.language import stamps
from aggregator.service.reloader import FIXED, Reloader
from aggregator.service.snapshot import Snapshot
from aggregator.settings import Settings
from tests.support.served_home import Home, served


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    home = Home(tmp_path)
    await home.service.start()
    yield home
    await home.service.stop()


async def test_a_saved_card_is_live_for_the_next_request(home: Home) -> None:
    before = served(home)
    home.save("Places")
    await home.labels()
    assert served(home).fingerprint != before.fingerprint


async def test_nothing_changed_nothing_is_built(home: Home) -> None:
    snapshot = home.service.snapshot
    await home.labels()
    await home.labels()
    assert home.service.snapshot is snapshot


async def test_a_mistake_keeps_the_last_good_version_and_is_told(home: Home) -> None:
    before = served(home)
    home.card.write_text('query Seats @card(title: "Seats") { customer { nmae @row(label: "x") } }')
    with structlog.testing.capture_logs() as logs:
        await home.labels()
    assert served(home) is before
    assert "seats" in home.service.snapshot.catalog.broken
    [diagnostic] = [line["finding"] for line in logs if line["event"] == "card_finding"]
    assert "nmae" in diagnostic
    home.save("Mended")
    await home.labels()
    assert home.service.snapshot.catalog.broken == {}
    assert served(home).fingerprint != before.fingerprint


async def test_a_card_that_is_removed_is_gone(home: Home) -> None:
    home.service._reloader._pause = 0
    home.card.unlink()
    assert "No card named" in await home.labels()
    assert (await home.service.ready())["cards"].startswith(
        "failed: workspace default has no cards"
    )


async def test_a_new_secret_counts_and_a_retired_one_does_not(home: Home) -> None:
    home.secret("first", "second")
    home.configure(secrets=2)
    await home.labels("second")
    await home.labels("first")
    home.secret("second")
    home.configure(secrets=1)
    await home.labels("second")
    with pytest.raises(SignatureError):
        await home.labels("first")


async def test_a_secrets_file_alone_is_enough(home: Home) -> None:
    home.secret("replaced")
    await home.labels("replaced")
    with pytest.raises(SignatureError):
        await home.labels("first")


async def test_settings_that_cannot_be_read_change_nothing(home: Home) -> None:
    snapshot = home.service.snapshot
    (home.folder / "aggregator.toml").write_text("signing_secrets = [")
    with structlog.testing.capture_logs() as logs:
        await home.labels()
    assert home.service.snapshot is snapshot
    assert [line["event"] for line in logs] == ["not_reloaded"]
    assert "not valid TOML" in logs[0]["reason"]


async def test_settings_that_are_not_accepted_change_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)

    def refuse(_: object) -> None:
        raise SettingsError("never again")

    await home.service.start()
    home.loader._accept = refuse
    home.secret("other")
    await home.labels("first")
    with pytest.raises(SignatureError):
        await home.labels("other")
    await home.service.stop()


async def test_what_only_a_restart_changes_is_named_and_left(home: Home) -> None:
    before = home.service.snapshot.settings
    home.configure(port=before.port + 1, record=3, locale="de_DE")
    file = home.folder / "aggregator.toml"
    file.write_text(file.read_text() + "\n[limits]\nsoft = 3.0\n[limits.copies]\nseconds = 1.0\n")
    with structlog.testing.capture_logs() as logs:
        await home.labels()
    [told] = [line["settings"] for line in logs if line["event"] == "needs_a_restart"]
    assert told == ["port", "record", "limits.copies"]
    after = home.service.snapshot.settings
    assert {name: attrgetter(name)(after) for name in FIXED} == {
        name: attrgetter(name)(before) for name in FIXED
    }
    assert (after.locale, after.limits.soft) == ("de_DE", 3.0)


async def test_told_to_everything_is_loaded_anew(home: Home) -> None:
    snapshot = home.service.snapshot
    await home.service.reload()
    assert home.service.snapshot is not snapshot


async def test_many_requests_at_once_build_one_snapshot(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "TICK", 0)  # no file is read again for being so new
    built: list[object] = []
    build = home.service._reloader._build

    def counted(settings: Settings, previous: Snapshot) -> Snapshot:
        built.append(settings)
        return build(settings, previous)

    home.service._reloader._build = counted
    home.save("Once")
    await asyncio.gather(*(home.labels() for _ in range(20)))
    assert len(built) == 1


def tables(company: DemoCompany) -> str:
    """Write the company's systems as sources in TOML."""
    lines = []
    for name, source in company.sources.items():
        lines += [f"[sources.{name}]", f'connector = "{source.connector}"', f'url = "{source.url}"']
        lines.append(f"[sources.{name}.credentials]")
        lines += [f"{field} = {json.dumps(value)}" for field, value in source.credentials.items()]
    return "\n".join(lines)


async def test_a_source_that_did_not_change_keeps_its_client_and_another_is_retired(
    tmp_path: Path, company: DemoCompany
) -> None:
    home = Home(tmp_path)
    file = home.folder / "aggregator.toml"
    plain = file.read_text()
    file.write_text(f"{plain}\n{tables(company)}\n")
    await home.service.start()
    await home.service.reload()
    before = home.service.snapshot.sources
    assert len(before) == 4
    changed = tables(company).replace(company.billing.credentials["key"], "another")
    file.write_text(f"{plain}\n{changed}\n")
    await home.labels()
    after = home.service.snapshot.sources
    assert {name for name in after if after[name] is before[name]} == set(after) - {
        ("default", "billing")
    }
    assert len(home.service._retiring) == 1
    await home.service.stop()
    assert not home.service._retiring


async def test_in_the_background_files_are_looked_at_without_any_request(home: Home) -> None:
    swapped = asyncio.Event()

    def swap(snapshot: Snapshot) -> None:
        home.service._swap(snapshot)
        swapped.set()

    reloader = Reloader(
        home.service._build, lambda: home.service.snapshot, swap, home.loader, pause=0
    )
    reloader.saw(home.service.snapshot.settings)
    reloader.watch()
    home.save("Seen")
    async with asyncio.timeout(20):
        await swapped.wait()
    await reloader.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="files are looked at in turn elsewhere")
async def test_where_the_system_tells_of_a_save_nobody_waits_for_the_next_look(home: Home) -> None:
    await home.service._reloader.stop()  # else it may be the one that sees it
    swapped = asyncio.Event()

    def swap(snapshot: Snapshot) -> None:
        home.service._swap(snapshot)
        swapped.set()

    reloader = Reloader(
        home.service._build, lambda: home.service.snapshot, swap, home.loader, pause=3_600
    )
    reloader.saw(home.service.snapshot.settings)
    reloader.watch()
    loop, seen = asyncio.get_running_loop(), [served(home).fingerprint]
    try:
        await asyncio.sleep(1)  # it watches
        for label in ("Seen", "Seen again"):
            swapped.clear()
            began = loop.time()
            home.save(label)
            await swapped.wait()
            assert loop.time() - began < 60
            assert served(home).fingerprint not in seen
            seen.append(served(home).fingerprint)
    finally:
        await reloader.stop()


async def test_a_look_that_fails_is_not_the_last_one(home: Home) -> None:
    looked = asyncio.Event()
    service = home.service

    def broken_pipe(_: object) -> None:
        looked.set()
        raise BrokenPipeError

    reloader = Reloader(service._build, lambda: service.snapshot, broken_pipe, home.loader, pause=0)
    reloader.saw(service.snapshot.settings)
    with structlog.testing.capture_logs() as logs:
        reloader.watch()
        for label in ("Once", "Twice"):
            looked.clear()
            home.save(label)
            async with asyncio.timeout(20):
                await looked.wait()
        await reloader.stop()
    assert [line["event"] for line in logs][:1] == ["watching_failed"]


async def test_a_request_that_is_dropped_while_it_loads_leaves_the_change_to_the_next(
    home: Home,
) -> None:
    before = served(home)
    building = asyncio.Event()
    loop = asyncio.get_running_loop()
    build = home.service._reloader._build

    def told(settings: Settings, previous: Snapshot) -> Snapshot:
        loop.call_soon_threadsafe(building.set)
        return build(settings, previous)

    home.service._reloader._build = told
    home.save("Dropped")
    request = asyncio.create_task(home.labels())
    await building.wait()
    request.cancel()
    await asyncio.gather(request, return_exceptions=True)
    await home.labels()
    assert served(home).fingerprint != before.fingerprint


async def test_a_request_under_way_ends_on_the_snapshot_it_began_with(home: Home) -> None:
    """The secret is retired while a request signed with it is being answered."""
    service = home.service
    resolving, go_on = asyncio.Event(), asyncio.Event()
    directory = service.snapshot.workspace.directory
    resolve = directory.resolve

    async def slow(workspace_id: str, people_: Sequence[CustomerIds]) -> Any:
        resolving.set()
        await go_on.wait()
        return await resolve(workspace_id, people_)

    directory.resolve = slow  # type: ignore[method-assign]  # a directory that takes long
    request = asyncio.create_task(home.labels("first"))
    await resolving.wait()
    home.secret("second")
    await service.reload()
    go_on.set()
    assert '"key":"seats"' in await request
