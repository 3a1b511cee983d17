"""Output for people in a terminal, and for anything else."""

import os
import pty
import sys

import pytest

from aggregator.cli.terminal import err, out, say, step

LONG = "a line [bold]as it is[/bold] :smile: " * 40


def test_what_is_no_terminal_gets_each_line_whole_and_plain(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    say(out(), LONG, "bold red")
    out().print("x" * 500)
    step("a step")
    captured = capsys.readouterr()
    assert captured.out == f"{LONG}\n{'x' * 500}\n"
    assert captured.err == "a step\n"


def test_a_terminal_gets_colours_and_lines_that_can_be_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", 0), os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        say(err(), "x" * 300, "red")
        shown = os.read(ours, 4096).decode()
    assert shown == f"\x1b[31m{'x' * 300}\x1b[0m\r\n"
