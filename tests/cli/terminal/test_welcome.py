"""What a demo prints where it is not as usual."""

import shlex
from pathlib import Path

import pytest

from aggregator.catalog import load_catalog
from aggregator.cli.terminal.welcome import welcome
from aggregator.demo.company import DemoCompany
from aggregator.demo.personas import PERSONAS
from aggregator.demo.setting import PHRASES, demo_settings
from tests.support.the_world import the_world

CARD = 'query X @card(title: "X") { customer { email @row(label: "E-mail") } }\n'


def printed(company: DemoCompany, folder: Path, host: str = "127.0.0.1") -> str:
    cards, graphql = folder / "cards", folder / "graphql"
    settings = demo_settings(company, folder, cards, graphql, 8484, host)
    catalog = load_catalog(cards, graphql, the_world().schema)
    return "\n".join(line for line, _ in welcome(settings, company, catalog))


def write(folder: Path, **cards: str) -> None:
    for name, text in cards.items():
        file = folder / f"cards/{name.replace('_', '/')}.graphql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:8484"),  # noqa: S104 -- nothing listens there
        ("::", "http://[::1]:8484"),
        ("::1", "http://[::1]:8484"),
        ("localhost", "http://localhost:8484"),
    ],
)
def test_its_addresses_can_be_called_wherever_it_listens(
    company: DemoCompany, tmp_path: Path, host: str, url: str
) -> None:
    write(tmp_path, a_one=CARD)
    text = printed(company, tmp_path, host)
    assert f"  {url}/cards\n" in text
    assert f" call {shlex.quote(url)} " in text
    assert f" --url {shlex.quote(url)} " in text


def test_cards_stand_by_their_teams_and_each_team_has_one_in_the_calls(
    company: DemoCompany, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, b_three=CARD, a_two=CARD, a_one=CARD, a_four="query {")
    text = printed(company, tmp_path)
    assert "3 cards in " in text
    assert ", 1 broken: aggregator check tells\n  a  one  two\n  b  three\n" in text
    assert " --keys two,three " in text
    assert '{"cardKeys":["two","three"],' in text


def test_without_a_card_there_is_none_to_ask_for(
    company: DemoCompany, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cards").mkdir()
    text = printed(company, tmp_path)
    assert "0 cards in " in text
    assert "Write one: aggregator new card KEY" in text
    assert "aggregator call" not in text
    assert "openssl" not in text
    assert " query - " in text


def test_every_persona_is_listed_with_what_is_so_about_them(
    company: DemoCompany, tmp_path: Path
) -> None:
    assert list(PHRASES) == list(PERSONAS)
    text = printed(company, tmp_path)
    for persona in PERSONAS:
        assert f"  {persona.email or f'--external-id {persona.external_id}'}  " in text
