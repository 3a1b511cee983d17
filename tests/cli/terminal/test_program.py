"""What a line printed for copying begins with."""

import sys
from pathlib import Path

import pytest

from aggregator.cli.terminal.program import program, runnable


def script(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


def test_below_the_current_folder_it_is_the_path_from_there(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(nowhere / ".venv/bin/aggregator")
    monkeypatch.setattr(sys, "argv", [".venv/bin/aggregator", "demo"])
    assert program() == ".venv/bin/aggregator"
    assert program(elsewhere=True) == str(nowhere / ".venv/bin/aggregator")


def test_on_the_path_it_is_the_name(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = script(nowhere / "bin/aggregator")
    monkeypatch.setenv("PATH", str(file.parent))
    monkeypatch.setattr(sys, "argv", [str(file)])
    assert program() == program(elsewhere=True) == "aggregator"


def test_anywhere_else_it_is_the_whole_path_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = script(tmp_path / "a folder/aggregator")
    monkeypatch.setattr(sys, "argv", [str(file)])
    assert program() == f"'{file}'"


@pytest.mark.parametrize("started", ["/x/aggregator/__main__.py", "-c", "gone/aggregator"])
def test_started_as_a_module_it_is_this_python(
    started: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [started])
    assert program() == f"{sys.executable} -m aggregator"


def test_a_command_in_a_text_is_as_it_is_typed_here(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(nowhere / ".venv/bin/aggregator")
    monkeypatch.setattr(sys, "argv", [".venv/bin/aggregator"])
    text = "The aggregator is up. Fix: aggregator --help, aggregator check x/aggregator --fast"
    here = text.replace("aggregator --help", ".venv/bin/aggregator --help")
    assert runnable(text) == here.replace("aggregator check", ".venv/bin/aggregator check")
