"""A world that was written down says of cards what the world says, and is never a stale one."""

import json
import shutil
from pathlib import Path

import pytest

from aggregator import written_world
from aggregator.catalog import load_catalog
from aggregator.language.folder import FRAGMENTS
from aggregator.language.source import SharedFragments, read_fragments
from aggregator.lint.calls.budget import CallBudget
from aggregator.lint.check import CheckReport, check_cards
from aggregator.lint.check_calls import CallRules
from aggregator.schema.build import sdl
from aggregator.schema.lookup_plan import LookupPlan
from aggregator.world import World, build_world
from aggregator.written_world import FILE, WrittenWorld, read_world
from tests.support.product import ROOT
from tests.support.the_world import the_world

BUDGET = CallBudget(1, 1, 1, 1, 1)
BROKEN = (
    "query A @card(title: 'x') { customer { email } }",
    'query A @card(title: "T") { customer { emial @row(label: "E") } }',
    'query A @card(title: "T") { customer { usage { calls @date } } }',
    'query A @card(title: "T") { customer { tickets(first: "two") { id } } }',
    'query A @card(title: "T") { customer { tickets(first: 900) { title @text } } }',
    'query A($c: Email!) @card(title: "T") { customer { id } }',
    'query A @card(title: "T") { customers(first: 1) { totalCount } }',
    'query A @card(title: "T") { customer { subscription { status @badge(green: ["GOOD"]) } } }',
    'query A @card(title: "T") { customer { subscription { price { x } } } }',
    'query A @card(title: "T", ttl: "1s") { customer { ...Nowhere } }',
    'mutation A @card(title: "T") { customer { id } }',
    "{",
)


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    """All cards of the repository, and some with a mistake."""
    shutil.copytree(ROOT / "cards", tmp_path / "cards")
    team = tmp_path / "cards" / "odd"
    team.mkdir()
    for number, text in enumerate(BROKEN):
        (team / f"odd-{number}.graphql").write_text(text, encoding="utf-8")
    return tmp_path / "cards"


def fragments() -> SharedFragments:
    return read_fragments(ROOT / "graphql" / FRAGMENTS)


def said(world: World | WrittenWorld, cards: Path) -> CheckReport:
    calls = CallRules(LookupPlan.of(world.typical), BUDGET)
    return check_cards([cards], world.schema, fragments(), calls=calls)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was built, each time that it was."""
    done: list[object] = []

    def build(folders: object) -> World:
        done.append(folders)
        return the_world()

    monkeypatch.setattr(written_world, "_built", build)
    return done


def test_it_says_of_every_card_what_the_world_says(
    cards: Path, tmp_path: Path, built: list[object]
) -> None:
    whole = said(the_world(), cards)
    kept = [said(read_world([], tmp_path / "cache"), cards) for _ in range(2)]
    alone = said(read_world([], None), cards)
    assert len(built) == 2
    assert len({each.code for each in whole.diagnostics}) > 10
    assert whole.calls is not None
    for report in (*kept, alone):
        assert report.diagnostics == whole.diagnostics
        assert report.calls is not None
        assert report.calls.as_json() == whole.calls.as_json()
        assert [card.serves for card in report.checked] == [card.serves for card in whole.checked]


def test_its_schema_and_its_connectors_are_those_of_the_world(
    tmp_path: Path, built: list[object]
) -> None:
    world = the_world()
    for _ in range(2):
        written = read_world([], tmp_path)
        assert sdl(written.schema) == sdl(world.schema)
        assert written.provided() == world.provided()
        assert written.connectors.keys() == world.connectors.keys()
        for key, connector in world.connectors.items():
            for mine, its in zip(written.connectors[key].lookups, connector.lookups, strict=True):
                assert [mine.exchanges(keys) for keys in (1, 7, 300)] == [
                    its.exchanges(keys) for keys in (1, 7, 300)
                ]
                assert (mine.fields, mine.pages, mine.keys) == (its.fields, its.pages, its.keys)
            assert written.connectors[key].authentication == connector.authentication
    assert len(built) == 1


def test_cards_are_drawn_by_it_as_they_are_served(cards: Path, built: list[object]) -> None:
    def loaded(world: World | WrittenWorld) -> dict[str, object]:
        catalog = load_catalog(cards, ROOT / "graphql", world.schema)
        return {
            key: (card.title, card.ttl, card.bounds, card.reads, card.fingerprint, card.document)
            for key, card in catalog.cards.items()
        }

    assert loaded(read_world([], None)) == loaded(the_world())


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "{}", "\0", '{"schema": {}}', "[" * 100_000],
)
def test_a_file_that_is_broken_is_made_anew(tmp_path: Path, built: list[object], text: str) -> None:
    read_world([], tmp_path)
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert sdl(read_world([], tmp_path).schema) == sdl(the_world().schema)
    assert len(built) == 2
    read_world([], tmp_path)
    assert len(built) == 2


def test_what_is_kept_and_is_no_world_is_made_anew(
    tmp_path: Path, built: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written_world, "_write", lambda _: {"schema": {}})
    with pytest.raises(KeyError):
        read_world([], tmp_path)
    monkeypatch.undo()
    monkeypatch.setattr(written_world, "_built", lambda _: the_world())
    assert "schema" in (tmp_path / FILE).read_text(encoding="utf-8")
    assert read_world([], tmp_path).connectors


def test_another_release_another_connector_and_a_file_of_others_are_not_believed(
    tmp_path: Path, built: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, home = tmp_path / "cache", tmp_path / "connectors"

    def read() -> int:
        read_world([home], cache)
        return len(built)

    assert [read(), read()] == [1, 1]
    (home / "erp").mkdir(parents=True)
    (home / "erp" / "connector.yaml").write_text("name: ERP\n", encoding="utf-8")
    assert [read(), read()] == [2, 2]
    monkeypatch.setattr(written_world, "program", lambda: "another release")
    assert [read(), read()] == [3, 3]
    (cache / FILE).chmod(0o666)
    assert read() == 4
    assert json.loads((cache / FILE).read_text(encoding="utf-8").split("\n")[1])


def test_what_is_wrong_with_connectors_is_told_again(tmp_path: Path) -> None:
    home = tmp_path / "connectors"
    (home / "erp").mkdir(parents=True)
    (home / "erp" / "connector.yaml").write_text("nmae: ERP\n", encoding="utf-8")
    found = build_world([home]).diagnostics
    assert found
    for _ in range(2):
        assert read_world([home], tmp_path / "cache").diagnostics == found
