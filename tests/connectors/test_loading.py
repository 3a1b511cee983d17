"""All connectors there are: broken ones are values, and the rest are there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aggregator.connectors import loading, reading, settling, types_file
from aggregator.connectors.folders import packaged
from aggregator.connectors.loading import ConnectorsRead, read_connectors
from aggregator.world import build_world
from tests.support.fleet import write_fleet
from tests.support.manifests import GOOD, write_manifest
from tests.support.the_world import the_world

OURS = list(packaged())
BAD = GOOD.replace("name: Shop", "nmae: Shop")


def read(*folders: Path, before: ConnectorsRead | None = None) -> ConnectorsRead:
    return read_connectors(folders, before or the_world().read)


def test_ours_are_right(tmp_path: Path) -> None:
    found = read()
    assert [each.text() for each in found.diagnostics] == []
    assert list(found.connectors) == OURS
    words = {key: connector.words for key, connector in found.connectors.items()}
    assert words.items() >= {"billing": "Billing", "crm": "CRM", "linear": "Linear"}.items()


def test_one_of_a_folder_is_beside_them_and_a_broken_one_stops_none(tmp_path: Path) -> None:
    write_manifest(tmp_path, key="shop")
    write_manifest(tmp_path, BAD, key="erp")
    found = read(tmp_path)
    assert list(found.connectors) == sorted([*OURS, "shop"])
    assert list(found.broken) == ["erp"]
    assert found.broken["erp"].diagnostics == found.diagnostics
    assert {each.code for each in found.diagnostics} == {"connector-word"}
    assert not found.unread


def test_one_that_was_right_is_kept_as_it_was(tmp_path: Path) -> None:
    write_manifest(tmp_path)
    before = read(tmp_path)
    write_manifest(tmp_path, BAD)
    found = read(tmp_path, before=before)
    assert found.connectors["shop"] == before.connectors["shop"]
    assert list(found.broken) == ["shop"]


def test_one_that_is_removed_is_gone_unless_nobody_can_know(tmp_path: Path) -> None:
    home = tmp_path / "connectors"
    write_manifest(home)
    before = read(home)
    home.rename(tmp_path / "away")
    assert "shop" not in read(home, before=before).connectors
    home.write_text("no folder")
    found = read(home, before=before)
    assert found.connectors["shop"] == before.connectors["shop"]
    assert found.unread
    assert [each.code for each in found.diagnostics] == ["unreadable-file"]


@pytest.mark.parametrize("name", ["shop", "shop/connector.yaml", "shop/types.graphql"])
def test_one_that_becomes_a_link_out_of_its_folder_is_broken_and_kept_as_it_was(
    tmp_path: Path, name: str
) -> None:
    home = tmp_path / "connectors"
    write_manifest(home)
    before = read(home)
    link = home / name
    if link.exists():
        link.rename(tmp_path / "away")
    link.symlink_to(tmp_path / "away")
    found = read(home, before=before)
    assert found.connectors["shop"] == before.connectors["shop"]
    assert [each.code for each in found.broken["shop"].diagnostics] == ["refused-link"]
    assert "leads out of the folder" in found.diagnostics[0].message
    assert "shop" not in read(home).connectors  # what it leads to is never read


def test_a_link_is_not_passed_over_for_a_packaged_connector_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "connectors").mkdir()
    (tmp_path / "connectors/linear").symlink_to(write_manifest(tmp_path, key="away").parent)
    found = read(tmp_path / "connectors")
    assert list(found.broken) == ["linear"]


def test_a_name_in_two_folders_names_both(tmp_path: Path) -> None:
    one, two = write_manifest(tmp_path / "one"), write_manifest(tmp_path / "two")
    found = read(tmp_path / "one", tmp_path / "two")
    assert "shop" not in found.connectors
    assert found.broken["shop"].paths == (one, two)
    assert [(each.code, each.path) for each in found.diagnostics] == [
        ("connector-twice", str(one)),
        ("connector-twice", str(two)),
    ]
    assert str(two) in found.diagnostics[0].message


def test_ones_own_stands_in_the_place_of_a_packaged_one(tmp_path: Path) -> None:
    write_manifest(tmp_path, key="billing")
    found = read(tmp_path)
    assert list(found.connectors) == OURS
    assert found.connectors["billing"].words == "Shop"
    assert found.diagnostics == ()


def nothing(home: Path) -> None:
    home.mkdir()


def one(home: Path) -> None:
    write_manifest(home)


def with_types(home: Path) -> None:
    write_fleet(home)


def broken(home: Path) -> None:
    write_manifest(home, BAD)


def no_text(home: Path) -> None:
    write_manifest(home, "\udcff\udcfe")


def no_file(home: Path) -> None:
    (home / "shop/connector.yaml").mkdir(parents=True)


def bad_types(home: Path) -> None:
    write_manifest(home).with_name("types.graphql").write_text("type {")


def no_types(home: Path) -> None:
    write_manifest(home).with_name("types.graphql").mkdir()


def misnamed(home: Path) -> None:
    write_manifest(home).rename(home / "shop/connector.yml")


def link(home: Path) -> None:
    home.mkdir()
    (home / "shop").symlink_to(write_manifest(home.parent / "away").parent)


def no_folder(home: Path) -> None:
    home.write_text("no folder")


def packaged_one(home: Path) -> None:
    write_manifest(home, key="billing")


FILLED = [nothing, one, with_types, broken, no_text, no_file, bad_types, no_types, misnamed, link,
          no_folder, packaged_one]  # fmt: skip


@pytest.mark.parametrize("fill", FILLED)
def test_where_no_file_differs_nothing_is_read_settled_or_built_anew(
    tmp_path: Path, fill: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "connectors"
    fill(home)
    world = build_world([home], the_world())
    done: list[str] = []
    for module in (loading, reading, settling, types_file):
        for name in ("settle", "parse_yaml", "parse_types", "build_schema", "check"):
            if real := getattr(module, name, None):
                monkeypatch.setattr(module, name, _counted(name, real, done))
    assert build_world([home], world) is world
    assert done == []
    if fill is no_folder:
        return
    write_manifest(home, GOOD + "# a word more\n", key="other")
    assert build_world([home], world) is not world
    assert {"settle", "parse_yaml", "check"} <= set(done)
    assert done.count("parse_yaml") <= 2  # the new one, and one that was broken


def _counted(name: str, real: Callable[..., Any], done: list[str]) -> Callable[..., Any]:
    def call(*args: Any, **named: Any) -> Any:
        done.append(name)
        return real(*args, **named)

    return call


def test_a_comment_more_is_read_once_and_means_the_same(tmp_path: Path) -> None:
    write_manifest(tmp_path)
    before = build_world([tmp_path], the_world())
    write_manifest(tmp_path, f"# a comment\n{GOOD}")
    after = build_world([tmp_path], before)
    assert (after.fingerprint, after.schema) == (before.fingerprint, before.schema)
    assert build_world([tmp_path], after) is after


def test_a_packaged_one_that_is_gone_is_no_more_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read(tmp_path)
    less = {key: path for key, path in packaged().items() if key != "linear"}
    monkeypatch.setattr(loading, "packaged", lambda: less)
    assert list(read(tmp_path, before=before).connectors) == list(OURS)  # nobody was told to look
    before.last.forget()
    assert list(read(tmp_path, before=before).connectors) == [key for key in OURS if key in less]
