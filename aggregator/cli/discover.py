"""The commands there are: every module of `commands/`.

Their names, places and lines in the overview are read in their texts: no noun is loaded to show
them all, and only the one that is asked for to run it.
"""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

import aggregator.cli.commands as package
from aggregator.cli.typed import read_as_typed

_ORDER = re.compile(r"(?m)^ORDER = (\d+)$")
_FIRST_LINE = re.compile(r'"""`aggregator [^`]+`: (.+?)(?:""")?\n')


class Nouns(TyperGroup):
    """The whole command: a group that knows of each noun what the overview says of it."""

    def __init__(self, **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]  # as typer gives them
        self.commands = {
            noun.name: TyperCommand(noun.name, callback=None, short_help=noun.line)
            for noun in sorted(_nouns())
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
        return noun


class _Noun(NamedTuple):
    """In the order of the overview."""

    order: int
    name: str
    line: str


def _nouns() -> Iterator[_Noun]:
    for found in pkgutil.iter_modules(package.__path__):
        spec = found.module_finder.find_spec(found.name, None)
        if spec is None or spec.origin is None:
            continue
        text = Path(spec.origin).read_text(encoding="utf-8")
        line, order = _FIRST_LINE.match(text), _ORDER.search(text)
        if line is None or order is None:
            raise ValueError(
                f"{spec.origin} does not say what its command does, or where the overview shows "
                f'it. Fix: begin it with """`aggregator {found.name}`: ... in one line, and say '
                "ORDER = ...; what commands share stands in another room of aggregator/cli"
            )
        yield _Noun(int(order[1]), found.name, line[1][0].upper() + line[1][1:])
