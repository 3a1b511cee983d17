"""The whole command as a group: only the noun that is asked for is loaded, to run it."""

from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

import aggregator.cli.commands as package
from aggregator.cli.nouns import nouns
from aggregator.cli.terminal.output import UNLIMITED
from aggregator.cli.typed import read_as_typed


class Nouns(TyperGroup):
    """The whole command: a group that knows of each noun what the overview says of it."""

    def __init__(self, **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]  # as typer gives them
        self.commands = {
            noun.name: TyperCommand(noun.name, callback=None, short_help=noun.line)
            for noun in nouns()
        }

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, known, rest = super().resolve_command(ctx, args)
        return name, known and self._loaded(str(known.name)), rest

    def _loaded(self, name: str) -> TyperCommand | TyperGroup:
        app = typer.Typer(add_completion=False, rich_markup_mode=self.rich_markup_mode)
        app.callback()(lambda: None)  # so that it is a group, of one command as well
        import_module(f"{package.__name__}.{name}").add_to(app)
        whole = cast("TyperGroup", get_command(app))
        noun = cast("TyperCommand | TyperGroup", whole.commands[name])
        read_as_typed(noun)
        _tell_whole_lines(noun)
        return noun


def _tell_whole_lines(noun: TyperCommand | TyperGroup) -> None:
    """Let a list of commands say the whole line of each: it is cut to one line else."""
    for command in getattr(noun, "commands", {}).values():
        command.short_help = command.get_short_help_str(UNLIMITED)
        _tell_whole_lines(command)
