"""`aggregator connectors`: the systems that can be connected, and what a source of one needs."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.connectors.discover import EPILOG as DISCOVER_EPILOG
from aggregator.cli.connectors.discover import discover
from aggregator.cli.connectors.new import EPILOG as NEW_EPILOG
from aggregator.cli.connectors.new import new
from aggregator.cli.connectors.source_lines import settings_lines
from aggregator.cli.connectors.test import EPILOG as TEST_EPILOG
from aggregator.cli.connectors.test import hold
from aggregator.cli.terminal.failure import WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import err, out, say
from aggregator.cli.terminal.program import runnable
from aggregator.domain.page_ways import ListPages

if TYPE_CHECKING:
    from aggregator.domain.lookup import Connector, Lookup
    from aggregator.world import World

ORDER = 27

_EPILOG = """\b
Examples:
  aggregator connectors list           all there are, those of your home too
  aggregator connectors show linear    what it provides, what it is asked by
                                       and the lines for aggregator.toml
  aggregator connectors new erp        begins one of your own
  aggregator connectors discover erp --openapi erp.yaml
                                       drafts one from a description
  aggregator connectors test erp       holds it to its contract

\b
docs/connect.md goes through writing one: a folder with a connector.yaml.
"""

UNTESTED = "-"
"""Stands for the grade of a connector that was not tested as it is now."""

MANY = 25
"""People in one request, to show what a batch style is worth."""


def add_to(app: typer.Typer) -> None:
    noun = typer.Typer(
        help="The systems that can be connected, and what a source of one needs.", epilog=_EPILOG
    )
    noun.command("list", epilog=_EPILOG)(list_)
    noun.command(epilog=_EPILOG)(show)
    noun.command(epilog=NEW_EPILOG)(new)
    noun.command(epilog=DISCOVER_EPILOG)(discover)
    noun.command("test", epilog=TEST_EPILOG)(hold)
    app.add_typer(noun, name="connectors", epilog=_EPILOG)


def list_(config: ConfigOption = None) -> None:
    """List the connectors by name: whose each is, its grade, what it was tested against."""
    world = _world(config)
    rows = [
        (
            key,
            connector.words,
            connector.category,
            _whose(world, key),
            *_graded(world, key),
            ", ".join(_fields(connector)),
        )
        for key, connector in world.connectors.items()
    ]
    head = ("name", "system", "category", "from", "grade", "tested against", "provides")
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head) - 1)]
    for row in (head, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        say(out(), "  ".join((*cells, row[-1])).rstrip(), "bold" if row is head else None)
    _tell_broken(world)


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The connector's name.")],
    config: ConfigOption = None,
) -> None:
    """Show what a connector provides, what it is asked by, and the settings of a source of it."""
    world = _world(config)
    connector = world.connectors.get(name)
    if connector is None:
        _tell_broken(world)
        raise WrongUsage(
            f"There is no connector {name}. There are: {', '.join(world.connectors)}. "
            f"Fix: aggregator connectors list, or make it: aggregator connectors new {name}"
        )
    for line in _described(connector, world):
        say(out(), line)
    for line in ("", "For aggregator.toml:", "", *settings_lines(connector)):
        say(out(), line)


def _world(config: Path | None) -> "World":
    from aggregator.settings import load_settings
    from aggregator.world import build_world

    return build_world(load_settings(config, only=("connectors",)).connectors)


def _tell_broken(world: "World") -> None:
    for key in world.broken:
        say(
            err(),
            runnable(f"The connector {key} is broken. Fix: aggregator check says why"),
            "yellow",
        )


def _fields(connector: "Connector") -> list[str]:
    return [field for lookup in connector.lookups for field in lookup.provides]


def _graded(world: "World", key: str) -> tuple[str, str]:
    """Give the letter and what was tested against, as they were last computed."""
    from aggregator.authoring.contract.grade import kept_grade

    file = world.path(key)
    grade = kept_grade(file.parent if file is not None else None)
    return (grade.letter, grade.against) if grade is not None else (UNTESTED, UNTESTED)


def _whose(world: "World", key: str) -> str:
    from aggregator.connectors.folders import packaged

    return "package" if world.path(key) in packaged().values() else "your home"


def _described(connector: "Connector", world: "World") -> Iterator[str]:
    yield f"{connector.words} ({connector.category}), from {_from(world, connector.key)}"
    if connector.documentation:
        yield f"Documentation: {connector.documentation}"
    letter, against = _graded(world, connector.key)
    if letter == UNTESTED:
        yield f"Not tested as it is now. Fix: aggregator connectors test {connector.key}"
    else:
        yield f"Grade {letter}, tested against {against}."
    yield ""
    for lookup in connector.lookups:
        what = ", ".join(lookup.provides) or "leads to other lookups"
        yield f"  {lookup.name}: {what}, by {_key(connector, lookup.key)}"
        yield f"    {_cost(lookup)}"
    declared = world.declares(connector.key)
    if declared:
        yield ""
        yield f"It adds to the schema: {', '.join(declared)}"


def _from(world: "World", key: str) -> str:
    return "this package" if _whose(world, key) == "package" else str(world.path(key))


def _cost(lookup: "Lookup") -> str:
    batch = lookup.batch
    calls = batch.exchanges(MANY)
    how = f"{batch.style}, up to {batch.per_call} key{'s' if batch.per_call > 1 else ''} a call"
    told = f"{how}: {MANY} people cost {calls} call{'s' if calls > 1 else ''}"
    if isinstance(lookup.pages, ListPages):
        most = lookup.exchanges(MANY)
        told += f", up to {most} where lists in their records come in pages"
    return told


def _key(connector: "Connector", kind: str) -> str:
    own = {"email": "the e-mail address", "external_id": "the external id"}
    linked = kind in (*connector.directory.customer, *connector.directory.account)
    return own.get(kind) or (f"{kind}, which the directory can link" if linked else kind)
