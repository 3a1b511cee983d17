"""The first source of a home: its settings, its secrets, and a card that shows what it knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from aggregator.cli.connectors.source_lines import (
    needed_options,
    secret_files,
    settings_lines,
    unknown_address,
)
from aggregator.cli.terminal.failure import WrongUsage
from aggregator.settings.stated import UNWRITTEN

if TYPE_CHECKING:
    from aggregator.domain.lookup import Connector
    from aggregator.world import World

DEMO = "demo"
NONE = "none"

_OF_CUSTOMER = "Customer."


@dataclass(frozen=True, slots=True)
class FirstSource:
    """What a home has of its first source.

    card      the key of the card that shows what it knows, and its text
    settings  lines for the end of aggregator.toml
    secrets   their files in the home
    left      what has to be done before it answers, a line each
    """

    card: tuple[str, str] | None = None
    settings: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, ...] = ()


NO_SOURCE = FirstSource()


def ask_source(world: "World") -> str:
    """Ask which system is connected first."""
    names = ", ".join((DEMO, *world.connectors, NONE))
    while True:
        told = str(typer.prompt(f"The system to connect first ({names})", default=DEMO))
        if told in (DEMO, NONE, *world.connectors):
            return told


def first_source(name: str, url: str | None, world: "World", *, asks: bool) -> FirstSource:
    """Make it; with `asks` what is not told is asked for. WrongUsage for a name there is not."""
    if name == NONE:
        return NO_SOURCE
    if name == DEMO:
        return FirstSource(card=_card("subscription", world))
    connector = world.connectors.get(name)
    if connector is None:
        names = ", ".join((DEMO, *world.connectors, NONE))
        raise WrongUsage(f"There is no connector {name}. Use one of: {names}")
    if url is None and connector.url is None and asks:
        url = str(typer.prompt(f"Where {connector.words} is", default=unknown_address(connector)))
    options = dict.fromkeys(needed_options(connector), UNWRITTEN)
    if asks:
        options = {each: str(typer.prompt(each, default=UNWRITTEN)) for each in options}
    secrets = _secrets(connector, asks=asks)
    settings = "\n".join(("", *settings_lines(connector, url, options), ""))
    empty = [file for file in secret_files(connector).values() if file not in secrets]
    left = [f"put the secret into {file}" for file in empty]
    if UNWRITTEN in settings:
        left.insert(0, f"write what stands for {UNWRITTEN} into aggregator.toml")
    shown = _shown(connector)
    return FirstSource(_card(shown, world) if shown else None, settings, secrets, tuple(left))


def _secrets(connector: "Connector", *, asks: bool) -> Mapping[str, str]:
    given = {
        file: str(typer.prompt(f"Its {part}", default="", hide_input=True, show_default=False))
        for part, file in (secret_files(connector) if asks else {}).items()
    }
    return {file: f"{value}\n" for file, value in given.items() if value}


def _shown(connector: "Connector") -> str | None:
    """Name the first field of a customer that it provides."""
    provided = [each for lookup in connector.lookups for each in lookup.provides]
    of_customer = [each for each in provided if each.startswith(_OF_CUSTOMER)]
    return of_customer[0].removeprefix(_OF_CUSTOMER) if of_customer else None


def _card(shown: str, world: "World") -> tuple[str, str]:
    from aggregator.authoring.scaffold.card import card_text
    from aggregator.authoring.scaffold.choice import choose
    from aggregator.authoring.scaffold.names import title_of

    return shown, card_text(shown, title_of(shown), choose([shown], world.schema), "5m")
