"""Which release this is."""

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from aggregator.domain.release import DISTRIBUTION, release

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]


def test_it_is_called_as_the_project_is() -> None:
    assert PROJECT["name"] == DISTRIBUTION
    assert release() == PROJECT["version"] == version(DISTRIBUTION)


def test_what_nobody_installed_runs_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("sys.path", [str(tmp_path), str(tmp_path / "file"), str(tmp_path / "no")])
    assert release() == "unreleased"
    (tmp_path / "plain_aggregator_more-2.dist-info").mkdir()
    (tmp_path / "plain_aggregator-1.2.0rc1.dist-info").mkdir()
    assert release() == "1.2.0rc1"
