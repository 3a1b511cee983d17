"""What a check remembers: never a wrong finding, whatever became of the file."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema

from aggregator.language.source import CardSource, read_fragments
from aggregator.lint import check as checking
from aggregator.lint.check import CheckedCard, CheckReport, check_cards
from aggregator.lint.check_cache import FILE, CheckCache
from tests.support.card_schema import SDL, card_schema
from tests.support.cards import card

GOOD = card("name @text")
BAD = card('nmae @row(label: "Näme ⟦") @text')


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the cards that were really checked."""
    keys: list[str] = []
    really = checking.check_card

    def counting(source: CardSource, *more: object, **options: object) -> CheckedCard:
        keys.append(source.key)
        return really(source, *more, **options)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(checking, "check_card", counting)
    return keys


def write(home: Path, **cards: str) -> None:
    (home / "cards" / "team").mkdir(parents=True, exist_ok=True)
    (home / "fragments").mkdir(exist_ok=True)
    for key, text in cards.items():
        (home / "cards" / "team" / f"{key}.graphql").write_text(text, encoding="utf-8")


def run(home: Path, schema: GraphQLSchema | None = None, *paths: str) -> CheckReport:
    schema = schema or card_schema()
    cache = CheckCache(home / "cache", schema)
    shared = read_fragments(home / "fragments")
    where = [home / path for path in paths or ("cards",)]
    report = check_cards(where, schema, shared, memory=cache)
    cache.save()
    return report


def test_a_warm_check_checks_nothing_and_says_the_same(tmp_path: Path, counted: list[str]) -> None:
    write(tmp_path, good=GOOD, bad=BAD)
    cold = run(tmp_path)
    assert sorted(counted) == ["bad", "good"]
    warm = run(tmp_path)
    assert len(counted) == 2
    assert warm.diagnostics == cold.diagnostics
    assert [card.serves for card in warm.checked] == [card.serves for card in cold.checked]
    assert cold.failed
    assert warm.failed


def test_only_a_changed_card_is_checked_again(tmp_path: Path, counted: list[str]) -> None:
    write(tmp_path, a=GOOD, b=GOOD)
    run(tmp_path)
    counted.clear()
    write(tmp_path, b=BAD)
    assert run(tmp_path).failed
    assert counted == ["b"]


def test_cards_of_a_changed_fragment_are_checked_again(tmp_path: Path, counted: list[str]) -> None:
    write(tmp_path, user=card("...Who"), other=GOOD)
    fragment = tmp_path / "fragments" / "who.graphql"
    fragment.write_text("fragment Who on Customer { name @text }", encoding="utf-8")
    run(tmp_path)
    counted.clear()
    fragment.write_text("fragment Who on Customer { nmae @text }", encoding="utf-8")
    assert run(tmp_path).failed
    assert counted == ["user"]


def test_a_new_fragment_may_be_what_was_meant(tmp_path: Path) -> None:
    write(tmp_path, user=card("...Who name @text"))
    assert run(tmp_path).diagnostics[0].did_you_mean == ()
    fragment = tmp_path / "fragments" / "whom.graphql"
    fragment.write_text("fragment Whom on Customer { name @text }", encoding="utf-8")
    assert run(tmp_path).diagnostics[0].did_you_mean == ("Whom",)


def test_another_schema_forgets_everything(tmp_path: Path, counted: list[str]) -> None:
    write(tmp_path, a=GOOD)
    run(tmp_path)
    renamed = build_schema(SDL.replace("  name: String\n  fullName", "  title: String\n  fullName"))
    assert run(tmp_path, renamed).failed
    assert counted == ["a", "a"]


def test_the_same_text_elsewhere_is_another_card(tmp_path: Path, counted: list[str]) -> None:
    write(tmp_path, a=BAD, b=BAD)
    report = run(tmp_path)
    assert {diagnostic.path for diagnostic in report.diagnostics} == {
        str(tmp_path / "cards/team/a.graphql"),
        str(tmp_path / "cards/team/b.graphql"),
    }
    assert sorted(counted) == ["a", "b"]


def test_one_card_checked_alone_does_not_forget_the_others(
    tmp_path: Path, counted: list[str]
) -> None:
    write(tmp_path, a=GOOD, b=GOOD)
    run(tmp_path)
    run(tmp_path, None, "cards/team/a.graphql")
    run(tmp_path)
    assert sorted(counted) == ["a", "b"]


def test_keys_in_two_folders_are_found_from_memory_too(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD)
    other = tmp_path / "cards" / "else" / "a.graphql"
    other.parent.mkdir()
    other.write_text(GOOD, encoding="utf-8")
    cold, warm = run(tmp_path), run(tmp_path)
    assert [diagnostic.code for diagnostic in warm.diagnostics] == ["duplicate-key"] * 2
    assert warm.diagnostics == cold.diagnostics
    assert warm.cards == ()


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"{}\n{}\n",
        b"[" * 100_000,
        None,
    ],
    ids=["empty", "no text", "a list", "no hash", "deep", "one bit"],
)
def test_a_spoilt_file_is_ignored_and_written_anew(
    tmp_path: Path, counted: list[str], spoilt: bytes | None
) -> None:
    write(tmp_path, bad=BAD)
    cold = run(tmp_path)
    file = tmp_path / "cache" / FILE
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(bytes(whole) if spoilt is None else spoilt)
    assert run(tmp_path).diagnostics == cold.diagnostics
    assert counted == ["bad", "bad"]
    assert run(tmp_path).diagnostics == cold.diagnostics
    assert counted == ["bad", "bad"]


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD)
    (tmp_path / "cache").write_text("a file stands here", encoding="utf-8")
    assert run(tmp_path).diagnostics == ()
    assert (tmp_path / "cache").read_text(encoding="utf-8") == "a file stands here"


def test_git_is_told_to_ignore_the_folder(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD)
    run(tmp_path)
    assert (tmp_path / "cache" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == [".gitignore", FILE]
