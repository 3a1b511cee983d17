"""Loading cards again: only what was touched is read, and what was valid is not checked again."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from aggregator.catalog import Catalog, compiled_once, load_catalog
from aggregator.domain.deadline import Deadline
from aggregator.language import source, stamps
from aggregator.lint import check
from aggregator.lint.check_cache import SERVED, CheckCache
from aggregator.pipeline.plan import Budget, plan
from tests.support.cards import card
from tests.support.pipeline import request
from tests.support.the_world import the_world

BUDGET = Budget(soft=4.0, raised_max=8.0, answer=10.0)
ARRIVED = Deadline(100.0, lambda: 100.0)
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
    # No file is so new that it may be written again without another date.
    monkeypatch.setattr(stamps, "TICK", 0)

    def counted(module: Any, name: str) -> None:
        function: Callable[..., Any] = getattr(module, name)

        def run(*args: Any, **kwargs: Any) -> Any:
            done[name] += 1
            return function(*args, **kwargs)

        monkeypatch.setattr(module, name, run)

    counted(source, "parse_text")
    counted(check, "check_card")
    counted(compiled_once, "compile_outline")
    counted(compiled_once, "parse_text")
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
    assert work == {"parse_text": 1, "check_card": 1}
    assert len(after.cards) == CARDS
    assert after.cards["card-3"].fingerprint != before.cards["card-3"].fingerprint
    assert all(after.cards[key] is before.cards[key] for key in after.cards if key != "card-3")
    work.clear()
    again = load(home, after)
    assert not work
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


def start(home: Path) -> Catalog:
    """Load as a service does that starts: with what an earlier run found, and for the next one."""
    found = CheckCache(home / "cache", the_world().schema, SERVED)
    catalog = load(home, found=found)
    found.save()
    return catalog


def test_what_an_earlier_run_found_valid_is_neither_parsed_nor_checked_and_is_the_same(
    home: Path, work: Counter[str]
) -> None:
    write(home, 7, "nmae @text")
    own = card("...Mine") + "fragment Mine on Customer { ...Who }"
    (home / "cards" / "team" / "own.graphql").write_text(own)
    first = start(home)
    assert work["check_card"] == CARDS + 1
    work.clear()
    second = start(home)
    assert work == {"parse_text": 1 + FRAGMENTS, "check_card": 1}  # the one with a mistake
    assert second.diagnostics == first.diagnostics
    assert set(second.broken) == {"card-7"}
    assert set(second.cards) == set(first.cards)
    for key, served in first.cards.items():
        now = second.cards[key]
        assert (now.title, now.team, now.path, now.document, now.fingerprint) == (
            served.title,
            served.team,
            served.path,
            served.document,
            served.fingerprint,
        )
    work.clear()
    write(home, 8, "email @text")
    start(home)
    assert work["check_card"] == 2
    work.clear()
    (home / "cache" / SERVED).write_text("broken", encoding="utf-8")
    assert len(start(home).cards) == CARDS
    assert work["check_card"] == CARDS + 1


def test_of_many_valid_cards_those_that_are_asked_for_are_compiled_once(
    home: Path, work: Counter[str]
) -> None:
    start(home)
    work.clear()
    catalog = start(home)
    assert len(catalog.later) == CARDS
    for _ in range(2):
        assert catalog.cards["card-3"].title
        assert work == {"parse_text": 1 + FRAGMENTS, "compile_outline": 1}
    reloaded = load(home, catalog)
    assert reloaded.cards["card-3"] is catalog.cards["card-3"]
    assert reloaded.cards["card-4"] is catalog.cards["card-4"]
    assert work == {"parse_text": 2 + FRAGMENTS, "compile_outline": 2}


def test_a_card_is_compiled_as_it_was_read_whatever_its_file_says_by_then(home: Path) -> None:
    served = start(home).cards["card-3"]
    catalog = start(home)
    write(home, 3, "nmae @text")
    assert catalog.cards["card-3"].fingerprint == served.fingerprint


def test_a_changed_fragment_makes_the_cards_that_use_it_checked_again(
    home: Path, work: Counter[str]
) -> None:
    write(home, 1, "email @text")
    start(home)
    work.clear()
    (home / "graphql" / "fragments" / "who.graphql").write_text(FRAGMENT.replace("name", "nmae"))
    catalog = start(home)
    assert work["check_card"] == CARDS - 1
    assert set(catalog.cards) == {"card-1"}
    (home / "graphql" / "fragments" / "who.graphql").unlink()
    assert set(start(home).cards) == {"card-1"}


def test_what_planning_a_request_does_depends_on_its_cards_and_on_no_others(home: Path) -> None:
    start(home)
    whole = start(home)
    few = load_catalog(
        home / "cards",
        home / "graphql",
        the_world().schema,
        chosen=lambda path: path.stem in {"card-1", "card-2"},
    )
    ask = request("card-1", "card-2", "nowhere")
    done = []
    for catalog in (few, whole):
        assert len(plan(ask, catalog, BUDGET, ARRIVED).cards) == 2  # compiled from now on
        with python_calls() as calls:
            plan(ask, catalog, BUDGET, ARRIVED)
        done.append(calls)
    assert len(few.cards) == 2
    assert len(whole.cards) == CARDS
    assert done[0]["plan"] == 1
    later = done[1] - done[0]
    # What a card that was compiled later is asked through.
    assert set(later) <= {"card", "compile", "waits"}
    assert sum(later.values()) <= 2 * 3


@contextmanager
def python_calls() -> Iterator[Counter[str]]:
    """Count calls of Python functions by their names."""
    calls: Counter[str] = Counter()

    def heard(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            calls[frame.f_code.co_name] += 1

    sys.setprofile(heard)
    try:
        yield calls
    finally:
        sys.setprofile(None)
