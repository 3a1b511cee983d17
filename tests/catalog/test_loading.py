"""What a snapshot gets: cards that serve, cards that do not, and a cheap sign of change."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema

from aggregator.catalog import Catalog, load_catalog, stamp
from aggregator.domain.errors import SettingsError
from aggregator.language.directives import with_layout
from aggregator.render.card import Defaults
from tests.support.broken_disk import unreadable
from tests.support.card_schema import SDL, card_schema
from tests.support.cards import card

GOOD = card('name @row(label: "Name")')
BAD = card('nmae @row(label: "Name")')


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "cards" / "billing").mkdir(parents=True)
    (tmp_path / "graphql" / "fragments").mkdir(parents=True)
    return tmp_path


def load(home: Path) -> Catalog:
    return load_catalog(home / "cards", home / "graphql", card_schema())


def test_good_cards_are_compiled_and_bad_ones_are_kept_with_team_and_findings(home: Path) -> None:
    (home / "cards/billing/plan.graphql").write_text(GOOD)
    (home / "cards/billing/bad.graphql").write_text(BAD)
    catalog = load(home)
    assert list(catalog.cards) == ["plan"]
    assert catalog.cards["plan"].team == "billing"
    broken = catalog.broken["bad"]
    assert (broken.key, broken.team) == ("bad", "billing")
    assert [diagnostic.code for diagnostic in broken.diagnostics] == ["unknown-field"]
    assert catalog.diagnostics == broken.diagnostics


def test_a_key_in_two_folders_is_broken_for_both_teams(home: Path) -> None:
    (home / "cards/support").mkdir()
    (home / "cards/billing/plan.graphql").write_text(GOOD)
    (home / "cards/support/plan.graphql").write_text(GOOD)
    catalog = load(home)
    assert not catalog.cards
    assert catalog.broken["plan"].teams == ("billing", "support")
    assert len(catalog.broken["plan"].diagnostics) == 2


def test_a_card_with_a_finding_that_serves_is_no_broken_card(home: Path) -> None:
    text = card("subscription { status @badge(green: [ACTIVE]) }")
    (home / "cards/billing/plan.graphql").write_text(text)
    catalog = load(home)
    assert list(catalog.cards) == ["plan"]
    assert not catalog.broken
    assert [diagnostic.code for diagnostic in catalog.diagnostics] == ["uncoloured-value"]


def test_shared_fragments_are_found_in_the_graphql_folder(home: Path) -> None:
    fragment = "fragment Who on Customer { name @text }"
    (home / "graphql/fragments/who.graphql").write_text(fragment)
    (home / "cards/billing/who.graphql").write_text(card("...Who"))
    catalog = load(home)
    assert list(catalog.cards) == ["who"]
    assert list(catalog.fragments.by_name) == ["Who"]


def test_a_missing_folder_is_an_empty_catalog_with_a_finding(tmp_path: Path) -> None:
    catalog = load(tmp_path / "nowhere")
    assert not catalog.cards
    assert [diagnostic.code for diagnostic in catalog.diagnostics] == ["unreadable-file"]


def test_an_empty_folder_is_an_empty_catalog_with_a_finding(home: Path) -> None:
    catalog = load(home)
    assert not catalog.cards
    assert [diagnostic.code for diagnostic in catalog.diagnostics] == ["no-cards"]


def test_hidden_files_and_other_extensions_are_no_cards(home: Path) -> None:
    folder = home / "cards" / "billing"
    (folder / "plan.graphql").write_text(GOOD)
    (folder / ".hidden.graphql").write_text(BAD)
    (folder / "notes.md").write_text("no card")
    (folder / "plan.cases").mkdir()
    (home / "cards" / ".git").mkdir()
    (home / "cards" / ".git" / "x.graphql").write_text(BAD)
    catalog = load(home)
    assert list(catalog.cards) == ["plan"]
    assert catalog.diagnostics == ()


def test_the_catalog_cannot_be_changed(home: Path) -> None:
    (home / "cards/billing/plan.graphql").write_text(GOOD)
    catalog = load(home)
    with pytest.raises(TypeError):
        catalog.cards["plan"] = catalog.cards["plan"]  # type: ignore[index]  # that is the point


def test_the_stamp_changes_with_an_edit_a_new_card_a_removed_one_and_a_fragment(home: Path) -> None:
    def now() -> object:
        return stamp(home / "cards", home / "graphql")

    path = home / "cards/billing/plan.graphql"
    path.write_text(GOOD)
    seen = [now()]
    assert now() == seen[0]
    path.write_text(GOOD + " ")
    seen.append(now())
    os.utime(path, ns=(1, 1))  # same size, another time
    seen.append(now())
    (home / "cards/billing/other.graphql").write_text(GOOD)
    seen.append(now())
    (home / "graphql/fragments/a.graphql").write_text("fragment A on Customer { name }")
    seen.append(now())
    path.unlink()
    seen.append(now())
    assert len(set(seen)) == len(seen) == 6


def test_the_stamp_of_a_missing_folder_is_not_that_of_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "graphql/fragments").mkdir(parents=True)
    missing = stamp(tmp_path / "cards", tmp_path / "graphql")
    (tmp_path / "cards").mkdir()
    assert stamp(tmp_path / "cards", tmp_path / "graphql") == () != missing


def test_a_file_written_in_place_with_its_old_time_and_size_changes_the_stamp(home: Path) -> None:
    path = home / "cards/billing/plan.graphql"
    path.write_text(GOOD)
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    before = stamp(home / "cards", home / "graphql")
    _wait_for_another_ctime(home)
    path.write_text(GOOD.replace("Name", "Nmae"))
    os.utime(path, ns=times)
    assert path.stat().st_mtime_ns == times[1]
    assert stamp(home / "cards", home / "graphql") != before


def _wait_for_another_ctime(folder: Path) -> None:
    """Touch a file until the file system's clock has gone on."""
    probe = folder / "probe"
    probe.touch()
    first = probe.stat().st_ctime_ns
    while probe.stat().st_ctime_ns == first:
        os.utime(probe)


def test_a_swap_of_what_a_link_leads_to_changes_the_stamp(home: Path) -> None:
    folder = home / "cards/billing"
    for version in ("..one", "..two"):
        (folder / version).mkdir()
        (folder / version / "plan.graphql").write_text(GOOD)
    (folder / "..data").symlink_to("..one")
    (folder / "plan.graphql").symlink_to("..data/plan.graphql")
    before = stamp(home / "cards", home / "graphql")
    assert list(load(home).cards) == ["plan"]
    (folder / "..next").symlink_to("..two")
    (folder / "..next").rename(folder / "..data")
    assert stamp(home / "cards", home / "graphql") != before


def test_a_card_behind_a_refused_link_is_broken_and_not_gone(home: Path) -> None:
    (home / "elsewhere.graphql").write_text(GOOD)
    (home / "cards/billing/plan.graphql").symlink_to(home / "elsewhere.graphql")
    catalog = load(home)
    assert [diagnostic.code for diagnostic in catalog.diagnostics] == ["refused-link"]
    assert catalog.broken["plan"].team == "billing"


@pytest.mark.parametrize(
    "unlisted", ["cards", "cards/billing", "cards/billing/deep", "graphql/fragments"]
)
def test_where_it_cannot_be_known_which_files_there_are_nothing_is_loaded_anew(
    home: Path, unlisted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "cards/billing/deep").mkdir()
    (home / "cards/billing/plan.graphql").write_text(GOOD)
    (home / "graphql/fragments/a.graphql").write_text("fragment A on Customer { name }")
    before = load(home)
    seen = stamp(home / "cards", home / "graphql")
    unreadable(home / unlisted, errno.EMFILE, monkeypatch)
    assert stamp(home / "cards", home / "graphql") != seen
    with pytest.raises(SettingsError, match=r"Too many open files\. Fix: bring it back") as raised:
        again(home, before)
    assert str(home / unlisted) in raised.value.message
    fresh = load(home)  # at a start there is nothing to keep: the rest serves, and it is told
    assert fresh.unread
    assert "unreadable-file" in {diagnostic.code for diagnostic in fresh.diagnostics}


def test_a_file_that_cannot_be_read_keeps_its_card_and_is_to_be_read_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home / "cards/billing/plan.graphql"
    path.write_text(GOOD)
    (home / "cards/billing/other.graphql").write_text(GOOD)
    before = load(home)
    assert not before.unread
    real = os.open

    def refuses(name: Path, *rest: Any) -> int:
        if Path(name) == path:
            raise OSError(errno.ESTALE, "Stale file handle", str(name))
        return real(name, *rest)

    monkeypatch.setattr(os, "open", refuses)
    after = again(home, before)
    assert after.unread
    assert after.cards["plan"] is before.cards["plan"]
    assert [diagnostic.code for diagnostic in after.broken["plan"].diagnostics] == [
        "unreadable-file"
    ]
    monkeypatch.undo()
    assert again(home, after).broken == {}


def again(home: Path, previous: Catalog, defaults: Defaults | None = None) -> Catalog:
    return load_catalog(home / "cards", home / "graphql", card_schema(), defaults, previous)


def test_a_card_that_did_not_change_is_not_compiled_again(home: Path) -> None:
    for key in ("one", "two"):
        (home / f"cards/billing/{key}.graphql").write_text(GOOD)
    before = load(home)
    (home / "cards/billing/two.graphql").write_text(GOOD.replace("Name", "Called"))
    after = again(home, before)
    assert after.cards["one"] is before.cards["one"]
    assert after.cards["two"] is not before.cards["two"]
    assert again(home, after, Defaults(date_component=True)).cards["one"] is not after.cards["one"]


def test_a_changed_fragment_compiles_the_cards_that_use_it_again(home: Path) -> None:
    fragment = home / "graphql/fragments/who.graphql"
    fragment.write_text("fragment Who on Customer { name @text }")
    (home / "cards/billing/who.graphql").write_text(card("...Who"))
    (home / "cards/billing/plan.graphql").write_text(GOOD)
    before = load(home)
    fragment.write_text("fragment Who on Customer { name @badge }")
    after = again(home, before)
    assert after.cards["plan"] is before.cards["plan"]
    assert after.cards["who"].fingerprint != before.cards["who"].fingerprint


def test_a_file_with_a_mistake_keeps_the_card_as_it_was_until_it_is_removed(home: Path) -> None:
    file = home / "cards/billing/plan.graphql"
    file.write_text(GOOD)
    before = load(home)
    file.write_text(BAD)
    kept = again(home, before)
    assert kept.cards["plan"] is before.cards["plan"]
    assert list(kept.broken) == ["plan"]
    assert again(home, kept).cards["plan"] is before.cards["plan"]
    file.unlink()
    assert not again(home, kept).cards


def test_two_files_of_one_key_serve_what_was_there_and_one_of_them_alone_serves_itself(
    home: Path,
) -> None:
    (home / "cards/billing/plan.graphql").write_text(GOOD)
    before = load(home)
    (home / "cards/support").mkdir()
    (home / "cards/support/plan.graphql").write_text(GOOD)
    twice = again(home, before)
    assert twice.cards["plan"].team == "billing"
    (home / "cards/billing/plan.graphql").unlink()
    assert again(home, twice).cards["plan"].team == "support"


def changed_schema(*change: str) -> GraphQLSchema:
    before, now = change
    assert before in SDL
    return with_layout(build_schema(SDL.replace(before, now, 1)))


def in_another(home: Path, previous: Catalog, schema: GraphQLSchema) -> Catalog:
    return load_catalog(home / "cards", home / "graphql", schema, previous=previous)


def test_a_card_is_taken_into_another_schema_where_what_it_selects_is_the_same(home: Path) -> None:
    (home / "cards/billing/plan.graphql").write_text(GOOD)
    (home / "cards/billing/told.graphql").write_text(card("subscription { status @badge }"))
    before = load(home)
    after = in_another(
        home, before, changed_schema("type Customer {", "type Customer {\n  mood: Int")
    )
    assert after.cards["plan"] is before.cards["plan"]
    gone = in_another(home, after, changed_schema("  name: String", "  called: String"))
    assert list(gone.broken) == ["plan"]
    assert "plan" not in gone.cards
    back = in_another(home, gone, card_schema())
    assert list(back.cards) == list(before.cards)


def test_a_kept_card_never_runs_where_it_means_something_else(home: Path) -> None:
    """Its rows would vanish, and the card would say that there is nothing."""
    file = home / "cards/billing/plan.graphql"
    file.write_text(GOOD)
    before = load(home)
    file.write_text(BAD)
    more = changed_schema("type Customer {", "type Customer {\n  mood: Int")
    assert in_another(home, before, more).cards["plan"] is before.cards["plan"]
    other = changed_schema("  name: String", "  called: String")
    assert not in_another(home, before, other).cards
