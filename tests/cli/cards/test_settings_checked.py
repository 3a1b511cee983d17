"""`aggregator check` tells what `aggregator serve` would refuse of the settings file."""

import json
from pathlib import Path

import pytest

from tests.support.cards import card
from tests.support.command import Command


@pytest.fixture
def home(nowhere: Path) -> Path:
    team = nowhere / "cards" / "team"
    team.mkdir(parents=True)
    (team / "known.graphql").write_text(card("name @text"), encoding="utf-8")
    return nowhere


def write(home: Path, text: str) -> None:
    (home / "aggregator.toml").write_text(text, encoding="utf-8")


def test_a_misspelt_setting_is_a_finding_with_its_place(home: Path, command: Command) -> None:
    write(home, 'signing_secrets = ["env:NOPE"]\nlokale = "de_DE"\n')
    for _ in range(2):  # as it is found, and as it is kept
        done = command("check")
        assert done.code == 1
        assert "aggregator.toml:2:1: error: lokale: no such setting [wrong-setting]" in done.out
        assert 'did you mean "locale"?' in done.out
    write(home, 'signing_secrets = ["env:NOPE"]\nlocale = "de_DE"\n')
    done = command("check")
    assert (done.code, done.out) == (0, "1 card, no findings\n")


@pytest.mark.parametrize("text", ["cards = 3\n", "[limits\n", 'locale = "xx"\ncards = 3\n'])
def test_settings_that_no_card_can_be_checked_with_are_findings_too(
    text: str, home: Path, command: Command
) -> None:
    write(home, text)
    done = command("check", "--format", "json")
    assert done.code == 1
    found = json.loads(done.out)["findings"]
    assert {each["code"] for each in found} == {"wrong-setting"}
    assert len(found) == text.count("=") or text == "[limits\n"


def test_who_checks_one_team_is_not_told_of_the_settings(home: Path, command: Command) -> None:
    write(home, "prot = 1\n")
    assert command("check", "cards/team").code == 0
    assert command("check", "aggregator.toml").code == 1
    assert "prot" in command("check", ".").out


def test_the_settings_file_alone_can_be_checked(home: Path, command: Command) -> None:
    write(home, "port = 1\n")
    assert command("check", "aggregator.toml").code == 0


def test_the_format_of_github_names_the_place(home: Path, command: Command) -> None:
    (home / ".git").mkdir()  # paths are the repository's
    write(home, "port = 1\nprot = 1\n")
    said = command("check", "--format", "github").out
    assert "file=aggregator.toml,line=2" in said.replace("\\", "/")
