"""Errors as people read them: one line with what is wrong and the fix, and an exit code."""

from dataclasses import dataclass

from typer import TyperException

from aggregator.domain.errors import AggregatorError, SettingsError

FAILED, USAGE = 1, 2


@dataclass(frozen=True, slots=True)
class FailureLine:
    """`line` is one line, but for several wrong settings; `code` the exit code."""

    line: str
    code: int


class CommandFailed(Exception):
    """A command cannot do what it was asked; the message says why and the fix."""


class WrongUsage(Exception):
    """What was typed does not go together; the message says why and the fix."""


def explain(error: Exception) -> FailureLine | None:
    """Give the line for an error that is expected; None for a bug, which must show itself."""
    if isinstance(error, TyperException):
        return FailureLine(_one_line(_usage(error)), error.exit_code)
    if isinstance(error, WrongUsage):
        return FailureLine(_one_line(str(error)), USAGE)
    if isinstance(error, SettingsError):  # each that is wrong has a line
        return FailureLine("\n  ".join(map(_one_line, error.message.splitlines())), FAILED)
    if isinstance(error, AggregatorError | CommandFailed):
        return FailureLine(_one_line(str(error)), FAILED)
    if isinstance(error, OSError):
        named = f"{error.filename}: " if error.filename else ""
        return FailureLine(_one_line(f"{named}{error.strerror or error}"), FAILED)
    return None


def _usage(error: TyperException) -> str:
    said = error.format_message().replace("Value error, ", "").rstrip(".")
    context = getattr(error, "ctx", None)
    if context is None:
        return said
    end = "" if said.endswith("?") else "."
    return f"{said}{end} Fix: {context.command_path} --help shows how"


def _one_line(text: str) -> str:
    return " ".join(text.split())
