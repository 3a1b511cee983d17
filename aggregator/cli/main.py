"""The command `aggregator`: the nouns together, and how each of their errors reads.

Exit codes: 0 well, 1 findings or a failure, 2 wrong usage.
"""

import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, cast

import typer
from typer.main import get_command

from aggregator.cli.discover import Nouns
from aggregator.cli.terminal.failure import explain
from aggregator.cli.terminal.output import UNLIMITED, err, say
from aggregator.cli.typed import HELP_OPTIONS, read_as_typed

NAME = "aggregator"

COLLECTIONS = (50_000, 20, 20)
"""How rarely a command looks for garbage: what it loads stays, and looking at it all, over and over
as it grows, took a third of the time in which a service loads a thousand cards."""

_EPILOG = """\b
Begin here:
  aggregator demo                     see it work, on invented data
  aggregator init my-cards            a home for your own cards
  aggregator COMMAND --help           what a command does, with examples

\b
Exit codes: 0 well, 1 findings or a failure, 2 wrong usage.
"""


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
        code = build().main(list(arguments), NAME, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); Python's own flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except typer.Abort as stopped:
        if isinstance(stopped.__context__, KeyboardInterrupt):
            return 130
        say(err(), f"{NAME}: Stopped: a question was left without a yes or an answer", "red")
        return 1
    except Exception as error:
        failure = explain(error)
        if failure is None:
            raise
        from aggregator.cli.terminal.program import runnable

        say(err(), f"{NAME}: {runnable(failure.line)}", "red")
        return failure.code
    return code if isinstance(code, int) else 0


def build() -> Nouns:
    """Compose the command: its own options and every noun."""
    terminal = sys.stdout.isatty()
    app = typer.Typer(
        cls=Nouns,
        epilog=_EPILOG,
        no_args_is_help=False,
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich" if terminal else None,
        context_settings={
            "help_option_names": list(HELP_OPTIONS),
            **({} if terminal else {"terminal_width": UNLIMITED}),
        },
    )
    app.callback()(_root)
    group = cast("Nouns", get_command(app))
    read_as_typed(group)
    return group


def _version(asked: bool) -> None:
    if asked:
        from aggregator.domain.release import release

        print(f"{NAME} {release()}")
        raise typer.Exit


def _root(
    context: typer.Context,
    _: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Plain's customer cards from one GraphQL graph.

    A card is a query file: cards/TEAM/KEY.graphql. When Plain asks for cards, this service reads
    all of your systems at once, with as few calls as possible.
    """
    if context.invoked_subcommand is None:
        print(context.get_help())
