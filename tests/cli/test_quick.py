"""What is answered at once is what typer would have answered, byte for byte."""

import io
import subprocess
import sys
from collections.abc import Sequence

import pytest

from aggregator.cli.main import run
from aggregator.cli.quick import NAME, quick
from aggregator.cli.whole import build
from aggregator.lint.described import all_descriptions

HELP: Sequence[Sequence[str]] = ([], ["--help"], ["-h"])
QUICK = (["--version"], ["explain"], ["explain", "unknown-path"], ["explain", "row-in-row"])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("arguments", QUICK)
@pytest.mark.parametrize("columns", [None, "40", "120"])
@pytest.mark.parametrize("colours", [False, True])
def test_it_says_what_typer_says_in_any_terminal_and_in_none(
    arguments: Sequence[str], columns: str | None, *, colours: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if not colours:
        monkeypatch.setenv("NO_COLOR", "1")
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)

    def printed(*, at_once: bool) -> str:
        screen = io.StringIO() if columns is None else Terminal()
        with monkeypatch.context() as shown:
            shown.setattr(sys, "stdout", screen)
            if at_once:
                assert quick(arguments)
            else:
                assert not build().main(list(arguments), NAME, standalone_mode=False)
        return screen.getvalue()

    assert printed(at_once=True)
    assert printed(at_once=True) == printed(at_once=False)


@pytest.mark.parametrize("arguments", HELP)
@pytest.mark.parametrize("columns", ["40", "120"])
def test_the_help_is_the_one_of_typer_where_there_is_no_terminal(
    arguments: Sequence[str],
    columns: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert quick(arguments)
    at_once = capsys.readouterr().out
    assert not build().main(list(arguments), NAME, standalone_mode=False)
    assert at_once == capsys.readouterr().out
    assert "--show-completion" in at_once


@pytest.mark.parametrize("arguments", HELP)
def test_a_terminal_is_given_the_help_by_typer(
    arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    assert not quick(arguments)
    assert screen.getvalue() == ""


def test_a_shell_that_asks_what_it_may_complete_is_not_shown_the_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_AGGREGATOR_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "aggregator che")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit, match=r"^0$"):
        run([])
    assert capsys.readouterr().out == "check\n"


def test_each_code_is_explained_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    for code in all_descriptions():
        assert quick(["explain", code])
        assert capsys.readouterr().out.startswith(f"{code} (")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help", "check"],
        ["check", "--help"],
        ["--version", "explain"],
        ["--versoin"],
        ["explain", "--help"],
        ["explain", "--markdown"],
        ["explain", "--", "unknown-path"],
        ["explain", "unknown-pth"],
        ["explain", ""],
        ["explain", "unknown-path", "row-in-row"],
        ["check"],
    ],
)
def test_whatever_else_is_typed_is_left_to_typer(
    arguments: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert not quick(arguments)
    assert capsys.readouterr().out == ""


def test_a_code_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "unknown-pth"]) == 2
    assert "did you mean unknown-path" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [*HELP, *QUICK])
def test_it_loads_neither_typer_nor_rich(arguments: Sequence[str]) -> None:
    script = (
        "import sys\n"
        "from aggregator.cli.main import run\n"
        "assert run(sys.argv[1:]) == 0\n"
        "heavy = {'typer', 'rich', 'click', 'graphql', 'pydantic'} & sys.modules.keys()\n"
        "print(*sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run(  # noqa: S603 -- this interpreter with our own program
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr.split() == []
