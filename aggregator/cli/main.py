"""The command `aggregator`: how it is run, and how each error of its nouns reads.

Exit codes: 0 well, 1 findings or a failure, 2 wrong usage. typer is loaded where it has to read
what was typed: it alone takes longer than to answer what is answered at once (`quick.py`).
"""

import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from aggregator.cli.quick import NAME, quick
from aggregator.cli.terminal.output import err, say

INTERRUPTED = 130

COLLECTIONS = (50_000, 20, 20)
"""How rarely a command looks for garbage: what it loads stays, and looking at it all, over and over
as it grows, took a third of the time in which a service loads a thousand cards."""


def main() -> None:
    """Run the command line and exit."""
    gc.set_threshold(*COLLECTIONS)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        # None where whoever started us closed it (`>&-`).
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a terminal without UTF-8 shows "?" instead
        sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; every failure becomes one line on stderr. Gives the exit code."""
    try:
        code: object = 0
        if not quick(arguments):
            from aggregator.cli.whole import build

            code = build().main(list(arguments), NAME, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); Python's own flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        return told
    return code if isinstance(code, int) else 0


def _told(error: Exception) -> int | None:
    """Print an error that is expected as one line and give its exit code; None for a bug."""
    from typer import Abort

    from aggregator.cli.terminal.failure import FAILED, explain
    from aggregator.cli.terminal.program import runnable

    if isinstance(error, Abort):
        if isinstance(error.__context__, KeyboardInterrupt):
            return INTERRUPTED
        say(err(), f"{NAME}: Stopped: a question was left without a yes or an answer", "red")
        return FAILED
    failure = explain(error)
    if failure is None:
        return None
    say(err(), f"{NAME}: {runnable(failure.line)}", "red")
    return failure.code
