from pathlib import Path

import pytest

from aggregator.authoring.cases.files import (
    MAX_BYTES,
    case_file,
    cases_of,
    orphans,
    read_json,
    stale_of,
    write_json,
)
from aggregator.authoring.cases.spelling import CaseError


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A card with two cases, one expectation, and one that lost its case."""
    card = tmp_path / "billing" / "plan.graphql"
    folder = card.with_suffix(".cases")
    folder.mkdir(parents=True)
    card.touch()
    for name in ("b.json", "a.json", "a.expect.json", "gone.expect.json", "notes.md"):
        (folder / name).write_text("{}")
    return card


def test_cases_are_found_by_name_and_expectations_are_none(card: Path) -> None:
    assert [(case.key, case.name) for case in cases_of(card)] == [("plan", "a"), ("plan", "b")]
    assert cases_of(card)[0].expectation == card.parent / "plan.cases" / "a.expect.json"
    assert cases_of(card.with_name("other.graphql")) == []


def test_an_expectation_without_a_case_is_stale(card: Path) -> None:
    assert [path.name for path in stale_of(card)] == ["gone.expect.json"]


def test_a_folder_of_cases_without_a_card_is_an_orphan(card: Path) -> None:
    assert list(orphans(card.parent.parent)) == []
    card.unlink()
    assert list(orphans(card.parent.parent)) == [card.with_suffix(".cases")]
    assert list(orphans(card.parent / "nowhere")) == []


def test_a_case_lies_beside_its_card() -> None:
    case = case_file(Path("cards/billing/plan.graphql"), "past-due")
    assert case.path == Path("cards/billing/plan.cases/past-due.json")
    for name in ("", "../x", "a b", "-x", "a.expect", "x" * 64):
        with pytest.raises(CaseError, match="cannot name a case"):
            case_file(Path("plan.graphql"), name)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "is not JSON"),
        (b"\xff{}", "is not JSON in UTF-8"),
        (b"[]", "must hold a JSON object"),
        (b"[" * 100_000, "is not JSON"),
        (b'"' + b"x" * MAX_BYTES + b'"', "must hold a JSON object"),
        (None, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told_and_never_raises_otherwise(
    tmp_path: Path, data: bytes | None, words: str
) -> None:
    path = tmp_path / "case.json"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CaseError, match=words):
        read_json(path)


def test_writing_the_same_again_touches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "case.json"
    assert write_json(path, {"a": "ü"})
    before = path.stat().st_mtime_ns
    assert not write_json(path, {"a": "ü"})
    assert path.stat().st_mtime_ns == before
    assert path.read_text(encoding="utf-8") == '{\n  "a": "ü"\n}\n'
    path.write_text('{ "a":\n  "\\u00fc" }')
    assert not write_json(path, {"a": "ü"})
    assert path.read_text().startswith("{ ")
    for other in ({"a": "u"}, {"a": "ü", "b": 1}, {"b": 1, "a": "ü"}, {"b": 1.0, "a": "ü"}):
        assert write_json(path, other)
