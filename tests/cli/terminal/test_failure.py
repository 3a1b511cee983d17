"""How each kind of error reads."""

import pytest
import typer

from aggregator.cli.terminal.failure import CommandFailed, FailureLine, WrongUsage, explain
from aggregator.domain.errors import SettingsError, SourceMalformed


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (CommandFailed("It is stale.\n  Fix: do it again"), ("It is stale. Fix: do it again", 1)),
        (WrongUsage("--a and --b exclude each other"), ("--a and --b exclude each other", 2)),
        (SourceMalformed("crm", "it is\nno JSON"), ("it is no JSON", 1)),
        (FileNotFoundError(2, "No such file", "x.toml"), ("x.toml: No such file", 1)),
        (OSError(28, "No space left on device"), ("No space left on device", 1)),
        (OSError("not even a number"), ("not even a number", 1)),
        (typer.BadParameter("not a date"), ("Invalid value: not a date", 2)),
    ],
)
def test_what_is_expected_is_one_line_and_a_code(
    error: Exception, failure: tuple[str, int]
) -> None:
    assert explain(error) == FailureLine(*failure)


def test_what_is_not_expected_shows_itself() -> None:
    assert explain(ValueError("a bug")) is None


def test_of_several_wrong_settings_each_has_a_line() -> None:
    failure = explain(SettingsError("2 settings are wrong.\nport: no\nhost: no"))
    assert failure == FailureLine("2 settings are wrong.\n  port: no\n  host: no", 1)
