"""Values that need no reading reach a command as they were typed; typer reads all others."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer import TyperException

from aggregator.cli.typed import read_as_typed


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@pytest.fixture
def taken() -> list[dict[str, object]]:
    return []


@pytest.fixture
def command(taken: list[dict[str, object]]) -> typer.core.TyperCommand:
    app = typer.Typer(add_completion=False)

    def noun(
        paths: Annotated[list[Path] | None, typer.Argument()] = None,
        name: str | None = None,
        file: Path | None = None,
        colour: Colour = Colour.RED,
        number: Annotated[int, typer.Option(min=1, max=9)] = 5,
        words: Annotated[list[str] | None, typer.Option()] = None,
        loud: bool = False,
    ) -> None:
        taken.append(dict(locals()) | {})

    app.command()(noun)
    made = typer.main.get_command(app)
    assert isinstance(made, typer.core.TyperCommand)
    return made


CALLS = [
    [],
    ["a", "b/c"],
    ["--name", "x", "--file", "y", "--words", "1", "--words", "2", "--loud"],
    ["--colour", "blue", "--number", "7"],
    ["--name", "", "--file", "."],
]


@pytest.mark.parametrize("arguments", CALLS, ids=" ".join)
def test_a_command_gets_what_typer_would_give_it(
    arguments: list[str], command: typer.core.TyperCommand, taken: list[dict[str, object]]
) -> None:
    command.main(arguments, "noun", standalone_mode=False)
    read_as_typed(command)
    command.main(arguments, "noun", standalone_mode=False)
    theirs, ours = taken
    assert ours == theirs
    assert {name: type(value) for name, value in ours.items()} == {
        name: type(value) for name, value in theirs.items()
    }


@pytest.mark.parametrize(
    "arguments", [["--colour", "green"], ["--number", "10"], ["--number", "x"]], ids=" ".join
)
def test_what_is_wrong_is_told_as_ever(
    arguments: list[str], command: typer.core.TyperCommand
) -> None:
    said = []
    for _ in range(2):
        with pytest.raises(TyperException) as wrong:
            command.main(arguments, "noun", standalone_mode=False)
        said.append(wrong.value.format_message())
        read_as_typed(command)
    assert said[0] == said[1]


def test_typer_still_asks_where_it_is_answered(
    command: typer.core.TyperCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were it to ask elsewhere, nothing would be wrong, but every command slow again."""
    read_as_typed(command)
    monkeypatch.setitem(sys.modules, "typer._adapters", None)
    command.main(["a", "--name", "x", "--file", "y", "--loud"], "noun", standalone_mode=False)
