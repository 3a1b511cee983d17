"""Many cards at once: exact places, and no card stopping another."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from aggregator.language.source import SharedFragments
from aggregator.lint.check import CheckReport, check_cards
from tests.support.card_schema import card_schema
from tests.support.cards import card, shared_fragments, under

GOOD = card('name @row(label: "Name")')

MISSPELT = """\
query Status @card(title: "Status", ttl: "2m") {
  customer {
    subscription {
      plan { nmae @row(label: "Plan") }
      status @rwo(label: "Status")
      quantity @row(lable: "Seats")
      renewsAt @date(style: DATETIM) @row(label: "Renews")
      id @link(label: "Open", url: "https://billing.example.com/{id}?status={staus}")
    }
  }
}
"""


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def check(*paths: Path, shared: SharedFragments | None = None) -> CheckReport:
    return check_cards(paths, card_schema(), shared or SharedFragments())


def test_a_card_misspelt_five_times_has_five_exact_findings_and_the_other_seven_serve(
    tmp_path: Path,
) -> None:
    good = {f"cards/team{number % 3}/good-{number}.graphql": GOOD for number in range(7)}
    write(tmp_path, {**good, "cards/billing/status.graphql": MISSPELT})

    report = check(tmp_path / "cards")

    path = str(tmp_path / "cards/billing/status.graphql")
    said = {(f.code, f.line, f.column, under(f), f.did_you_mean[0]) for f in report.diagnostics}
    assert said == {
        ("unknown-field", 4, 14, "nmae", "name"),
        ("unknown-directive", 5, 14, "@rwo", "@row"),
        ("unknown-argument", 6, 21, "lable", "label"),
        ("unknown-enum-value", 7, 29, "DATETIM", "DATETIME"),
        ("unknown-path", 8, 78, "staus", "status"),
    }
    assert {diagnostic.path for diagnostic in report.diagnostics} == {path}
    assert sorted(source.key for source in report.cards) == [f"good-{n}" for n in range(7)]
    assert [broken.source.key for broken in report.broken] == ["status"]
    assert report.failed


def test_clean_cards_have_no_findings(tmp_path: Path) -> None:
    report = check(write(tmp_path, {"team/a.graphql": GOOD, "team/b.graphql": GOOD}))
    assert report.diagnostics == ()
    assert not report.failed
    assert len(report.cards) == 2


def test_a_file_anywhere_can_be_checked_alone(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/one.graphql": GOOD, "elsewhere/two.graphql": MISSPELT})
    report = check(tmp_path / "elsewhere/one.graphql")
    assert [(source.key, source.team) for source in report.cards] == [("one", "elsewhere")]
    assert report.diagnostics == ()


def test_folders_are_teams_whatever_is_below_them(tmp_path: Path) -> None:
    write(tmp_path, {"c/billing/a.graphql": GOOD, "c/billing/old/b.graphql": GOOD})
    report = check(tmp_path / "c")
    assert {source.key: source.team for source in report.cards} == {"a": "billing", "b": "billing"}
    alone = check(tmp_path / "c/billing")
    assert {source.key: source.team for source in alone.cards} == {"a": "billing", "b": "old"}


def test_the_same_file_by_two_paths_is_checked_once(tmp_path: Path) -> None:
    write(tmp_path, {"team/a.graphql": MISSPELT})
    once, twice = (
        check(tmp_path),
        check(tmp_path, tmp_path / "team", tmp_path / "team/a.graphql"),
    )
    assert len(twice.diagnostics) == len(once.diagnostics) == 5


def test_a_key_in_two_folders_names_both_and_serves_neither(tmp_path: Path) -> None:
    write(tmp_path, {"a/plan.graphql": GOOD, "b/plan.graphql": GOOD, "b/other.graphql": GOOD})
    report = check(tmp_path)
    assert [diagnostic.code for diagnostic in report.diagnostics] == [
        "duplicate-key",
        "duplicate-key",
    ]
    first, second = report.diagnostics
    assert str(tmp_path / "b/plan.graphql") in first.message
    assert str(tmp_path / "a/plan.graphql") in second.message
    assert [source.key for source in report.cards] == ["other"]


def test_more_than_25_cards_are_a_warning_and_all_serve(tmp_path: Path) -> None:
    write(tmp_path, {f"team/card-{number}.graphql": GOOD for number in range(26)})
    report = check(tmp_path)
    assert [diagnostic.code for diagnostic in report.diagnostics] == ["too-many-cards"]
    assert not report.failed
    assert len(report.cards) == 26


def test_twenty_five_cards_are_no_warning(tmp_path: Path) -> None:
    write(tmp_path, {f"team/card-{number}.graphql": GOOD for number in range(25)})
    assert check(tmp_path).diagnostics == ()


def test_an_enum_value_without_colour_fails_the_check_but_serves(tmp_path: Path) -> None:
    text = card("subscription { status @badge(green: [ACTIVE]) }")
    report = check(write(tmp_path, {"team/a.graphql": text}))
    assert [(diagnostic.code, diagnostic.serves) for diagnostic in report.diagnostics] == [
        ("uncoloured-value", True)
    ]
    assert report.failed
    assert [source.key for source in report.cards] == ["a"]


def test_a_path_without_cards_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    report = check(tmp_path / "empty", tmp_path / "missing")
    assert [(diagnostic.code, Path(diagnostic.path).name) for diagnostic in report.diagnostics] == [
        ("no-cards", "empty"),
        ("unreadable-file", "missing"),
    ]


def test_a_mistake_in_a_shared_fragment_is_found_once_in_its_own_file(tmp_path: Path) -> None:
    shared = shared_fragments(
        tmp_path / "fragments",
        {"plan.graphql": "fragment Plan on Plan { nmae @text } fragment Ok on Plan { name @text }"},
    )
    uses = card("subscription { plan { ...Plan } }")
    fine = card("subscription { status @text plan { ...Ok } }")
    files = {"cards/a/a.graphql": uses, "cards/a/b.graphql": uses, "cards/a/c.graphql": fine}
    report = check(write(tmp_path, files) / "cards", shared=shared)
    assert [(f.code, Path(f.path).name, f.column) for f in report.diagnostics] == [
        ("unknown-field", "plan.graphql", 25)
    ]
    assert [source.key for source in report.cards] == ["c"]


def test_a_shared_fragment_that_nobody_uses_is_checked_too(tmp_path: Path) -> None:
    shared = shared_fragments(
        tmp_path / "fragments", {"a.graphql": "fragment A on Customer { nam @text }"}
    )
    report = check(write(tmp_path, {"cards/a/a.graphql": GOOD}) / "cards", shared=shared)
    assert [diagnostic.code for diagnostic in report.diagnostics] == ["unknown-field"]
    assert [source.key for source in report.cards] == ["a"]


def test_an_unreadable_fragment_file_breaks_only_the_cards_that_use_it(tmp_path: Path) -> None:
    shared = shared_fragments(
        tmp_path / "fragments",
        {
            "bad.graphql": "fragment Bad on {",
            "good.graphql": "fragment Good on Plan { name @text }",
        },
    )
    files = {
        "cards/a/uses-bad.graphql": card("subscription { plan { ...Bad } }"),
        "cards/a/uses-good.graphql": card("subscription { plan { ...Good } }"),
    }
    report = check(write(tmp_path, files) / "cards", shared=shared)
    assert {diagnostic.code for diagnostic in report.diagnostics} == {
        "syntax-error",
        "unknown-fragment",
    }
    assert [source.key for source in report.cards] == ["uses-good"]


def test_findings_are_in_reading_order(tmp_path: Path) -> None:
    write(tmp_path, {"b/b.graphql": MISSPELT, "a/a.graphql": MISSPELT})
    diagnostics = check(tmp_path).diagnostics
    assert list(diagnostics) == sorted(diagnostics, key=lambda f: (f.path, f.line, f.column))


@pytest.mark.parametrize("layout", ["\r\n", "\r", "\n"])
def test_every_line_ending_counts_lines_alike(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "team" / "a.graphql"
    path.parent.mkdir()
    path.write_bytes(MISSPELT.replace("\n", layout).encode())
    assert sorted(diagnostic.line for diagnostic in check(tmp_path).diagnostics) == [4, 5, 6, 7, 8]
