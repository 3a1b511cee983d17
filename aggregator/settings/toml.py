"""Reads a TOML file; a mistake in it is told by its place and cause, never with its text."""

import re
import tomllib
from pathlib import Path
from typing import Any

from aggregator.domain.errors import SettingsError

_NO_VALUE = "Expected '=' after"
_CAUSES = (
    (
        "Cannot (declare|overwrite|mutate|redefine)|Duplicate",
        "a name or a table is there twice. Fix: keep one",
    ),
    (
        "Invalid value",
        "a value is neither a number, true or false, nor in quotes. Fix: quotes around text",
    ),
    (
        'Unterminated string|Illegal character|Expected "\'"',
        "a quote is opened and not closed on its line. Fix: close it",
    ),
    (
        "Unescaped '\\\\'|Invalid hex|Escaped character",
        "a backslash stands in double quotes. Fix: write two, or use single quotes",
    ),
    (_NO_VALUE, 'a name has no value. Fix: name = "value"'),
    (
        "Expected newline",
        "something stands behind the value. Fix: one setting a line, text in quotes",
    ),
    ("Unclosed|Expected ']'", "a bracket or brace is not closed. Fix: close it"),
    (
        "Invalid statement|Invalid initial character",
        'this is neither a setting nor a table. Fix: name = "value", [table], or # in front',
    ),
    ("Invalid date", "this is no date. Fix: text stands in quotes"),
)
"""What the parser says, and the cause in words that quote nothing: the text may be a secret."""


class NotToml(SettingsError):
    """The file is not TOML; `line` and `column` from 1, 0 where the parser does not say."""

    def __init__(self, message: str, file: Path, line: int, column: int) -> None:
        super().__init__(message, file=str(file))
        self.line = line
        self.column = column


def read_toml(file: Path) -> dict[str, Any]:
    """Give what the file says. SettingsError, in one line, when it cannot be read."""
    text = ""
    try:
        text = file.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, _, place = str(error).partition(" (at ")
        at = re.fullmatch(r"line (\d+), column (\d+)\)", place)
        line, column = (int(at[1]), int(at[2])) if at else (0, 0)
        if said == "Invalid value" and _nothing_at(text, line, column):
            said = _NO_VALUE
        causes = [words for pattern, words in _CAUSES if re.match(pattern, said)]
        cause = causes[0] if causes else "Fix: correct that line"
        where = f" at {place.rstrip(')')}" if place else ""
        message = f"{file} is not valid TOML{where}: {cause}.".replace(": Fix", ". Fix")
        raise NotToml(message, file, line, column) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The settings file {file} cannot be read ({type(error).__name__}). "
            "Fix: --config or AGGREGATOR_CONFIG names a UTF-8 file that is there.",
            file=str(file),
        ) from None


def _nothing_at(text: str, line: int, column: int) -> bool:
    """Tell whether the rest of a line is blank or a comment."""
    rest = text.split("\n")[line - 1][max(column - 1, 0) :] if line else ""
    return not rest.partition("#")[0].strip()
