"""`aggregator connectors discover`: draft a connector from the system's own description."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.connectors.written import tell_left, write_connector
from aggregator.cli.terminal.failure import CommandFailed, WrongUsage
from aggregator.cli.terminal.options import CaOption, ConfigOption, parted
from aggregator.cli.terminal.output import out, say, step
from aggregator.cli.terminal.trust import trusted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aggregator.authoring.discovery.document import Whereabouts
    from aggregator.authoring.discovery.found import DiscoveredField, FoundObject, FoundSystem

EPILOG = """\b
Examples:
  aggregator connectors discover fleet --openapi openapi.yaml
                                           shows what is there
  aggregator connectors discover fleet --openapi openapi.yaml \\
      --object vehicles
  aggregator connectors discover desk --token env:DESK --object tickets \\
      --graphql https://desk.example.com/graphql
  aggregator connectors discover shop --sql shop.db --object orders
  aggregator connectors discover shop --user reader --password env:SHOP \\
      --sql postgresql://db.example.com/shop
  aggregator connectors discover crm --records people.jsonl

\b
What it writes, and over what is there with --force alone:
  connectors/NAME/connector.yaml   how the system is asked; TODO where its
                                   description does not say
  connectors/NAME/types.graphql    a type for each object, on Customer

\b
Nothing is changed in the system: a document is read, of a database its
catalogue. Secrets may be written env:NAME or file:/path.
"""

MAX_SHOWN = 40
"""Objects that are listed."""

_LONGEST = 100


def discover(
    key: Annotated[str, typer.Argument(metavar="NAME", help="The connector's name: its folder's.")],
    openapi: Annotated[
        str | None,
        typer.Option(metavar="WHERE", help="An OpenAPI 3 document: a file or an address."),
    ] = None,
    graphql: Annotated[
        str | None,
        typer.Option(
            metavar="WHERE", help="A GraphQL endpoint, or a file: its introspection or its SDL."
        ),
    ] = None,
    sql: Annotated[
        str | None,
        typer.Option(metavar="WHERE", help="postgresql://host/name, or an SQLite file."),
    ] = None,
    records: Annotated[
        str | None,
        typer.Option(metavar="WHERE", help="Records as JSON or JSONL: a file or an address."),
    ] = None,
    objects: Annotated[
        list[str] | None,
        typer.Option("--object", metavar="NAME", help="What to draft; repeat for more."),
    ] = None,
    token: Annotated[
        str | None, typer.Option(metavar="SECRET", help="Bearer token of the address.")
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option("--header", metavar="'NAME: SECRET'", help="A header; repeat for more."),
    ] = None,
    user: Annotated[str | None, typer.Option(metavar="NAME", help="User of the database.")] = None,
    password: Annotated[
        str | None, typer.Option(metavar="SECRET", help="Password of the database.")
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Read some rows too, where the catalogue says little.")
    ] = False,
    seconds: Annotated[
        float, typer.Option(metavar="S", min=0.1, help="What reading it may take.")
    ] = 20.0,
    ca: CaOption = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    config: ConfigOption = None,
) -> None:
    """Draft a connector from the system's own description.

    It shows the objects that it found, with their fields and the ways to ask for them by a
    customer, and drafts those that you choose: their types, their fields, their lookups. What the
    description does not say is TODO, and aggregator check tells what there is to decide.
    """
    import asyncio

    from aggregator.authoring.connector.draft import DraftError, check_connector_key
    from aggregator.authoring.discovery.discover import choose, look
    from aggregator.authoring.discovery.document import Whereabouts
    from aggregator.authoring.discovery.drafted import Taken, files_of
    from aggregator.authoring.discovery.found import DiscoveryError
    from aggregator.settings import load_settings
    from aggregator.world import build_world

    words = {"openapi": openapi, "graphql": graphql, "sql": sql, "records": records}
    kind, where = _one(words)
    settings = load_settings(config, only=("connectors",))
    if not settings.connectors:
        raise CommandFailed('No folder is set. Fix: connectors = ["connectors"] in aggregator.toml')
    try:
        check_connector_key(key)
    except DraftError as error:
        raise WrongUsage(str(error)) from None
    folder = settings.connectors[0] / key
    if os.path.lexists(folder) and not force:
        raise CommandFailed(f"{folder} is there already. Fix: another name, or --force")
    at = Whereabouts(
        where=where,
        headers=_headers(token, header or ()),
        seconds=seconds,
        tls=trusted(ca),
        user=user or "",
        password=_secret("--password", password) if password else "",
        sample=sample,
    )
    try:
        system = asyncio.run(_within(kind, at, look))
    except DiscoveryError as error:
        raise CommandFailed(str(error)) from None
    _show(system, whole=not objects)
    names = parted(objects) or _asked(system)
    try:
        chosen = choose(system, names)
        files = files_of(system, key, chosen, Taken.of(build_world(settings.connectors), key))
    except DiscoveryError as error:
        raise WrongUsage(str(error)) from None
    say(out(), "")
    write_connector({folder / name: text for name, text in files.items()})
    after = (f"connectors show {key}", f"source try {key} --customer EMAIL", "schema export")
    tell_left(folder, settings.connectors, after)
    if system.source_url is not None:
        say(out(), f"\nIts source has url = {json.dumps(system.source_url)} in aggregator.toml")


async def _within(
    kind: str, at: "Whereabouts", look: "Callable[[str, Whereabouts], Awaitable[FoundSystem]]"
) -> "FoundSystem":
    import asyncio

    step(f"Reading {at.shown}")
    try:
        async with asyncio.timeout(at.seconds):
            return await look(kind, at)
    except TimeoutError:
        raise CommandFailed(
            f"{at.shown} was not read within {at.seconds:g} s. Fix: more by --seconds"
        ) from None


def _one(words: Mapping[str, str | None]) -> tuple[str, str]:
    """Take the one description that is named."""
    named = [(kind, where) for kind, where in words.items() if where is not None]
    options = " or ".join(f"--{kind}" for kind in words)
    if len(named) != 1:
        told = "Where is its description?" if not named else "One description makes one connector."
        raise WrongUsage(f"{told} Fix: {options}")
    return named[0]


def _headers(token: str | None, given: Sequence[str]) -> Mapping[str, str]:
    headers = {"Authorization": f"Bearer {_secret('--token', token)}"} if token else {}
    for text in given:
        name, colon, value = text.partition(":")
        if not colon or not name.strip() or not value.strip():
            raise WrongUsage("--header is written 'NAME: VALUE'. Fix: for example 'X-Key: env:KEY'")
        headers[name.strip()] = _secret("--header", value.strip())
    return headers


def _secret(option: str, text: str) -> str:
    from aggregator.settings.secret import secret_of

    try:
        secret = secret_of(text, os.environ)
    except ValueError as error:
        raise WrongUsage(f"{option}: {error}") from None
    if any(map(str.isspace, secret.strip())) and not secret.isprintable():
        raise WrongUsage(f"{option} has a line's end in it. Fix: one line")
    return secret.strip()


def _show(system: "FoundSystem", *, whole: bool) -> None:
    count = len(system.objects)
    what = f"{count} object{'s' if count != 1 else ''}"
    say(out(), f"{system.of}: {what}", "bold")
    for note in system.notes:
        say(out(), f"  {note}", "dim")
    for each in system.objects[:MAX_SHOWN] if whole else ():
        say(out(), f"\n{each.name}: {_fields(each)}")
        for line in _ways(system, each):
            say(out(), f"  {line}", "dim")
    if whole and count > MAX_SHOWN:
        say(out(), f"\n{count - MAX_SHOWN} more, which --object takes as well")


def _fields(of: "FoundObject") -> str:
    shown = [_field(each) for each in ((of.id,) if of.id else ()) + of.fields]
    text = ", ".join(shown) or "no fields"
    return text if len(text) <= _LONGEST * 3 else f"{text[: _LONGEST * 3].rpartition(',')[0]}, ..."


def _field(found: "DiscoveredField") -> str:
    kind = {"part": "object", "bigint": "int", "unknown": "?"}.get(found.kind, found.kind)
    return f"{found.name} {f'[{kind}]' if found.many else kind}"


def _ways(system: "FoundSystem", of: "FoundObject") -> list[str]:
    lines = []
    for each in of.lookups[:5]:
        before = system.chain(of, each)
        by = f"by {each.key}" if each.key else "by a key to be said"
        if before is not None:
            by = f"by {each.key}, by way of {before.name}"
        elif each.key and not each.own:
            by = f"by {each.key}, whose key nothing holds yet"
        lines.append(f"{by}: {each.words} ({each.style})")
    return lines or ["no way to ask for it was found"]


def _asked(system: "FoundSystem") -> list[str]:
    """Take the only one, or ask which; nobody is asked where nobody sits at a terminal."""
    if len(system.objects) == 1:
        return [system.objects[0].name]
    if not sys.stdin.isatty():
        return []
    return list(parted([str(typer.prompt("Which of them", default=system.objects[0].name))]))
