"""docs/local-plain.md says what is so."""

import asyncio
import re
import shlex
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from aggregator.simulator.instances import ErrorDetail
from aggregator.simulator.unpublished import Unpublished, meanings
from tests.support.command import Command
from tests.support.local_plain import Server

PAGE = (Path(__file__).parents[2] / "docs" / "local-plain.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = sorted(
    {
        line.removeprefix("$ ").split(" | ")[0]
        for _, block in BLOCKS
        for line in block.splitlines()
        if line.removeprefix("$ ").startswith("aggregator ")
    }
)


def test_every_setting_that_plain_leaves_open_is_there_with_its_meaning() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert dict(rows) == meanings()
    assert [name for name, _ in rows] == [it.name for it in fields(Unpublished)]


def test_every_error_is_there_by_plains_name() -> None:
    names = re.findall(r"^\| `([A-Z]\w+)", PAGE, re.MULTILINE)
    assert names == [kind.__name__ for kind in get_args(ErrorDetail)]


def test_there_are_commands_to_hold_to_the_program() -> None:
    assert len(COMMANDS) >= 4


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_that_is_shown_exists_with_its_options(command: Command, line: str) -> None:
    _, noun, verb, *rest = shlex.split(line)
    told = command(noun, verb, "--help")
    assert told.code == 0
    for word in rest:
        if word.startswith("--"):
            assert re.search(rf"(?<![\w-]){word}(?![\w-])", told.out), word


def test_the_program_that_is_shown_runs_as_it_is() -> None:
    (program,) = (block for language, block in BLOCKS if language == "python")
    defined: dict[str, Any] = {}
    exec(program, defined)  # noqa: S102 our own page
    server = Server()
    transport = httpx.MockTransport(server)
    first, later = asyncio.run(defined["an_hour_later"](transport))
    assert first == later  # a day is the config's default
    assert server.asked == [["plan"]]
