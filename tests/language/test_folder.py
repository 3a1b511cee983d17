"""A look at a folder of cards: links that stay inside are followed, what is away is told."""

import errno
import os
from pathlib import Path

import pytest

from aggregator.language.folder import BACK, NOWHERE, OUT, TWICE, look_at, right_name
from tests.support.broken_disk import unreadable


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    (tmp_path / "cards/support").mkdir(parents=True)
    return tmp_path / "cards"


def write(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("query { a }")


def seen(path: Path, within: Path | None = None) -> list[tuple[str, str]]:
    return [(card.path.name, card.team) for card in look_at(path, within).cards]


def test_a_config_map_is_followed_file_by_file_and_folder_by_folder(cards: Path) -> None:
    write(cards / "..2026/support/deep/tenant.graphql", cards / "..2026/hello.graphql")
    (cards / "support").rmdir()
    (cards / "..data").symlink_to("..2026")
    (cards / "support").symlink_to("..data/support")
    (cards / "hello.graphql").symlink_to("..data/hello.graphql")
    assert seen(cards) == [("hello.graphql", "cards"), ("tenant.graphql", "support")]
    assert look_at(cards).refused == {}


def test_a_checkout_behind_a_link_is_a_folder_of_cards(cards: Path, tmp_path: Path) -> None:
    write(cards / "support/hello.graphql")
    (tmp_path / "current").symlink_to("cards")
    assert seen(tmp_path / "current") == [("hello.graphql", "support")]


def test_a_link_may_lead_to_wherever_in_the_folder_of_cards(cards: Path) -> None:
    write(cards / "billing/plan.graphql")
    (cards / "support/plan.graphql").symlink_to("../billing/plan.graphql")
    assert look_at(cards / "support").refused == {cards / "support/plan.graphql": OUT}
    assert look_at(cards / "support", within=cards).refused == {}
    assert look_at(cards / "support/plan.graphql", within=cards).refused == {}
    assert look_at(cards).refused == {}


def test_links_out_of_it_to_nothing_and_in_circles_are_refused(cards: Path, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere/secret.graphql", tmp_path / "cards-too/x.graphql")
    write(cards / "billing/plan.graphql")
    links = {
        "a.graphql": (tmp_path / "elsewhere/secret.graphql", OUT),
        "a.py": (tmp_path / "elsewhere/secret.graphql", OUT),
        "b": (tmp_path / "elsewhere", OUT),
        "c": (tmp_path / "cards-too", OUT),
        "d.graphql": (cards / "gone.graphql", NOWHERE),
        "e": (cards / "gone", NOWHERE),
        "f": (cards, BACK),
        "g": (cards / "support", BACK),
        "h.graphql": (cards / "support/h.graphql", NOWHERE),
        "i": (cards / "billing", None),
        "j": (cards / "billing", TWICE),
        "notes.md": (tmp_path / "elsewhere/secret.graphql", None),
    }
    for name, (target, _) in links.items():
        (cards / "support" / name).symlink_to(target)
    look = look_at(cards)
    assert look.refused == {
        cards / "support" / name: why for name, (_, why) in links.items() if why is not None
    }
    assert look.unread == {}


def test_folders_that_lead_to_each_other_come_to_an_end(cards: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        write(cards / one / f"{one}.graphql")
        (cards / one / "other").symlink_to(f"../{other}")
        (cards / one / "again").symlink_to(f"../{other}")
    assert len(look_at(cards).cards) < 10


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EACCES, errno.ESTALE, errno.EIO])
@pytest.mark.parametrize("away", [".", "support", "support/deep"])
def test_a_folder_that_cannot_be_listed_is_told_and_the_rest_is_found(
    cards: Path, away: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(cards / "billing/plan.graphql", cards / "support/deep/x.graphql")
    unreadable(cards / away, number, monkeypatch)
    look = look_at(cards)
    assert look.unread == {cards / away: f"This cannot be read: {os.strerror(number)}"}
    assert (cards / "billing/plan.graphql" in {card.path for card in look.cards}) == (away != ".")


def test_what_is_not_there_is_not_an_empty_folder(cards: Path) -> None:
    assert look_at(cards).unread == {}
    assert look_at(cards / "gone").unread == {cards / "gone": "There is no such file or folder"}


def test_not_deep_is_one_folder_alone(cards: Path) -> None:
    write(cards / "a.graphql", cards / "support/b.graphql")
    assert [card.path.name for card in look_at(cards, deep=False).cards] == ["a.graphql"]


def test_cards_by_another_ending_are_told_apart(tmp_path: Path) -> None:
    team = tmp_path / "billing"
    team.mkdir()
    names = ["a.gql", "b.GraphQL", "c.graphqls", "d.graphql.txt", "e.graphql", "f.txt"]
    for name in names:
        (team / name).write_text("query Q { customer { id } }")
    look = look_at(tmp_path)
    assert [card.path.name for card in look.cards] == ["e.graphql"]
    assert [right_name(path) for path in look.misnamed] == [f"{name}.graphql" for name in "abcd"]
    assert look_at(team / "a.gql").misnamed == (team / "a.gql",)
