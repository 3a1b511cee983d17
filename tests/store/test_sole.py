"""One server on one database."""

import os
from pathlib import Path

import pytest

from aggregator.domain.errors import DirectoryUnavailable, SettingsError
from aggregator.store.sole import sole_use


def url(folder: Path, name: str = "x.db") -> str:
    return f"sqlite+aiosqlite:///{folder / name}"


def test_a_second_server_is_refused_in_a_line_that_names_the_first(tmp_path: Path) -> None:
    with sole_use(url(tmp_path)), pytest.raises(SettingsError) as refused, sole_use(url(tmp_path)):
        pytest.fail("both serve")
    assert f"process {os.getpid()}" in refused.value.message
    assert "Fix: stop it, or name another database" in refused.value.message
    assert "\n" not in refused.value.message


def test_one_after_the_other_and_on_two_databases_is_fine(tmp_path: Path) -> None:
    with sole_use(url(tmp_path)), sole_use(url(tmp_path, "y.db")):
        pass
    with sole_use(url(tmp_path)):
        pass
    assert (tmp_path / "x.db.lock").stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_told_as_the_database_tells_it(tmp_path: Path) -> None:
    with (
        pytest.raises(DirectoryUnavailable, match="the folder of database_url must exist"),
        sole_use(url(tmp_path / "none")),
    ):
        pytest.fail("it serves")
