"""Files that cannot be read are findings at the right place, never exceptions."""

from pathlib import Path

import pytest

from aggregator.language.folder import look_at
from aggregator.language.source import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_TOKENS,
    SharedFragments,
    TextFile,
    read_card,
    read_file,
    read_fragments,
)
from tests.support.cards import card


def read(tmp_path: Path, data: bytes) -> TextFile:
    path = tmp_path / "a.graphql"
    path.write_bytes(data)
    return read_file(path)


def problem(file: TextFile) -> tuple[str, int, int, str]:
    """Return its code, line and column, and the characters it stands under."""
    assert file.problem is not None
    place = file.problem.found.span.place()
    under = place.excerpt[place.column - 1 : place.end_column - 1]
    return file.problem.code, place.line, place.column, under


def test_a_good_file_is_parsed_with_locations(tmp_path: Path) -> None:
    file = read(tmp_path, card("name").encode())
    assert file.problem is None
    assert file.document is not None
    assert file.document.definitions[0].loc is not None


def test_a_byte_order_mark_is_taken_off_and_moves_no_column(tmp_path: Path) -> None:
    assert problem(read(tmp_path, b"\xef\xbb\xbf}")) == ("syntax-error", 1, 1, "}")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "There is nothing in this file"),
        (b"query Q @card(", "The parenthesis that is opened on line 1 is never closed"),
    ],
)
def test_a_file_that_ends_too_soon_says_so(tmp_path: Path, data: bytes, message: str) -> None:
    found = read(tmp_path, data).problem
    assert found is not None
    assert found.found.message == message


def test_what_is_not_utf8_is_found_at_its_byte(tmp_path: Path) -> None:
    code, line, column, _ = problem(read(tmp_path, b"query {\n  a # caf\xe9\n}"))
    assert (code, line, column) == ("not-utf8", 2, 10)


def test_utf16_is_found(tmp_path: Path) -> None:
    assert problem(read(tmp_path, "query { a }".encode("utf-16")))[0] == "not-utf8"


def test_a_file_at_the_cap_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    text = card("name").encode()
    assert read(tmp_path, text + b" " * (MAX_BYTES - len(text))).problem is None
    code, *_ = problem(read(tmp_path, text + b" " * (MAX_BYTES - len(text) + 1)))
    assert code == "file-too-large"


def test_too_many_words_are_found(tmp_path: Path) -> None:
    code, *_ = problem(read(tmp_path, b"{" + b"a " * MAX_TOKENS + b"}"))
    assert code == "file-too-large"


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 150, 5_000])
def test_nesting_too_deep_is_found(tmp_path: Path, depth: int) -> None:
    assert problem(read(tmp_path, b"{a" * depth + b"}" * depth))[0] == "too-deep"


@pytest.mark.parametrize("opening", [b"[", b"{a:"])
def test_values_nested_too_deep_are_found(tmp_path: Path, opening: bytes) -> None:
    closing = b"]" if opening == b"[" else b"}"
    text = b"{ a(b: " + opening * 60 + b"1" + closing * 60 + b") }"
    assert problem(read(tmp_path, text))[0] == "too-deep"


def test_the_deepest_allowed_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, b"{a" * MAX_DEPTH + b"}" * MAX_DEPTH).problem is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("query { a b: }", ("syntax-error", 1, 12, ":")),
        ("query {\n  a(b: 'x')\n}", ("syntax-error", 2, 8, "'x'")),
        ("qurey X { a }", ("syntax-error", 1, 1, "qurey")),
        ('query { a(b: "x) }', ("syntax-error", 1, 14, '"x')),
        ("", ("syntax-error", 1, 1, "")),
    ],
)
def test_syntax_errors_stand_under_the_whole_word(
    tmp_path: Path, text: str, place: tuple[str, int, int, str]
) -> None:
    assert problem(read(tmp_path, text.encode())) == place


def test_a_brace_that_is_never_closed_is_found_where_it_is_opened(tmp_path: Path) -> None:
    code, line, column, _ = problem(read(tmp_path, b"query {\n  customer {\n    name\n\n\n"))
    assert (code, line, column) == ("syntax-error", 2, 12)


def test_a_misspelt_keyword_is_suggested(tmp_path: Path) -> None:
    file = read(tmp_path, b"qurey X { a }")
    assert file.problem is not None
    assert file.problem.found.did_you_mean == ("query",)


def test_a_file_that_is_not_there_or_is_a_folder_is_found(tmp_path: Path) -> None:
    assert problem(read_file(tmp_path / "missing.graphql"))[0] == "unreadable-file"
    assert problem(read_file(tmp_path))[0] == "unreadable-file"


def test_a_card_knows_its_key_its_team_and_the_fragments_it_uses(tmp_path: Path) -> None:
    (tmp_path / "fragments").mkdir()
    fragments = "fragment A on Customer { ...B }\nfragment B on Customer { name }"
    (tmp_path / "fragments/ab.graphql").write_text(fragments)
    (tmp_path / "fragments/c.graphql").write_text("fragment C on Customer { name }")
    path = tmp_path / "plan-details.graphql"
    path.write_text(card("...A ...Own") + " fragment Own on Customer { email }")
    source = read_card(path, "billing", read_fragments(tmp_path / "fragments"))
    assert (source.key, source.team) == ("plan-details", "billing")
    assert set(source.fragments) == {"A", "B", "Own"}
    assert {node.name.value for node in source.shared} == {"A", "B"}


def test_two_shared_fragments_of_one_name_are_found_with_both_files(tmp_path: Path) -> None:
    (tmp_path / "a.graphql").write_text("fragment A on Customer { name }")
    (tmp_path / "b.graphql").write_text("fragment A on Customer { name }")
    (found,) = read_fragments(tmp_path).problems
    assert found.code == "duplicate-fragment"
    assert found.found.span.path.endswith("b.graphql")
    assert "a.graphql" in found.found.message


def test_a_query_among_shared_fragments_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.graphql").write_text("query { a }\nfragment A on Customer { name }")
    shared = read_fragments(tmp_path)
    assert [found.code for found in shared.problems] == ["not-a-fragment"]
    assert list(shared.by_name) == ["A"]


def test_no_folder_of_fragments_is_no_fragments(tmp_path: Path) -> None:
    assert read_fragments(tmp_path / "missing") == SharedFragments()


def test_a_name_that_is_not_utf8_can_be_written_down(tmp_path: Path) -> None:
    path = Path(str(tmp_path) + "/caf\udce9.graphql")
    path.write_text(card("name"))
    source = read_card(path, "team", SharedFragments())
    source.key.encode()
    source.file.source.name.encode()


def test_folders_of_cases_hold_no_cards(tmp_path: Path) -> None:
    for name in ("billing/plan.graphql", "billing/plan.cases/x.graphql", "a.cases/y.graphql"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('query Q @card(title: "T") { customer { name @text } }')
    assert [(card.path.name, card.team) for card in look_at(tmp_path).cards] == [
        ("plan.graphql", "billing")
    ]
