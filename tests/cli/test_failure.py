"""How each kind of error reads."""

import pytest
import typer

from aggregator.cli.failure import CommandFailed, Failure, WrongUsage, explain
from aggregator.domain.errors import SettingsError


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (CommandFailed("It is stale.\n  Fix: do it again"), ("It is stale. Fix: do it again", 1)),
        (WrongUsage("--a and --b exclude each other"), ("--a and --b exclude each other", 2)),
        (SettingsError("port is\nno number"), ("port is no number", 1)),
        (FileNotFoundError(2, "No such file", "x.toml"), ("x.toml: No such file", 1)),
        (OSError(28, "No space left on device"), ("No space left on device", 1)),
        (OSError("not even a number"), ("not even a number", 1)),
        (typer.BadParameter("not a date"), ("Invalid value: not a date", 2)),
    ],
)
def test_what_is_expected_is_one_line_and_a_code(
    error: Exception, failure: tuple[str, int]
) -> None:
    assert explain(error) == Failure(*failure)


def test_what_is_not_expected_shows_itself() -> None:
    assert explain(ValueError("a bug")) is None
