"""Which release this is."""

import importlib.metadata
import tomllib
from pathlib import Path

import pytest

from aggregator.domain.release import DISTRIBUTION, release

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]


def test_it_is_called_as_the_project_is() -> None:
    assert PROJECT["name"] == DISTRIBUTION
    assert release() == PROJECT["version"]


def test_what_nobody_installed_runs_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr("aggregator.domain.release.version", missing)
    assert release() == "unreleased"
