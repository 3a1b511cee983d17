"""The command `aggregator`: the nouns together, and how each of their errors reads.

Exit codes: 0 well, 1 findings or a failure, 2 wrong usage.
"""

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from aggregator.cli.discover import with_commands
from aggregator.cli.failure import explain
from aggregator.cli.program import runnable
from aggregator.cli.terminal import UNLIMITED, err, say
from aggregator.cli.typed import read_as_typed

NAME = "aggregator"

_HELP: dict[str, Any] = {"help_option_names": ["--help", "-h"]}

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
        noun = next((each for each in arguments if not each.startswith("-")), None)
        code = build(noun).main(list(arguments), NAME, standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); Python's own flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        failure = explain(error)
        if failure is None:
            raise
        say(err(), f"{NAME}: {runnable(failure.line)}", "red")
        return failure.code
    return code if isinstance(code, int) else 0


def build(noun: str | None = None) -> TyperGroup:
    """Compose the command: its own options and every noun, or `noun` alone where there is one."""
    terminal = sys.stdout.isatty()
    app = typer.Typer(
        epilog=_EPILOG,
        no_args_is_help=False,
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich" if terminal else None,
        context_settings={
            **_HELP,
            **({} if terminal else {"terminal_width": UNLIMITED}),
        },
    )
    app.callback()(_root)
    group = with_commands(app, noun)
    for command in (group, *group.commands.values()):
        read_as_typed(command.get_params(typer.Context(command, **_HELP)))
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
