"""`aggregator schema`: export the schema that cards are written against, or check the file."""

import difflib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.terminal.failure import CommandFailed
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import err, out, say
from aggregator.cli.terminal.program import runnable

FILE = "schema.graphql"
CONNECTOR_FILE = "connector.schema.json"

ORDER = 60

_EPILOG = """\b
Examples:
  aggregator schema export                    writes graphql/schema.graphql
  aggregator schema export - | less           prints it
  aggregator schema check                     fails where it is stale
  aggregator schema connector                 prints what editors complete a
                                              connector.yaml by

\b
Editors complete cards from this file: .graphqlrc.yml points at it. Commit
it, and a change of the schema is a difference that people can read.
"""

_Target = Annotated[
    Path | None,
    typer.Argument(
        metavar="PATH",
        help="The file. By default schema.graphql in the graphql folder of the settings.",
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    noun = typer.Typer(help="Export the schema that cards are written against, or check the file.")
    noun.command(epilog=_EPILOG)(export)
    noun.command(epilog=_EPILOG)(check)
    noun.command(epilog=_EPILOG)(connector)
    app.add_typer(noun, name="schema", epilog=_EPILOG)


def export(path: _Target = None, config: ConfigOption = None) -> None:
    """Write the schema to a file, layout directives included; PATH - prints it.

    It holds what your own connectors declare in their types.graphql.
    """
    text = _text_of_home(config)
    if path == Path("-"):
        print(text, end="")
        return
    target = path or _default(config)
    if target.is_file() and target.read_text(encoding="utf-8", errors="replace") == text:
        say(out(), f"{target} is up to date")
        return
    from aggregator.language.files import write_text

    target.parent.mkdir(parents=True, exist_ok=True)
    write_text(target, text)
    say(out(), f"{target} written, {text.count(chr(10))} lines")


def check(path: _Target = None, config: ConfigOption = None) -> None:
    """Fail where the file is not the schema as it is now, and show the difference."""
    target = path or _default(config)
    fix = f"aggregator schema export{f' {path}' if path else ''}"
    if not target.is_file():
        raise CommandFailed(f"{target} is not there. Fix: {fix}")
    written = target.read_text(encoding="utf-8", errors="replace").splitlines()
    said = _text_of_home(config).splitlines()
    if written == said:
        say(out(), f"{target} is up to date")
        return
    difference = list(
        difflib.unified_diff(written, said, str(target), "the schema as it is now", lineterm="")
    )
    for line in difference:
        say(out(), line, {"-": "red", "+": "green", "@": "cyan"}.get(line[:1]))
    changed = sum(line[:1] in "+-" and line[:3] not in ("+++", "---") for line in difference)
    raise CommandFailed(f"{target} is stale, {changed} lines differ. Fix: {fix}")


def connector() -> None:
    """Print the JSON Schema of a connector.yaml, for editors; docs/connect.md says how."""
    print(connector_schema_text(), end="")


def connector_schema_text() -> str:
    """Give the JSON Schema of a connector.yaml."""
    from aggregator.connectors.manifest import json_schema

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def schema_text(folders: Sequence[Path] = ()) -> str:
    """Give the schema as SDL, with the layout directives and what connectors declare.

    A connector that is broken, whose types may lack, is told.
    """
    from aggregator.schema.build import sdl
    from aggregator.world import build_world

    world = build_world(folders)
    for key in world.broken:
        say(
            err(),
            runnable(
                f"The connector {key} is broken: what it declares is left out. "
                "Fix: aggregator check says why"
            ),
            "yellow",
        )
    return sdl(world.schema)


def _text_of_home(config: Path | None) -> str:
    from aggregator.settings import load_settings

    return schema_text(load_settings(config, only=("connectors",)).connectors)


def _default(config: Path | None) -> Path:
    from aggregator.settings import load_settings

    return load_settings(config, only=("graphql",)).graphql / FILE
