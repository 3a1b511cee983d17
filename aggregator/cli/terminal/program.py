"""How this program was started: what a command printed for copying begins with."""

import pkgutil
import re
import shlex
import shutil
import sys
from pathlib import Path

_COMMANDS = Path(__file__).parents[1] / "commands"
_ITS_OWN = ("--help", "--version")
_NAMED = re.compile(r"(?<![\w./-])aggregator (?=(-{0,2}[a-z]+)\b)")


def runnable(text: str) -> str:
    """Give `text` with each command of `aggregator` in it as it is typed here."""
    run = program()
    if run == "aggregator" or "aggregator " not in text:
        return text
    nouns = {found.name for found in pkgutil.iter_modules([str(_COMMANDS)])}
    return _NAMED.sub(lambda it: f"{run} " if it[1] in nouns or it[1] in _ITS_OWN else it[0], text)


def program(*, elsewhere: bool = False) -> str:
    """Give the shortest text that starts this program again, quoted for the shell.

    From the current folder, or from any other one when it is typed `elsewhere`.
    """
    started = Path(sys.argv[0])
    if started.name == "__main__.py" or not started.is_file():
        return f"{shlex.quote(sys.executable)} -m aggregator"
    on_path = shutil.which(started.name)
    if on_path and Path(on_path).absolute() == started.absolute():
        return shlex.quote(started.name)
    whole = started.absolute()
    here = not elsewhere and whole.is_relative_to(Path.cwd())
    return shlex.quote(str(whole.relative_to(Path.cwd()) if here else whole))
