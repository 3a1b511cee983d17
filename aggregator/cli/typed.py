"""How what is typed is named, and read: without pydantic where nothing has to be converted.

typer reads every value through pydantic, which takes longer to load than many a command to run, be
it a text that stays one. Here a value that already is what the command takes goes to it as it is;
whatever else it is, typer reads as ever.
"""

import os
from pathlib import Path
from typing import Any, get_args, get_origin

from typer import Context
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

HELP_OPTIONS = ("--help", "-h")

_SLOT = "_runtime_param"
"""Where typer looks for what reads a value; were it named otherwise, typer would read them all."""

_KIND_SHOWN, _IN_USAGE = "display_type_rich", "_usage_display_name"
"""What typer asks an argument for its help; were they named otherwise, it would say it its way."""


def read_as_typed(command: TyperCommand | TyperGroup) -> None:
    """Let the parameters of a command, and of those in it, be read like this."""
    for parameter in command.get_params(Context(command, help_option_names=list(HELP_OPTIONS))):
        if isinstance(parameter, TyperArgument | TyperOption):
            setattr(parameter, _SLOT, _AsTyped(parameter))
        if isinstance(parameter, TyperArgument):
            _name_plainly(parameter)
    for inner in getattr(command, "commands", {}).values():
        read_as_typed(inner)


def _name_plainly(argument: TyperArgument) -> None:
    """Let the help say `KEY` and `[PATH]...`, where typer says `{KEY}` and `PATH <list[Path]>`."""
    setattr(argument, _KIND_SHOWN, lambda **_: None)
    if argument.required:
        many = "" if argument.nargs == 1 else "..."
        setattr(argument, _IN_USAGE, lambda: f"{argument.display_name_raw}{many}")


class _AsTyped:
    """Reads the values of one parameter."""

    def __init__(self, parameter: TyperArgument | TyperOption) -> None:
        annotation: Any = parameter.type_descriptor.annotation
        self._parameter = parameter
        self._many = parameter.multiple or parameter.nargs == -1
        self._kind: Any = get_args(annotation)[0] if get_origin(annotation) is list else annotation

    def coerce(self, value: Any, param: Any, ctx: Context) -> Any:
        if value is None:
            return () if self._many else None
        given = list(value) if self._many and isinstance(value, tuple | list) else [value]
        if all(map(self._is_fine, given)):
            read = [self._kind(each) for each in given]
            return read if self._many else read[0]
        setattr(self._parameter, _SLOT, None)
        return self._parameter.get_runtime_param().coerce(value, param=param, ctx=ctx)

    def _is_fine(self, value: object) -> bool:
        """Tell whether a value needs no reading: it is of its kind, or text for a text or path."""
        if type(value) is self._kind:
            return True
        if not isinstance(value, str) or not value.isprintable():
            return False
        return self._kind is str or (self._kind is Path and _open_to_us(value))


def _open_to_us(path: str) -> bool:
    """Tell whether typer has nothing to say of a path: it is not there, or it can be read."""
    return not os.path.lexists(path) or os.access(path, os.R_OK)
