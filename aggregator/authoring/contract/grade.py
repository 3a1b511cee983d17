"""What a connector's checks come to, in a letter; kept in its folder for those who only look.

| grade | says |
|---|---|
| A | every check passes, and all is proven on a server that nobody here wrote |
| B | every check passes, of a fake of the system, or with recorded replies to each lookup |
| C | nothing fails, but only its own declaration was asked, or a lookup could not be tested |
| D | a check fails |
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from aggregator.kept import digest
from aggregator.language.files import write_text

GRADE: Final = "grade.json"

Letter = Literal["A", "B", "C", "D"]
LETTERS: tuple[Letter, ...] = get_args(Letter)


@dataclass(frozen=True, slots=True)
class ConnectorGrade:
    """A letter, and what was asked: a server by its name, a fake, what was recorded, or nothing."""

    letter: Letter
    against: str


def grade_text(grade: ConnectorGrade, folder: Path) -> str:
    """Write a grade, sealed with what the folder holds: it holds for nothing else."""
    seal = _seal(folder, grade)
    held = {"grade": grade.letter, "against": grade.against, "seal": seal}
    return json.dumps(held, indent=2, ensure_ascii=False) + "\n"


def kept_grade(folder: Path | None) -> ConnectorGrade | None:
    """Read the grade in a folder; None: it was not tested, or not as it is now."""
    if folder is None:
        return None
    with suppress(OSError, ValueError, KeyError, TypeError):
        read: Mapping[str, str] = json.loads((folder / GRADE).read_text(encoding="utf-8"))
        letter = next(each for each in LETTERS if each == read["grade"])
        grade = ConnectorGrade(letter, read["against"])
        if read["seal"] == _seal(folder, grade):
            return grade
    return None


def keep_grade(grade: ConnectorGrade, folder: Path) -> None:
    """Write the grade into the folder; where that cannot be, it is told anew each time."""
    with suppress(OSError):
        write_text(folder / GRADE, grade_text(grade, folder))


def _seal(folder: Path, grade: ConnectorGrade) -> str:
    """Hash what the grade is of; ends of lines are of no account, as git may change them."""
    parts = [grade.letter, grade.against]
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.name != GRADE and not file.name.startswith("."):
            parts += [file.name, file.read_text(encoding="utf-8")]
    return digest(*parts)
