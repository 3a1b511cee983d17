"""Loading cards again: only what changed is parsed, and what was valid is not checked again."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aggregator import catalog as catalog_module
from aggregator.catalog import Catalog, load_catalog
from aggregator.language import source
from aggregator.lint import check
from aggregator.lint.check_cache import SERVED, CheckCache
from tests.support.cards import card
from tests.support.the_world import the_world

FRAGMENT = "fragment Who on Customer { name @text }"
CARDS = 40


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "cards" / "team").mkdir(parents=True)
    (tmp_path / "graphql" / "fragments").mkdir(parents=True)
    (tmp_path / "graphql" / "fragments" / "who.graphql").write_text(FRAGMENT)
    for number in range(CARDS):
        write(tmp_path, number, "...Who")
    return tmp_path


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a card file was parsed, checked, and compiled."""
    done: Counter[str] = Counter()

    def counted(module: Any, name: str) -> None:
        function: Callable[..., Any] = getattr(module, name)

        def run(*args: Any, **kwargs: Any) -> Any:
            done[name] += 1
            return function(*args, **kwargs)

        monkeypatch.setattr(module, name, run)

    counted(source, "parse_text")
    counted(check, "check_card")
    counted(catalog_module, "compile_outline")
    return done


def write(home: Path, number: int, inside: str) -> Path:
    file = home / "cards" / "team" / f"card-{number}.graphql"
    file.write_text(card(inside))
    return file


def load(home: Path, previous: Catalog | None = None, found: CheckCache | None = None) -> Catalog:
    return load_catalog(
        home / "cards", home / "graphql", the_world().schema, None, previous, found=found
    )


FRAGMENTS = 1


def test_of_many_cards_only_the_changed_one_is_parsed_and_checked(
    home: Path, work: Counter[str]
) -> None:
    before = load(home)
    assert work["parse_text"] == CARDS + FRAGMENTS
    work.clear()
    write(home, 3, "email @text")
    after = load(home, before)
    assert work == {"parse_text": 1 + FRAGMENTS, "check_card": 1}
    assert len(after.cards) == CARDS
    assert after.cards["card-3"].fingerprint != before.cards["card-3"].fingerprint
    assert all(after.cards[key] is before.cards[key] for key in after.cards if key != "card-3")
    work.clear()
    again = load(home, after)
    assert work == {"parse_text": FRAGMENTS}
    assert again.cards == after.cards


def test_a_changed_fragment_a_new_team_and_a_mistake_are_seen(
    home: Path, work: Counter[str]
) -> None:
    before = load(home)
    (home / "graphql" / "fragments" / "who.graphql").write_text(FRAGMENT.replace("name", "email"))
    after = load(home, before)
    assert work["check_card"] == 2 * CARDS
    assert after.cards["card-1"].fingerprint != before.cards["card-1"].fingerprint
    write(home, 1, "nmae @text")
    write(home, 2, "{")
    (home / "cards" / "team").rename(home / "cards" / "others")
    broken = load(home, after)
    assert set(broken.broken) == {"card-1", "card-2"}
    assert broken.cards["card-5"].team == "others"
    same = load(home, broken)
    assert same.diagnostics == broken.diagnostics
    assert set(same.broken) == {"card-1", "card-2"}


def test_a_card_taken_twice_is_told_though_none_is_parsed(home: Path) -> None:
    before = load(home)
    (home / "cards" / "more").mkdir()
    twin = home / "cards" / "more" / "card-0.graphql"
    twin.write_text(card("email @text"))
    after = load(home, before)
    assert [found.code for found in after.diagnostics if not found.serves] == ["duplicate-key"] * 2
    twin.unlink()
    assert load(home, after).broken == {}


def test_what_an_earlier_run_found_valid_is_compiled_and_not_checked(
    home: Path, work: Counter[str]
) -> None:
    def start(schema: Any = None) -> Catalog:
        found = CheckCache(home / "cache", schema or the_world().schema, SERVED)
        catalog = load(home, found=found)
        found.save()
        return catalog

    write(home, 7, "nmae @text")
    first = start()
    assert work["check_card"] == CARDS
    work.clear()
    second = start()
    assert work["check_card"] == 1  # the one with a mistake
    assert work["compile_outline"] == CARDS - 1
    assert second.diagnostics == first.diagnostics
    assert set(second.broken) == {"card-7"}
    for key, served in first.cards.items():
        now = second.cards[key]
        assert (now.title, now.document, now.fingerprint) == (
            served.title,
            served.document,
            served.fingerprint,
        )
    work.clear()
    write(home, 8, "email @text")
    start()
    assert work["check_card"] == 2
    work.clear()
    (home / "cache" / SERVED).write_text("broken", encoding="utf-8")
    assert len(start().cards) == CARDS - 1
    assert work["check_card"] == CARDS
