"""An author's settings: those that are loaded, whether they were kept or not."""

from pathlib import Path

import pytest

from aggregator.domain.errors import SettingsError
from aggregator.settings import author, load_settings
from aggregator.settings.author import FILE, author_settings

ONLY = ("cards", "graphql", "connectors", "cache", "sources", "teams", "check", "locale")
TOML = """\
cards = "mine"
connectors = ["a", "b"]
locale = "de_DE"
signing_secrets = ["env:NOT_SET"]
[teams.billing]
contact = "#billing"
[sources.crm]
connector = "crm"
url = "https://crm.example.com"
[sources.crm.credentials]
token = "env:NOT_SET"
[check]
max_depth = 2
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("CONFIG", "CACHE", "CARDS"):
        monkeypatch.delenv(f"AGGREGATOR_{name}", raising=False)
    return tmp_path


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was loaded, each time that it was."""
    done: list[object] = []

    def load(config: Path | None, only: tuple[str, ...]) -> object:
        done.append(config)
        return load_settings(config, only=only)

    monkeypatch.setattr(author, "_loaded", load)
    return done


def test_they_are_those_that_are_loaded_and_hold_no_secret(home: Path, loads: list[object]) -> None:
    (home / "aggregator.toml").write_text(TOML, encoding="utf-8")
    whole = load_settings(None, only=ONLY)
    for found in (author_settings(None, ONLY), author_settings(None, ONLY)):
        for name in ("cards", "graphql", "connectors", "cache", "recordings", "locale"):
            assert getattr(found, name) == getattr(whole, name)
        for name in author.AuthorBudget.__slots__:
            assert getattr(found.check, name) == getattr(whole.check, name)
        assert {key: each.connector for key, each in found.sources.items()} == {"crm": "crm"}
        assert found.teams["billing"].contact == "#billing"
    assert len(loads) == 1
    assert "NOT_SET" not in (found.cache / FILE).read_text(encoding="utf-8")


def test_another_file_variable_or_need_is_loaded_anew(
    home: Path, loads: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cards(*only: str) -> Path:
        return author_settings(None, only or ONLY).cards

    assert [cards(), cards()] == [Path("cards"), Path("cards")]
    assert len(loads) == 1
    (home / "aggregator.toml").write_text('cards = "mine"\n', encoding="utf-8")
    assert cards() == Path("mine")
    monkeypatch.setenv("AGGREGATOR_CARDS", "others")
    assert cards() == Path("others")
    assert cards("graphql") == Path("cards")
    assert len(loads) == 4
    author_settings(None, ONLY, cached=False)
    assert len(loads) == 5


def test_what_is_wrong_is_told_each_time(home: Path) -> None:
    (home / "aggregator.toml").write_text("cards = 3\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(SettingsError, match="cards"):
            author_settings(None, ONLY)


def test_a_broken_file_of_what_is_kept_is_made_anew(home: Path, loads: list[object]) -> None:
    author_settings(None, ONLY)
    file = home / "build" / "cache" / FILE
    file.write_text(file.read_text(encoding="utf-8").replace("cards", "crads"), encoding="utf-8")
    assert author_settings(None, ONLY).cards == Path("cards")
    assert len(loads) == 2
