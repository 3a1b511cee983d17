"""`aggregator codeowners`: write GitHub's CODEOWNERS from the teams' folders and the settings."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli.terminal.failure import FAILED, WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import err, out, say
from aggregator.cli.terminal.program import runnable

ORDER = 29

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks, in its order."""

_EPILOG = """\b
Examples:
  aggregator codeowners                     prints the lines
  aggregator codeowners --check             fails where it differs, for CI
  aggregator codeowners --write .github/CODEOWNERS
                                            other lines stay there

\b
In the settings:
  teams.billing.owners = ["@my-company/billing"]
"""


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(codeowners)


def codeowners(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail where the file is not so.")
    ] = False,
    write: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The file; with --check where to look instead."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write GitHub's CODEOWNERS from the teams' folders and the settings' teams.NAME.owners.

    Only the lines between its two marks are its own.
    """
    from aggregator.authoring.owners import put, section
    from aggregator.settings import load_settings

    settings = load_settings(config, only=("cards", "teams", "workspaces"))
    folders = list(
        dict.fromkeys([settings.cards, *(it.cards for it in settings.workspaces.values())])
    )
    root = _root(folders)
    owners = {team: each.owners for team, each in settings.teams.items()}
    wanted = section(folders, root, owners)
    _tell(folders, [team for team, names in owners.items() if names])
    if not check and write is None:
        print(wanted, end="")
        return
    file = write or next((it for it in map(root.joinpath, PLACES) if it.is_file()), None)
    if file is None:
        raise WrongUsage(f"There is no {PLACES[0]}. Fix: aggregator codeowners --write {PLACES[0]}")
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    changed = put(wanted, text)
    if check:
        if changed != text:
            say(
                out(),
                runnable(f"{file} would be changed. Fix: aggregator codeowners --write {file}"),
            )
            raise typer.Exit(FAILED)
        return
    from aggregator.language.files import write_text

    file.parent.mkdir(parents=True, exist_ok=True)
    write_text(file, changed)
    say(out(), f"{file} written" if changed != text else f"{file} is so already")


def _root(folders: Sequence[Path]) -> Path:
    """Find the repository that all the folders are in; without one, the current folder."""
    first = folders[0].resolve()
    root = next((it for it in first.parents if (it / ".git").exists()), Path.cwd().resolve())
    for folder in folders:
        if not folder.resolve().is_relative_to(root):
            raise WrongUsage(f"{folder} is not in {root}. Fix: run it in the cards' repository")
    return root


def _tell(folders: Iterable[Path], owned: Iterable[str]) -> None:
    """Say which folders nobody owns, and which owners have no folder."""
    from aggregator.authoring.scaffold.names import known_teams, slip_of

    known = {team for folder in folders for team in known_teams(folder)}
    owned = set(owned)
    for team in sorted(known - owned):
        say(err(), f'{team} has no owners. Fix: [teams.{team}] owners = ["@my-company/{team}"]')
    for team in sorted(owned - known):
        slip = slip_of(team, known)
        fix = f'Did you mean "{slip}"?' if slip else "Fix: make its folder, or remove it"
        say(err(), f"[teams.{team}] has owners and no folder. {fix}")
