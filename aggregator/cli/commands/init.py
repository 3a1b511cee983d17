"""`aggregator init`: make a folder with settings and a first card that can be served at once."""

import os
import secrets
import shlex
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.commands.schema import CONNECTOR_FILE, connector_schema_text, schema_text
from aggregator.cli.connectors.first_source import (
    DEMO,
    NO_SOURCE,
    NONE,
    FirstSource,
    ask_source,
    first_source,
)
from aggregator.cli.terminal.credentials import demo_options
from aggregator.cli.terminal.failure import CommandFailed, WrongUsage
from aggregator.cli.terminal.output import out, say
from aggregator.cli.terminal.program import program
from aggregator.language.files import write_text

ORDER = 11

_EPILOG = """\b
Examples:
  aggregator init my-cards                 asks which system comes first
  aggregator init my-cards --source demo   a card answers at once
  aggregator init my-cards --team billing --source stripe

\b
What it writes:
  aggregator.toml                every setting, and what it means
  cards/TEAM/hello.graphql       a first card
  cards/TEAM/FIELD.graphql       one that shows what the source knows
  graphql/schema.graphql         what cards can ask, for editors
  graphql/connector.schema.json  what a connector.yaml can say, for editors
  .graphqlrc.yml                 tells editors where schema and cards are
  .gitignore                     keeps the secrets out of git
  .prettierignore                keeps prettier off cards
  secrets/                       a signing secret and a token, made now

\b
aggregator connectors list tells the systems that can be connected, and
aggregator connectors new begins one that is not there.
"""


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(init)


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder; made where it is not there yet.")
    ],
    team: Annotated[
        str, typer.Option(metavar="NAME", help="The team that owns the first card.")
    ] = "support",
    source: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The system to connect first: a connector, demo for invented ones, or none.",
        ),
    ] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where that system is.")] = None,
) -> None:
    """Make a folder with settings and first cards that can be served at once.

    On a terminal it asks which system to connect, where it is and for its secret. Nothing is
    overwritten: where one of its files is there already, it writes none.
    """
    if not team.isascii() or not team.replace("-", "").replace("_", "").isalnum():
        raise WrongUsage("--team is a folder's name. Fix: letters, digits, - and _, as in billing")
    from aggregator.world import build_world

    asks = sys.stdin.isatty()
    world = build_world()
    chosen = source or (ask_source(world) if asks else NONE)
    first = first_source(chosen, url, world, asks=asks and source is None)
    contents = home(team, first)
    there = [name for name in contents if os.path.lexists(folder / name)]
    if there:
        raise CommandFailed(
            f"{folder / there[0]} is there already and nothing is overwritten. "
            "Fix: another folder, or move it away"
        )
    for name, text in contents.items():
        _write(folder / name, text, private=name.startswith("secrets/"))
    console = out()
    for name in contents:
        say(console, f"  {folder / name}")
    say(console, "\nNext:", "bold")
    for line in _next(folder, first, demo=chosen == DEMO):
        say(console, f"  {line}")


def _next(folder: Path, first: FirstSource, *, demo: bool) -> Iterator[str]:
    from aggregator.demo.personas import ALEX

    run = program(elsewhere=True)
    yield f"cd {shlex.quote(str(folder))} && {run} check"
    yield from first.left
    yield f"{run} {'demo' if demo else 'serve'}"
    key = first.card[0] if first.card else "hello"
    who = str(ALEX.email) if demo else "you@example.com"
    call = ["call", "http://127.0.0.1:8484", "--customer", who, "--keys", key]
    yield f"{run} {shlex.join([*call, *(demo_options() if demo else ()), '--draw'])}"


def home(team: str, first: FirstSource = NO_SOURCE) -> Mapping[str, str]:
    """Give the files of a home, by their path in it."""
    cards = (
        {f"cards/{team}/{key}.graphql": text for key, text in (first.card,)} if first.card else {}
    )
    return {
        "aggregator.toml": _packaged("aggregator.toml") + first.settings,
        f"cards/{team}/hello.graphql": _packaged("hello.graphql"),
        **cards,
        "graphql/schema.graphql": schema_text(),
        f"graphql/{CONNECTOR_FILE}": connector_schema_text(),
        ".graphqlrc.yml": _packaged("graphqlrc.yml"),
        ".gitignore": _packaged("gitignore"),
        ".prettierignore": _packaged("prettierignore"),
        "secrets/signing-secret": f"{secrets.token_hex(32)}\n",
        "secrets/token": f"{secrets.token_urlsafe(32)}\n",
        **first.secrets,
    }


def _packaged(name: str) -> str:
    return (files("aggregator.cli") / "home" / name).read_text(encoding="utf-8")


def _write(path: Path, text: str, *, private: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, text, 0o600 if private else 0o666)
