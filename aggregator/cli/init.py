"""`aggregator init`: make a folder with settings and a first card that can be served at once."""

import os
import secrets
import shlex
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.failure import CommandFailed, WrongUsage
from aggregator.cli.program import program
from aggregator.cli.schema import CONNECTOR_FILE, connector_schema_text, schema_text
from aggregator.cli.terminal import out, say
from aggregator.language.files import write_text

ORDER = 11

_EPILOG = """\b
Example:
  aggregator init my-cards --team billing

\b
What it writes:
  aggregator.toml                every setting, with what it means
  cards/TEAM/hello.graphql       a first card
  graphql/schema.graphql         what cards can ask, for editors
  graphql/connector.schema.json  what a connector.yaml can say, for editors
  .graphqlrc.yml                 tells editors where schema and cards are
  .gitignore                     keeps the secrets out of git
  .prettierignore                keeps prettier off cards
  secrets/                       a signing secret and a token, made now
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
) -> None:
    """Make a folder with settings and a first card that can be served at once.

    Nothing is overwritten: where one of its files is there already, it writes none.
    """
    if not team.isascii() or not team.replace("-", "").replace("_", "").isalnum():
        raise WrongUsage("--team is a folder's name. Fix: letters, digits, - and _, as in billing")
    contents = home(team)
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
    run = program(elsewhere=True)
    say(console, "\nNext:", "bold")
    say(console, f"  cd {shlex.quote(str(folder))} && {run} check")
    say(console, f"  {run} serve")
    say(
        console,
        f"  {run} call http://127.0.0.1:8484 --customer you@example.com --keys hello --draw",
    )


def home(team: str) -> Mapping[str, str]:
    """Give the files of a home, by their path in it."""
    return {
        "aggregator.toml": _packaged("aggregator.toml"),
        f"cards/{team}/hello.graphql": _packaged("hello.graphql"),
        "graphql/schema.graphql": schema_text(),
        f"graphql/{CONNECTOR_FILE}": connector_schema_text(),
        ".graphqlrc.yml": _packaged("graphqlrc.yml"),
        ".gitignore": _packaged("gitignore"),
        ".prettierignore": _packaged("prettierignore"),
        "secrets/signing-secret": f"{secrets.token_hex(32)}\n",
        "secrets/token": f"{secrets.token_urlsafe(32)}\n",
    }


def _packaged(name: str) -> str:
    return (files("aggregator.cli") / "home" / name).read_text(encoding="utf-8")


def _write(path: Path, text: str, *, private: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, text, 0o600 if private else 0o666)
