"""Output for people in a terminal, and for anything else."""

import json
import os
import pty
import sys

import pytest
from rich.table import Table
from rich.text import Text

from aggregator.cli.terminal.output import err, out, say, step

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


HOSTILE = "a\x1b[2Jb\x9b31mc\u202ed\u2066e\x07\x08f\rg\x00h"
"""It would clear the screen, colour the rest, turn it round, ring, and write over the line."""


def test_what_others_wrote_never_steers_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = Table(HOSTILE)
    table.add_row(Text(HOSTILE, "red"))
    say(out(), HOSTILE)
    out().print(table)
    step(HOSTILE)
    captured = capsys.readouterr()
    for line in (captured.out + captured.err).splitlines():
        assert not any(letter < " " or letter in "\x7f\x9b\u202e\u2066" for letter in line)
    assert "a\\u001b[2Jb\\u009b31mc\\u202ed\\u2066e" in captured.out.splitlines()[0]


def test_in_a_terminal_only_our_own_colours_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", 0), os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        say(err(), "a\x1b]0;title\x9c", "red")
        shown = os.read(ours, 4096).decode()
    assert shown == "\x1b[31ma\\u001b]0;title\\u009c\x1b[0m\r\n"


def test_json_that_is_printed_still_says_what_it_said(capsys: pytest.CaptureFixture[str]) -> None:
    said = {"name": "\x9b\u202e\x7f\u2028Ann 😀"}
    say(out(), json.dumps(said, ensure_ascii=False))
    assert json.loads(capsys.readouterr().out) == said
