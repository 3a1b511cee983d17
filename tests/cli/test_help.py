"""The help of each command: the same plain lines in a terminal as anywhere, loaded at once."""

import io
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest

from aggregator.cli.main import run
from aggregator.cli.nouns import nouns
from aggregator.cli.whole import build
from tests.support.command import Command

LOADED = """
import sys
from aggregator.cli.main import run
from aggregator.cli.nouns import nouns
sys.stdout.isatty = lambda: True
assert {run([noun.name, "--help"]) for noun in nouns()} == {0}
heavy = {"rich", "asyncio", "pydantic", "graphql", "strawberry", "structlog"} & sys.modules.keys()
print(*sorted(heavy), file=sys.stderr)
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def every_command() -> Iterator[list[str]]:
    """Each command as it is typed, those of groups too."""
    whole = build()
    for noun in nouns():
        loaded = whole.resolve_command(None, [noun.name])[1]
        yield [noun.name]
        yield from ([noun.name, inner] for inner in getattr(loaded, "commands", {}))


def in_a_terminal(arguments: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> str:
    screen = Terminal()
    with monkeypatch.context() as shown:
        shown.setenv("COLUMNS", "80")
        shown.setattr(sys, "stdout", screen)
        assert run([*arguments, "--help"]) == 0
    return screen.getvalue()


def test_no_help_loads_what_only_a_run_needs() -> None:
    done = subprocess.run(  # noqa: S603 -- this interpreter with our own program
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr.split() == []


def test_a_terminal_is_told_what_everybody_is_told(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments in ([], *every_command()):
        anywhere = command(*arguments, "--help").out
        there = in_a_terminal(arguments, monkeypatch)
        assert there.split() == anywhere.split(), arguments
        assert max(map(len, there.splitlines())) <= 80, arguments


def test_an_argument_is_named_as_documents_name_it_without_its_kind_in_python(
    command: Command,
) -> None:
    usages = {}
    for arguments in every_command():
        said = command(*arguments, "--help").out
        usages[" ".join(arguments)] = said.splitlines()[0].split("aggregator ")[1]
        assert not re.search(r"<(str|path|file|int|list\[)|[{}]|\[\[", usages[" ".join(arguments)])
        for line in said.partition("Arguments:\n")[2].partition("\n\n")[0].splitlines():
            assert re.match(r"  [A-Z|=]+  ", line), line
    assert usages["fmt"] == "fmt [OPTIONS] [PATH]..."
    assert usages["preview"] == "preview [OPTIONS] KEY"
    assert usages["replay"] == "replay [OPTIONS] [ID] [KEY]..."
