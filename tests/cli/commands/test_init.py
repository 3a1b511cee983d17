"""`aggregator init`: a home that can be checked and served as it is written."""

import re
import stat
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from aggregator.connectors.folders import packaged
from aggregator.settings import LimitSettings, Settings, load_settings
from tests.cli.conftest import ROOT
from tests.support.command import Command

SETTING = re.compile(r"(?m)^# (?=\[+[a-z._]+\]+$|[a-z_0-9]+ = )")
"""The beginning of a line that is a setting, commented out."""


def sections(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A table of the settings and all tables in it."""
    yield model
    for field in model.model_fields.values():
        kinds = [field.annotation]
        while kinds:
            kind = kinds.pop()
            kinds.extend(get_args(kind))
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from sections(kind)


def written() -> str:
    return (files("aggregator.cli") / "home/aggregator.toml").read_text(encoding="utf-8")


def names(table: dict[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        yield name
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from names(inner)


def test_its_settings_file_shows_every_setting() -> None:
    shown = set(names(tomllib.loads(SETTING.sub("", written()))))
    known = {name for section in sections(Settings) for name in section.model_fields}
    assert sorted(known - shown) == []


def test_all_that_it_shows_can_be_used_and_limits_are_the_defaults(nowhere: Path) -> None:
    (nowhere / "aggregator.toml").write_text(SETTING.sub("", written()))
    (nowhere / "secrets").mkdir()
    for name in ("signing-secret", "token"):
        (nowhere / f"secrets/{name}").write_text("s")
    environ = {name: f"secret of {name}" for name in re.findall(r'"env:(\w+)"', written())}
    settings = load_settings(environ=environ)
    assert settings.limits == LimitSettings()
    assert len(settings.sources) == 5


def test_as_written_it_is_checked_and_its_schema_is_fresh(
    command: Command, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = command("init", "my cards", "--team", "billing")
    assert (done.code, done.err) == (0, "")
    folder = nowhere / "my cards"
    for line in done.out.split("\nNext:")[0].splitlines():
        assert (nowhere / line.strip()).is_file()
    assert "cd 'my cards' && " in done.out
    monkeypatch.chdir(folder)
    assert command("check").out == "1 card, no findings\n"
    assert command("schema", "check").code == 0
    assert load_settings(environ={}).tokens[0].role.name == "ENGINEER"


def test_secrets_are_new_each_time_and_readable_by_their_owner_only(
    command: Command, nowhere: Path
) -> None:
    command("init", "a")
    command("init", "b")
    for name in ("signing-secret", "token"):
        one, other = (nowhere / home / "secrets" / name for home in ("a", "b"))
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
        assert len(one.read_text().strip()) >= 32
        assert one.read_text() != other.read_text()
    assert "/secrets/" in (nowhere / "a/.gitignore").read_text().splitlines()


def test_prettier_leaves_alone_what_commands_write(command: Command, nowhere: Path) -> None:
    command("init", "a")
    for ignored in (nowhere / "a/.prettierignore", ROOT / ".prettierignore"):
        lines = ignored.read_text().splitlines()
        assert {"*.graphql", "*.cases/"} <= set(lines)
        assert any(line.endswith("*.schema.json") for line in lines)


def test_nothing_is_written_through_a_link(command: Command, nowhere: Path) -> None:
    (nowhere / "a").mkdir()
    (nowhere / "a/aggregator.toml").symlink_to(nowhere / "elsewhere")
    done = command("init", "a")
    assert (done.code, done.out) == (1, "")
    assert "a/aggregator.toml is there already" in done.err
    assert [file.name for file in nowhere.rglob("*")] == ["a", "aggregator.toml"]


def test_nothing_is_overwritten(command: Command, nowhere: Path) -> None:
    (nowhere / "a/cards/support").mkdir(parents=True)
    (nowhere / "a/cards/support/hello.graphql").write_text("mine")
    done = command("init", "a")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "aggregator: a/cards/support/hello.graphql is there already and nothing is overwritten. "
        "Fix: another folder, or move it away\n"
    )
    assert [file.name for file in (nowhere / "a").rglob("*") if file.is_file()] == ["hello.graphql"]


@pytest.mark.parametrize("team", ["../x", "", "a b", "\u00fc"])
def test_a_team_is_a_folders_name(command: Command, nowhere: Path, team: str) -> None:
    done = command("init", "a", "--team", team)
    assert done.code == 2
    assert "--team is a folder's name. Fix: " in done.err
    assert not (nowhere / "a").exists()


def test_a_home_for_the_demo_has_a_card_that_it_answers(
    command: Command, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = command("init", "a", "--source", "demo")
    assert (done.code, done.err) == (0, "")
    assert "aggregator demo\n" in done.out
    assert "--customer alex@grocery.co --keys subscription --secret" in done.out
    monkeypatch.chdir(nowhere / "a")
    assert command("check").out == "2 cards, no findings\n"
    assert "status" in Path("cards/support/subscription.graphql").read_text()
    assert load_settings(environ={}).sources == {}


@pytest.mark.parametrize("name", packaged())
def test_a_first_source_is_in_the_settings_and_its_card_is_right(
    command: Command, nowhere: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    url = {"postgresql": "postgresql://db.example/shop", "sqlite": "sqlite:///shop.db"}.get(
        name, "https://system.example"
    )
    done = command("init", "a", "--source", name, "--url", url)
    assert (done.code, done.err) == (0, "")
    monkeypatch.chdir(nowhere / "a")
    left = Path("aggregator.toml").read_text().count('= "..."')
    checked = command("check")
    assert checked.code == int(left > 0)
    assert checked.out.count("error:") == left
    assert checked.out.count("what stands for ... is still to be written [wrong-setting]") == left
    for line in re.findall(r"put the secret into (\S+)", done.out):
        Path(line).write_text("sesame\n")
    source = load_settings(environ={}).sources[name]
    assert source.connector == name
    assert source.url == url
    secrets = {each.get_secret_value() for each in source.credentials.values()}
    assert secrets == (set() if name == "sqlite" else {"sesame"})
    assert len(list(Path("cards/support").glob("*.graphql"))) == 2
    assert ("write what stands for ..." in done.out) == bool(source.options)


def test_on_a_terminal_it_asks_which_system_comes_first_and_for_its_secret(
    command: Command, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["lynear", "billing", "https://billing.example", "sesame"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
    done = command("init", "a")
    assert (done.code, done.err) == (0, "")
    file = nowhere / "a/secrets/billing"
    assert file.read_text() == "sesame\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "sesame" not in done.out
    assert 'url = "https://billing.example"' in (nowhere / "a/aggregator.toml").read_text()
    assert "put the secret" not in done.out


def test_a_system_that_there_is_not_is_told_with_those_there_are(
    command: Command, nowhere: Path
) -> None:
    done = command("init", "a", "--source", "lynear")
    assert done.code == 2
    assert "There is no connector lynear. Use one of: demo, billing, " in done.err
    assert not (nowhere / "a").exists()
