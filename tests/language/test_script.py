"""The Python beside a query, read: what is in it never raises, wherever it breaks it is told."""

import os
from pathlib import Path

import pytest

from aggregator.catalog import Catalog, load_catalog, stamp
from aggregator.language.script import MAX_BYTES, module_name, read_script, types_module, types_path
from aggregator.language.source import SharedFragments, read_card
from aggregator.lint.check import check_cards
from aggregator.lint.check_cache import stamp_of
from tests.support.card_schema import card_schema
from tests.support.python_cards import checked, script, write_card

CODE = script("return Card(customer.name)")


def found(path: Path) -> list[tuple[str, str, int, int]]:
    report = check_cards([path], card_schema(), SharedFragments())
    return [
        (each.code, Path(each.path).name, each.line, each.column) for each in report.diagnostics
    ]


def test_a_card_without_python_beside_it_has_none(tmp_path: Path) -> None:
    write_card(tmp_path, CODE).with_suffix(".py").unlink()
    assert read_script(tmp_path / "card.graphql") is None


def test_a_link_to_python_elsewhere_is_refused_and_one_inside_is_that_file(tmp_path: Path) -> None:
    path = write_card(tmp_path / "cards/team", CODE)
    elsewhere = path.with_suffix(".py").rename(tmp_path / "elsewhere.py")
    path.with_suffix(".py").symlink_to(elsewhere)
    assert found(tmp_path / "cards") == [("refused-link", "card.py", 1, 1)]
    path.with_suffix(".py").unlink()
    (path.parent / "..data").mkdir()
    elsewhere.rename(path.parent / "..data/card.py")
    path.with_suffix(".py").symlink_to("..data/card.py")
    assert found(tmp_path / "cards") == []
    assert list(load(tmp_path / "cards").cards) == ["card"]


@pytest.mark.parametrize(
    ("code", "line", "column"),
    [
        (b"def render(:\n", 1, 12),
        (b"x = 1\nif x\n    y = 2\n", 2, 5),
        (b"def f():\n\treturn 1\n        return 2\n", 3, 1),
        ("é = 'ü' 'x\n".encode(), 1, 9),
        (b"x = 1\0", 1, 1),
        (b"x = " + b"(" * 500, 1, 205),
    ],
)
def test_what_is_not_python_is_told_where(code: bytes, line: int, column: int) -> None:
    (diagnostic,) = checked(code).diagnostics
    assert (diagnostic.code, diagnostic.path) == ("python-syntax", "cards/team/card.py")
    assert diagnostic.line == line
    assert diagnostic.column == column


def test_what_is_not_text_or_too_large_is_told(tmp_path: Path) -> None:
    (diagnostic,) = checked(b"# na\xefve").diagnostics
    assert (diagnostic.code, diagnostic.column) == ("not-utf8", 5)
    (diagnostic,) = checked(b"#" * (MAX_BYTES + 1)).diagnostics
    assert (diagnostic.code, diagnostic.message) == (
        "file-too-large",
        "This file is larger than 64 kB",
    )


def test_what_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_card(tmp_path, CODE)

    def refused(*_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    script_read = read_script(path)
    assert script_read is not None
    assert script_read.problem is not None
    assert script_read.problem.code == "unreadable-file"
    assert script_read.problem.found.message == "This file cannot be read: Permission denied"


def test_names_are_made_of_keys() -> None:
    assert types_module("usage-trend") == "usage_trend_types"
    assert module_name("2-x.y") == "2_x_y"
    assert types_path(Path("cards/a/b-c.graphql")) == Path("cards/a/b_c_types.py")


def test_characters_are_counted_not_bytes() -> None:
    code = CODE.replace("return", "x = '😀ü' and open\n    return")
    (diagnostic,) = checked(code).diagnostics
    line = next(each for each in code.splitlines() if "open" in each)
    assert (diagnostic.code, diagnostic.column) == ("python-not-pure", line.index("open") + 1)
    assert diagnostic.excerpt[diagnostic.column - 1 : diagnostic.end_column - 1] == "open"


def test_python_without_a_query_is_told_and_stops_no_card(tmp_path: Path) -> None:
    write_card(tmp_path / "team", CODE)
    (tmp_path / "team/lonely.py").write_text(CODE)
    (tmp_path / "team/old_types.py").write_text("")
    assert found(tmp_path) == [
        ("python-without-query", "lonely.py", 1, 1),
        ("python-without-query", "old_types.py", 1, 1),
    ]
    assert found(tmp_path / "team/lonely.py") == [("python-without-query", "lonely.py", 1, 1)]
    assert list(load(tmp_path).cards) == ["card"]


def test_the_python_of_a_card_may_be_named_to_check_it(tmp_path: Path) -> None:
    path = write_card(tmp_path / "team", CODE)
    path.with_suffix(".py").write_text("import os\n" + CODE)
    assert found(path.with_suffix(".py")) == [("python-import", "card.py", 1, 8)]


def load(folder: Path, previous: Catalog | None = None) -> Catalog:
    return load_catalog(folder, folder / "graphql", card_schema(), previous=previous)


def test_a_change_of_the_python_or_of_the_types_is_a_change_of_the_folder(tmp_path: Path) -> None:
    path = write_card(tmp_path / "team", CODE)
    for file in (path.with_suffix(".py"), types_path(path)):
        before = stamp(tmp_path, tmp_path)
        assert stamp(tmp_path, tmp_path) == before
        file.write_text(file.read_text() + "\n# more\n")
        assert stamp(tmp_path, tmp_path) != before
        file.unlink()
        assert stamp(tmp_path, tmp_path) != before


def test_what_is_remembered_of_a_card_is_of_its_python_too(tmp_path: Path) -> None:
    path = write_card(tmp_path / "team", CODE)
    seen = {stamp_of(read_card(path, "team", SharedFragments()))}
    path.with_suffix(".py").write_text(CODE + "# more\n")
    seen.add(stamp_of(read_card(path, "team", SharedFragments())))
    types_path(path).unlink()
    seen.add(stamp_of(read_card(path, "team", SharedFragments())))
    types_path(path).write_text("")
    seen.add(stamp_of(read_card(path, "team", SharedFragments())))
    path.with_suffix(".py").unlink()
    seen.add(stamp_of(read_card(path, "team", SharedFragments())))
    assert len(seen) == 5


def test_an_unchanged_card_is_not_run_again_and_a_changed_one_is(tmp_path: Path) -> None:
    path = write_card(tmp_path / "team", CODE)
    first = load(tmp_path)
    assert load(tmp_path, first).cards["card"] is first.cards["card"]
    path.with_suffix(".py").write_text(CODE + "# more\n")
    assert load(tmp_path, first).cards["card"].fingerprint != first.cards["card"].fingerprint
