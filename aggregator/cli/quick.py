"""What is answered at once: it needs no typer to be read, and loads next to nothing.

typer defines these commands all the same (`whole.py`, `commands/explain.py`): it writes their help,
and reads whatever is typed otherwise. Both say the same by the same functions.
"""

import os
import sys
from collections.abc import Sequence

from aggregator.cli.cards.explained import explained, overview
from aggregator.domain.release import release

NAME = "aggregator"

_COMPLETING = f"_{NAME.upper()}_COMPLETE"
"""Set by a shell that asks what it may complete: it types nothing else."""


def quick(arguments: Sequence[str]) -> bool:
    """Answer if that can be done at once, and say whether it was."""
    match arguments:
        case ["--version"]:
            print(version())
        case [] | ["--help"] | ["-h"]:
            return helped()
        case ["explain"]:
            overview()
        case ["explain", code]:
            return explained(code)
        case _:
            return False
    return True


def version() -> str:
    """Say which release this is."""
    return f"{NAME} {release()}"


def helped() -> bool:
    """Print the help of the whole command; False where typer has to: a terminal, or its shell."""
    if sys.stdout.isatty() or _COMPLETING in os.environ:
        return False
    from aggregator.cli.overview import plain_overview

    print(plain_overview(NAME))
    return True
