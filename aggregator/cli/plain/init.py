"""`aggregator plain init`: card configs for the cards and secrets that are here."""

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.plain import side
from aggregator.cli.terminal import options
from aggregator.cli.terminal.address import complete, is_own
from aggregator.cli.terminal.failure import CommandFailed, WrongUsage
from aggregator.cli.terminal.output import err, out, say
from aggregator.cli.terminal.program import program
from aggregator.language.files import write_text

if TYPE_CHECKING:
    from aggregator.simulator.template import Trust

EPILOG = """\b
Examples:
  aggregator plain init
  aggregator plain init staging.toml --keys plan,usage \\
      --url https://cards.example.com/cards

\b
Without --keys it takes all cards that are here; where there are none, those
of aggregator demo. For an address of this machine the secret and header are
those of the settings here, by the files they stand in, or else the demo's.
"""


def init(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What to write.", show_default=False)
    ] = side.DEFAULT_FILE,
    url: Annotated[str, typer.Option(metavar="URL", help="Where the cards come from.")] = (
        "http://127.0.0.1:8484/cards"
    ),
    keys: options.KeysOption = None,
) -> None:
    """Write a file of card configs with every setting explained; ready for aggregator demo.

    Nothing is overwritten.
    """
    from aggregator.simulator.config_file import ConfigError
    from aggregator.simulator.template import Trust, template

    target = complete(url, "/cards")
    wanted = options.parted(keys)
    try:
        trust = _trust(file.parent) if is_own(target) else Trust()
        text = template(target, wanted or _all_keys(), trust)
    except ConfigError as error:
        raise WrongUsage(str(error)) from None
    if os.path.lexists(file):
        raise CommandFailed(f"{file} is there already. Fix: another name, or move it away")
    write_text(file, text)
    say(out(), f"  {file}")
    named = "" if file == side.DEFAULT_FILE else f" --config {shlex.quote(str(file))}"
    say(out(), "\nNext:", "bold")
    say(out(), f"  {program()} plain open{named} --customer alex@grocery.co")


def _all_keys() -> list[str]:
    """Give the keys of the cards here, or of the demo's, as many as Plain allows."""
    from aggregator.demo.cards import own_cards
    from aggregator.language.folder import look_at
    from aggregator.settings import load_settings
    from aggregator.simulator.configs import CARDS_MAX

    cards = load_settings(only=("cards",)).cards
    found = look_at(cards if cards.is_dir() else own_cards()).cards
    keys = sorted({card.path.stem for card in found})
    if not keys:
        raise WrongUsage(f"There are no cards in {cards}. Fix: --keys with the service's cards")
    if len(keys) > CARDS_MAX:
        left = ", ".join(keys[CARDS_MAX:])
        say(err(), f"Plain allows {CARDS_MAX} cards a workspace. Left out: {left}", "yellow")
    return keys[:CARDS_MAX]


def _trust(folder: Path) -> "Trust":
    """Give what proves requests here: of the settings file, else of the demo."""
    from aggregator.demo.setting import HEADER, SIGNING_SECRET, WORKSPACE
    from aggregator.settings import load_settings
    from aggregator.settings.place import settings_file
    from aggregator.settings.toml import read_toml
    from aggregator.simulator.template import Trust

    names = ("signing_secrets", "header_name", "header_secrets", "workspace_id")
    settings = load_settings(only=names)
    if not settings.signing_secrets and not settings.header_secrets:
        return Trust(SIGNING_SECRET, HEADER, WORKSPACE)
    found = settings_file(None, os.environ)
    written: dict[str, Any] = {} if found is None else read_toml(found)
    home = Path() if found is None else found.parent
    secret, carried = (
        _reference(written.get(name), home, folder)
        for name in ("signing_secrets", "header_secrets")
    )
    if bool(secret) != bool(settings.signing_secrets) or bool(carried) != bool(
        settings.header_secrets
    ):
        say(err(), "A secret here stands in no file, and is not copied: write it there", "yellow")
    return Trust(
        secret=secret,
        header=(settings.header_name, carried) if carried else None,
        workspace=settings.workspace_id,
    )


def _reference(listed: object, home: Path, folder: Path) -> str | None:
    """Give the file in `home` that a secret stands in, from `folder`; no secret is copied."""
    from aggregator.settings.secret import FILE

    first = listed[0] if isinstance(listed, list) and listed else None
    if not isinstance(first, str) or not first.startswith(FILE):
        return None
    place = Path(first.removeprefix(FILE))
    return f"{FILE}{place if place.is_absolute() else os.path.relpath(home / place, folder)}"
