"""The commands there are: every module of this package with `ORDER` and `add_to(app)`.

Which they are is read in their text: the parts that commands share are not loaded to show them.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import cast

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_command_name

import aggregator.cli as package


def with_commands(app: typer.Typer, wanted: str | None = None) -> TyperGroup:
    """Give `app` as a command with every noun, in their order; typer alone puts groups last.

    Where `wanted` is a noun, with that one alone: the others' files need not be loaded to run it.
    """
    nouns = list(_nouns(wanted)) if wanted else []
    names: list[str] = []
    for module in sorted(nouns or _nouns(), key=lambda module: (module.ORDER, module.__name__)):
        commands, groups = len(app.registered_commands), len(app.registered_groups)
        module.add_to(app)
        names += (
            command.name or get_command_name(command.callback.__name__)
            for command in app.registered_commands[commands:]
            if command.callback is not None
        )
        names += (str(group.name) for group in app.registered_groups[groups:])
    whole = cast("TyperGroup", get_command(app))  # an app with a callback is a group
    whole.commands = {name: whole.commands[name] for name in names}
    return whole


def _nouns(wanted: str | None = None) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__):
        if wanted in (None, found.name) and _adds(found):
            yield import_module(f"{package.__name__}.{found.name}")


def _adds(found: pkgutil.ModuleInfo) -> bool:
    """Tell by its text whether a module has `add_to`; a folder has none."""
    spec = found.module_finder.find_spec(found.name, None)
    if spec is None or spec.origin is None or found.ispkg:
        return False
    return b"\ndef add_to(" in Path(spec.origin).read_bytes()
