"""The whole command, composed by typer: its own options and every noun."""

import sys
from typing import Annotated, cast

import typer
from typer.main import get_command

from aggregator.cli.discover import Nouns
from aggregator.cli.overview import ABOUT, EPILOG, OPTIONS
from aggregator.cli.quick import version
from aggregator.cli.terminal.output import UNLIMITED
from aggregator.cli.typed import HELP_OPTIONS, read_as_typed


def build() -> Nouns:
    """Compose the command: its own options and every noun."""
    terminal = sys.stdout.isatty()
    app = typer.Typer(
        cls=Nouns,
        help=ABOUT,
        epilog=EPILOG,
        no_args_is_help=False,
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # rich takes twice as long to load as all else there is to help
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
        print(version())
        raise typer.Exit


def _root(
    context: typer.Context,
    _: Annotated[
        bool,
        typer.Option("--version", help=OPTIONS["--version"], callback=_version, is_eager=True),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())
