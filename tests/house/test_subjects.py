"""The runner of `make bench` and `make soak`: what it finds, prints, writes and answers."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.support.subjects import Soaked, discover, main, table

PACKAGE = "some_subjects"


@pytest.fixture
def subjects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Write a module into a package of subjects."""
    folder = tmp_path / "path" / PACKAGE
    folder.mkdir(parents=True)
    monkeypatch.syspath_prepend(folder.parent)

    def write(name: str, text: str) -> None:
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
        for module in [each for each in sys.modules if each.startswith(PACKAGE)]:
            monkeypatch.delitem(sys.modules, module)

    write("__init__", "")
    return write


SOAK = """
from tests.support.subjects import Soaked
def run():
    return Soaked("Nothing leaks", [("calls", 100)], {failures})
"""


def test_each_module_is_a_subject_and_nothing_else_lists_it(
    subjects: Callable[[str, str], None],
) -> None:
    for name in ("second", "first", "_private"):
        subjects(name, "def run(): pass")
    assert list(discover(PACKAGE)) == ["first", "second"]


@pytest.mark.parametrize("package", ["tests.benchmarks", "tests.soak"])
def test_every_subject_of_ours_can_be_run(package: str) -> None:
    found = discover(package)
    assert found
    assert all(callable(run) for run in found.values())


def test_a_soak_that_passes_is_written_and_answers_0(
    subjects: Callable[[str, str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subjects("no_leak", SOAK.format(failures="()"))
    assert main(PACKAGE, ["no-leak"], tmp_path / "results") == 0
    page = (tmp_path / "results" / "no-leak.md").read_text()
    assert page.startswith("# Nothing leaks\n\n`make soak ARGS=no_leak`")
    assert "- passed" in page
    assert "| calls | 100 |" in page
    assert "passed" in capsys.readouterr().out


def test_a_soak_that_fails_says_so_and_answers_1(
    subjects: Callable[[str, str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subjects("leak", SOAK.format(failures="['3 connections are left']"))
    assert main(PACKAGE, [], tmp_path) == 1
    assert "FAILED: 3 connections are left" in capsys.readouterr().out
    assert "- FAILED: 3 connections are left" in (tmp_path / "leak.md").read_text()


def test_an_unknown_subject_names_those_there_are(
    subjects: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    subjects("leak", "def run(): raise AssertionError")
    assert main(PACKAGE, ["lead"]) == 2
    assert capsys.readouterr().out == "There is no subject 'lead'. Use one of: leak\n"


def test_a_table_has_its_numbers_under_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    table(("cards", "ms"), [("one", 1.5), ("twenty-five", 12.25)])
    assert capsys.readouterr().out.splitlines() == [
        "cards           ms",
        "one            1.5",
        "twenty-five  12.25",
    ]


def test_a_page_holds_the_day_and_nothing_of_the_machine() -> None:
    page = Soaked("T", [("calls", 1)]).document("t", date(2026, 11, 26))
    assert "last run 2026-11-26" in page
