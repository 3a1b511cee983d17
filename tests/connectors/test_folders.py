"""Where connectors are found, which links are followed, what looks like one and is none."""

import sys
from pathlib import Path

import pytest

from aggregator.connectors.folders import files_in, look_in, packaged
from tests.support.manifests import write_manifest


def test_ours_are_found_without_a_list() -> None:
    found = list(packaged())
    assert found == sorted(found)
    assert {"billing", "crm", "helpdesk", "product"} < set(found)


def test_a_folder_with_the_file_is_a_connector_and_nothing_else_is(tmp_path: Path) -> None:
    write_manifest(tmp_path, key="shop")
    (tmp_path / "notes").mkdir()
    (tmp_path / "README.md").touch()
    write_manifest(tmp_path, key=".git")
    found = look_in([tmp_path, tmp_path / "gone"])
    assert found.files == [("shop", tmp_path / "shop/connector.yaml")]
    assert (found.refused, found.unread, found.misnamed) == ({}, {}, {})


def test_a_name_that_nothing_reads_is_told(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/connector.yml").touch()
    write_manifest(tmp_path, key="erp").with_name("types.gql").touch()
    assert look_in([tmp_path]).misnamed == {
        tmp_path / "shop/connector.yml": "connector.yaml",
        tmp_path / "erp/types.gql": "types.graphql",
    }


def test_types_are_beside_a_connector_and_seen_when_they_come(tmp_path: Path) -> None:
    file = write_manifest(tmp_path)
    assert file.with_name("types.graphql") in files_in([tmp_path])
    (tmp_path / "erp").mkdir()
    (tmp_path / "erp/types.graphql").touch()
    assert look_in([tmp_path]).alone == [tmp_path / "erp/types.graphql"]
    assert tmp_path / "erp/types.graphql" in files_in([tmp_path])


def test_types_that_are_elsewhere_are_not_followed(tmp_path: Path) -> None:
    home = tmp_path / "connectors"
    (tmp_path / "types.graphql").write_text("type T { a: String }")
    link = write_manifest(home).with_name("types.graphql")
    link.symlink_to(tmp_path / "types.graphql")
    look = look_in([home])
    assert (look.files, list(look.refused)) == ([], [link])


def test_links_are_followed_inside_the_folder_alone(tmp_path: Path) -> None:
    outside = write_manifest(tmp_path / "elsewhere", key="erp")
    home = tmp_path / "connectors"
    inside = write_manifest(home / "..data", key="shop")
    (home / "shop").mkdir()
    (home / "shop/connector.yaml").symlink_to(inside)
    (home / "erp").symlink_to(outside.parent)
    (home / "copy").mkdir()
    (home / "copy/connector.yaml").symlink_to(outside)
    found = look_in([home])
    assert [key for key, _ in found.files] == ["shop"]
    assert set(found.refused) == {home / "erp", home / "copy/connector.yaml"}


def test_what_is_no_folder_cannot_be_listed_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "connectors").write_text("x")
    assert list(look_in([tmp_path / "connectors"]).unread) == [tmp_path / "connectors"]


def test_all_that_is_told_about_is_watched(tmp_path: Path) -> None:
    shop = write_manifest(tmp_path, key="shop")
    (tmp_path / "erp").symlink_to("/")
    types = shop.with_name("types.graphql")
    assert files_in([tmp_path]) == [shop, types, tmp_path / "erp"]


def test_an_installed_package_is_found_by_its_entry_point_and_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_manifest(tmp_path, key="the_erp_package")
    (file.parent / "__init__.py").write_text("raise RuntimeError")
    about = tmp_path / "the_erp-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: the-erp\nVersion: 1\n")
    points = "[aggregator.connectors]\nerp = the_erp_package\nlost = no_such_package_of_ours\n"
    (about / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(tmp_path)
    found = packaged()
    assert found["erp"] == file
    assert found["lost"] == Path("no_such_package_of_ours/connector.yaml")
    assert "the_erp_package" not in sys.modules
