"""What one saved file costs: the files that are read, parsed and checked do not grow with cards."""

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema

from aggregator.catalog import Catalog, load_catalog
from aggregator.language import source, stamps
from aggregator.language.directives import with_layout
from aggregator.lint import check
from tests.support.broken_disk import unreadable
from tests.support.card_schema import SDL, card_schema
from tests.support.cards import card

FRAGMENT = "fragment Who on Customer { name @text }"


@dataclass
class Work:
    """The names of files that were read, parsed and checked, and what was compiled."""

    read: list[str] = field(default_factory=list)
    parsed: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    compiled: list[str] = field(default_factory=list)

    def clear(self) -> None:
        for seen in (self.read, self.parsed, self.checked, self.compiled):
            seen.clear()


class Folder:
    """Cards, three of which use the shared fragment; they are loaded again and again."""

    def __init__(self, home: Path, count: int, work: Work) -> None:
        self.team = home / "cards" / "team"
        self.fragments = home / "graphql" / "fragments"
        self.team.mkdir(parents=True)
        self.fragments.mkdir(parents=True)
        self.fragment = self.fragments / "who.graphql"
        self.fragment.write_text(FRAGMENT)
        for number in range(count):
            self.save(number, "...Who" if number < 3 else "name @text")
        self.count = count
        self.work = work
        self.catalog = self.load()

    def save(self, number: int, inside: str) -> None:
        (self.team / f"card-{number}.graphql").write_text(card(inside))

    def load(self, schema: GraphQLSchema | None = None, before: Catalog | None = None) -> Catalog:
        self.work.clear()
        cards, graphql = self.team.parent, self.fragments.parent
        return load_catalog(cards, graphql, schema or card_schema(), previous=before)

    def again(self, schema: GraphQLSchema | None = None) -> Catalog:
        self.catalog = self.load(schema, self.catalog)
        return self.catalog


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    done = Work()

    def heard(module: Any, name: str, into: str, word: Callable[[Any], str]) -> None:
        real = getattr(module, name)

        def run(first: Any, *rest: Any, **more: Any) -> Any:
            getattr(done, into).append(word(first))
            return real(first, *rest, **more)

        monkeypatch.setattr(module, name, run)

    heard(source, "read_text", "read", lambda path: path.stem)
    heard(source, "parse_text", "parsed", lambda path: path.stem)
    heard(check, "check_card", "checked", lambda card: card.key)
    heard(check, "compile_outline", "compiled", lambda outline: outline.card.key)
    # No file is so new that it may be written again without another date.
    monkeypatch.setattr(stamps, "TICK", 0)
    return done


@pytest.fixture
def cards(request: pytest.FixtureRequest, tmp_path: Path, work: Work) -> Folder:
    return Folder(tmp_path, getattr(request, "param", 10), work)


few_and_many = pytest.mark.parametrize("cards", [10, 300], indirect=True)


@few_and_many
def test_of_a_saved_card_all_others_are_as_they_were(cards: Folder, work: Work) -> None:
    before = cards.catalog
    cards.save(7, "email @text")
    after = cards.again()
    assert work == Work(*[["card-7"]] * 4)
    assert after.cards["card-7"] is not before.cards["card-7"]
    assert all(after.cards[key] is before.cards[key] for key in before.cards if key != "card-7")


def test_nothing_was_touched_nothing_is_read_and_the_catalog_is_the_same(
    cards: Folder, work: Work
) -> None:
    before = cards.catalog
    assert cards.again() is before
    assert work == Work()
    cards.save(5, "name @text")  # as it was
    assert cards.again() is before
    assert work == Work(read=["card-5"])
    assert cards.again() is before
    assert work == Work()


def test_a_card_that_is_removed_or_called_otherwise_costs_no_other(
    cards: Folder, work: Work
) -> None:
    (cards.team / "card-4.graphql").unlink()
    assert len(cards.again().cards) == cards.count - 1
    assert work == Work()
    (cards.team / "card-5.graphql").rename(cards.team / "renamed.graphql")
    after = cards.again()
    assert work == Work(*[["renamed"]] * 4)
    assert "renamed" in after.cards
    assert "card-5" not in after.cards


def test_a_changed_fragment_costs_the_cards_that_use_it(cards: Folder, work: Work) -> None:
    cards.fragment.write_text(FRAGMENT.replace("name", "email"))
    before, after = cards.catalog, cards.again()
    users = ["card-0", "card-1", "card-2"]
    assert work == Work(["who", *users], ["who", *users], users, users)
    assert all((after.cards[key] is before.cards[key]) == (key not in users) for key in after.cards)
    cards.fragment.unlink()
    assert sorted(cards.again().broken) == users
    assert sorted(work.checked) == users
    cards.fragment.write_text(FRAGMENT)
    assert cards.again().broken == {}
    assert sorted(work.checked) == users


def test_a_new_fragment_costs_those_who_may_mean_it(cards: Folder, work: Work) -> None:
    cards.save(8, "...Whom")  # there is none yet
    own = card("...Mine") + "fragment Mine on Customer { email @text }"
    (cards.team / "card-9.graphql").write_text(own)
    assert list(cards.again().broken) == ["card-8"]
    (cards.fragments / "whom.graphql").write_text(FRAGMENT.replace("Who", "Whom"))
    assert cards.again().broken == {}
    assert work.checked == ["card-8"]
    (cards.fragments / "mine.graphql").write_text(FRAGMENT.replace("Who", "Mine"))
    cards.again()
    assert work.checked == ["card-9"]  # its own of that name goes before


def test_python_that_arrives_is_its_cards_alone(cards: Folder, work: Work) -> None:
    (cards.team / "card-6.py").write_text("def nothing() -> None: ...\n")
    assert list(cards.again().broken) == ["card-6"]
    assert work.checked == ["card-6"]
    (cards.team / "card-6.py").unlink()
    assert cards.again().broken == {}
    assert work.checked == ["card-6"]


def test_python_that_could_not_be_read_for_a_moment_is_looked_for_again(cards: Folder) -> None:
    (cards.team / "card-6.py").mkdir()  # no date tells that it came, or went
    assert cards.again().unread is False
    cards.save(6, "email @text")
    assert list(cards.again().broken) == ["card-6"]
    assert cards.catalog.unread
    (cards.team / "card-6.py").rmdir()
    assert cards.again().broken == {}
    assert not cards.catalog.unread


def test_a_folder_of_fragments_that_cannot_be_listed_is_told_though_none_was_in_it(
    cards: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.fragment.unlink()
    for number in range(3):
        cards.save(number, "name @text")
    assert cards.again().diagnostics == ()
    with monkeypatch.context() as broken:
        unreadable(cards.fragments, errno.EIO, broken)
        assert [each.code for each in cards.again().diagnostics] == ["unreadable-file"]
        assert cards.catalog.unread
    assert cards.again().diagnostics == ()


def test_a_mistake_costs_its_own_card_and_is_not_looked_for_again(
    cards: Folder, work: Work
) -> None:
    good = cards.catalog.cards["card-7"]
    for number, wrong in ((7, "nmae @text"), (6, "{")):
        cards.save(number, wrong)
    after = cards.again()
    assert set(after.broken) == {"card-6", "card-7"}
    assert after.cards["card-7"] is good
    assert sorted(work.checked) == ["card-6", "card-7"]
    assert cards.again() is after
    assert work == Work()


def test_a_card_in_another_team_is_another_card(cards: Folder, work: Work) -> None:
    cards.team.rename(cards.team.with_name("others"))
    after = cards.again()
    assert after.cards["card-7"].team == "others"
    assert len(work.read) == cards.count


@few_and_many
def test_another_schema_costs_the_cards_that_select_what_is_other_in_it(
    cards: Folder, work: Work
) -> None:
    cards.save(7, "email @text")
    cards.again()
    other = with_layout(build_schema(f"{SDL}\nextend type Customer {{ more: Int }}"))
    before = cards.catalog
    after = cards.again(other)
    assert work == Work()
    assert after is not before
    assert after.schema is other
    gone = with_layout(build_schema(SDL.replace("  email: Email\n", "", 1)))
    assert list(cards.again(gone).broken) == ["card-7"]
    assert work == Work(["card-7"], ["card-7"], ["card-7"], [])
