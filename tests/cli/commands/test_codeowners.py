"""`aggregator codeowners`: printed, written beside other lines, held in CI."""

from pathlib import Path

import pytest

from tests.support.command import Command

SETTINGS = """
[teams.billing]
contact = "#billing"
owners = ["@org/billing", "@sam"]

[teams.suport]
owners = "@org/support"
"""


@pytest.fixture
def home(nowhere: Path) -> Path:
    for team in ("billing", "support"):
        (nowhere / "cards" / team).mkdir(parents=True)
    (nowhere / "aggregator.toml").write_text(SETTINGS, encoding="utf-8")
    (nowhere / ".git").mkdir()  # a repository of its own, wherever tests keep their folders
    return nowhere


def test_the_lines_are_printed_and_what_is_odd_is_told(command: Command, home: Path) -> None:
    done = command("codeowners")
    assert done.code == 0
    assert "\n/cards/billing/ @org/billing @sam\n" in done.out
    assert "\n# /cards/support/ has no owners\n" in done.out
    assert (
        'support has no owners. Fix: [teams.support] owners = ["@my-company/support"]' in done.err
    )
    assert 'has owners and no folder. Did you mean "support"?' in done.err


def test_paths_count_from_the_repository(command: Command, home: Path) -> None:
    (home / ".git").rename(home.parent / ".git")
    assert "\n/here/cards/billing/ @org/billing" in command("codeowners").out


def test_it_is_written_beside_other_lines_and_checked(command: Command, home: Path) -> None:
    file = home / ".github" / "CODEOWNERS"
    missing = command("codeowners", "--check")
    assert missing.code == 2
    assert "Fix: aggregator codeowners --write .github/CODEOWNERS" in missing.err
    file.parent.mkdir()
    file.write_text("* @org/all\n", encoding="utf-8")
    stale = command("codeowners", "--check")
    assert stale.code == 1
    assert "would be changed" in stale.out
    assert file.read_text(encoding="utf-8") == "* @org/all\n"
    assert command("codeowners", "--write", str(file)).out == f"{file} written\n"
    assert file.read_text(encoding="utf-8").startswith("* @org/all\n\n# Cards:")
    assert command("codeowners", "--write", str(file)).out == f"{file} is so already\n"
    assert (command("codeowners", "--check").code, command("codeowners", "--check").out) == (0, "")
    (home / "cards" / "growth").mkdir()
    assert command("codeowners", "--check").code == 1


def test_the_cards_of_every_workspace_are_told_and_those_outside_of_the_repository_refused(
    command: Command, home: Path
) -> None:
    (home / "eu" / "sales").mkdir(parents=True)
    settings = home / "aggregator.toml"
    settings.write_text(f'{SETTINGS}\n[workspaces.eu]\ncards = "eu"\n', encoding="utf-8")
    assert "\n# /eu/sales/ has no owners\n" in command("codeowners").out
    settings.write_text(f'{SETTINGS}\n[workspaces.eu]\ncards = "{home.parent}"\n', encoding="utf-8")
    done = command("codeowners")
    assert done.code == 2
    assert f"{home.parent} is not in {home}. Fix: " in done.err


@pytest.mark.parametrize("owner", ["billing", "@", "@org/", "@a b", "mail@"])
def test_what_is_no_owner_is_refused_with_the_fix(command: Command, home: Path, owner: str) -> None:
    (home / "aggregator.toml").write_text(f'[teams.billing]\nowners = ["{owner}"]\n')
    done = command("codeowners")
    assert done.code == 1
    assert "Fix: @person, @organisation/team or an e-mail" in done.err
