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


SOURCE = """\
[sources.{name}]
connector = "{connector}"
url = "{url}"
credentials = {{{field} = "env:NOPE"}}
"""
OF_STRIPE = {
    "name": "pay",
    "connector": "stripe",
    "url": "https://api.stripe.com",
    "field": "token",
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"connector": "strip"}, "sources.pay.connector: there is no connector 'strip'"),
        ({"connector": "strip"}, "Did you mean 'stripe'?"),
        ({"connector": "qqq"}, "Use one of: billing, "),
        ({"field": "tokn"}, "sources.pay.credentials.tokn: the connector stripe has no such"),
        ({"field": "tokn"}, 'did you mean "token"?'),
        ({"url": "https://..."}, "sources.pay.url: what stands for ... is still to be written"),
        ({"url": "postgresql://db/shop"}, "sources.pay.url: it is a database's"),
        ({"name": 'pay.options]\nsite = "eu"\n[sources.pay'}, "sources.pay.options.site: the"),
    ],
)
def test_a_source_is_held_to_its_connector_without_its_secret(
    changed: dict[str, str], said: str, home: Path, command: Command
) -> None:
    write(home, SOURCE.format(**OF_STRIPE | changed))
    for _ in range(2):  # as it is found, and as it is kept
        done = command("check")
        assert done.code == 1
        assert said in done.out
        assert "1 error" in done.out
    assert said in command("check", "aggregator.toml").out
    assert command("check", "cards/team").code == 0


def test_sources_of_a_workspace_and_of_connectors_of_ones_own_are_looked_at(
    home: Path, command: Command
) -> None:
    write(home, SOURCE.format(**OF_STRIPE))
    assert command("check").code == 0
    write(home, SOURCE.format(**OF_STRIPE | {"name": "x", "connector": "mine"}))
    folder = home / "connectors" / "mine"
    folder.mkdir(parents=True)
    (folder / "connector.yaml").write_text("name: Mine\n", encoding="utf-8")
    done = command("check")  # it is broken, and is told as such alone
    assert "connectors/mine/connector.yaml" in done.out
    assert "wrong-setting" not in done.out
    of_other = SOURCE.format(**OF_STRIPE | {"connector": "strip"})
    write(home, of_other.replace("[sources", "[workspaces.eu.sources"))
    assert "workspaces.eu.sources.pay.connector" in command("check", "aggregator.toml").out


def test_an_option_that_its_connector_refuses_is_told(home: Path, command: Command) -> None:
    write(
        home,
        '[sources.desk]\nconnector = "zendesk"\noptions = {subdomain = "a.b/c"}\n'
        '[sources.people]\nconnector = "postgresql"\nurl = "https://db.example.com"\n',
    )
    done = command("check")
    assert "aggregator.toml:3:12: error: sources.desk.options.subdomain: it does not" in done.out
    assert "sources.people.url: it is no database's" in done.out


def test_an_option_that_is_too_long_is_told_as_serve_tells_it(home: Path, command: Command) -> None:
    long = "a" * 2_001
    write(home, f'[sources.desk]\nconnector = "zendesk"\noptions = {{subdomain = "{long}"}}\n')
    told = "sources.desk.options.subdomain: it has more than 2000 characters"
    assert told in command("check").out
