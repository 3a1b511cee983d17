"""The whole command: help, how errors read, exit codes, and streams that are no terminal."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from aggregator.cli import main
from aggregator.cli.commands import check
from aggregator.domain.release import release
from tests.support.command import SECONDS, Command, ended, program

WRAPPED = re.compile(r"(?m)^  (-.*\S  +| {18,})\S.*\n {20,}\S")
NOUNS = ("demo", "init", "check", "serve", "call", "query", "schema")


def test_without_a_command_it_shows_what_there_is_and_where_to_begin(command: Command) -> None:
    done = command()
    assert done.code == 0
    assert done.out == command("--help").out == command("-h").out
    for noun in NOUNS:
        assert re.search(rf"^  {noun}  +\S", done.out, re.MULTILINE)
    assert "aggregator demo  " in done.out.split("Begin here:")[1]
    assert done.err == ""


@pytest.mark.parametrize("noun", [*NOUNS, "schema export", "schema check"])
def test_each_help_says_what_it_does_with_examples_and_wraps_nothing(
    noun: str, command: Command
) -> None:
    done = command(*noun.split(), "--help")
    assert done.code == 0
    usage, _, said = done.out.partition("\n\n")
    assert usage.startswith(f"Usage: aggregator {noun} [OPTIONS]")
    assert re.search(r"^  Examples?:\n    aggregator ", said, re.MULTILINE)
    # An option's help is one line, however long: beside the option or below it.
    assert not WRAPPED.search(said.partition("Options:\n")[2])
    assert "\x1b" not in done.out


def each_help(command: Command, *words: str) -> Iterator[str]:
    said = command(*words, "--help").out
    yield said
    listed = said.partition("\nCommands:\n")[2].partition("\n\n")[0]
    for noun in re.findall(r"(?m)^  ([a-z]+)  ", listed):
        yield from each_help(command, *words, noun)


def test_what_follows_the_options_fits_a_terminal_of_80_columns(command: Command) -> None:
    # A terminal shows it with a margin of one at each side, and would wrap what is longer.
    seen = list(each_help(command))
    assert len(seen) > len(NOUNS)
    options = r"(?m)^  -h, --help .*(\n\nCommands:\n(  .*\n)+)?"
    after = [re.split(options, said)[-1] for said in seen]
    assert [line for said in after for line in said.splitlines() if len(line) > 78] == []


def test_the_version_is_the_installed_ones(command: Command) -> None:
    assert command("--version").out == f"aggregator {release()}\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("chek", "No such command 'chek'. Did you mean 'check', 'schema'? Fix: aggregator --help"),
        ("--colour", "No such option: --colour"),
        (
            "check --formt json",
            "No such option: --formt (Possible options: --format). Fix: aggregator check --",
        ),
        ("call", "Missing argument 'URL'"),
        ("call localhost:1", "Missing option '--keys'"),
        ("demo --port http", "Invalid value for '--port': Input should be a valid integer"),
        ("demo --customers 3", "Input should be greater than or equal to 9"),
        ("check --format xml", "'--format': 'xml' is not one of 'text', 'json'"),
        ("schema exprot", "No such command 'exprot'. Did you mean 'export'?"),
    ],
)
def test_wrong_usage_is_one_line_with_the_way_to_help_and_code_2(
    typed: str, said: str, command: Command
) -> None:
    done = command(*typed.split())
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert done.err.startswith("aggregator: ")
    assert said in done.err
    assert re.search(r"Fix: aggregator [a-z ]*--help shows how\n$", done.err)


def test_a_bug_of_ours_is_not_dressed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(app: typer.Typer) -> None:
        @app.command("check")
        def check() -> None:
            raise ZeroDivisionError("a bug")

    monkeypatch.setattr(check, "add_to", broken)
    with pytest.raises(ZeroDivisionError, match="a bug"):
        main.run(["check"])


def test_an_interrupt_is_130_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(app: typer.Typer) -> None:
        @app.command("check")
        def check() -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(check, "add_to", interrupted)
    assert main.run(["check"]) == 130


def test_a_reader_that_leaves_early_is_no_error(nowhere: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "aggregator", "schema", "export", "-"],
        cwd=nowhere,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


def test_closed_streams_are_no_error(nowhere: Path) -> None:
    shell = shutil.which("sh")
    assert shell
    script = f'"{sys.executable}" -m aggregator schema export >&- 2>&-'
    done = subprocess.run(  # noqa: S603 our own line
        [shell, "-c", script], cwd=nowhere, check=False, timeout=SECONDS
    )
    assert done.returncode == 0
    assert (nowhere / "graphql/schema.graphql").is_file()


def test_it_runs_as_a_module_and_fails_with_its_code(nowhere: Path) -> None:
    with program("query", "absent.graphql", cwd=nowhere) as process:
        done = ended(process)
    assert done.code == 2
    assert done.err == (
        "aggregator: absent.graphql is not there. Fix: a GraphQL file, or - for stdin\n"
    )


def test_what_a_terminal_cannot_show_is_a_question_mark(nowhere: Path) -> None:
    with program("check", "\u00fc", cwd=nowhere, environ={"PYTHONIOENCODING": "ascii"}) as process:
        done = ended(process)
    assert "Traceback" not in done.err
    assert "?" in done.out + done.err
