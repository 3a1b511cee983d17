"""`aggregator demo`: see it work: four source systems, their customers and this service."""

import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.terminal.ending import left_by_signals
from aggregator.cli.terminal.failure import CommandFailed
from aggregator.cli.terminal.output import out, say, step
from aggregator.demo.personas import PERSONAS

if TYPE_CHECKING:
    from aggregator.demo.company import DemoCompany
    from aggregator.settings import Settings
    from aggregator.web.server import Server

ORDER = 10

RECORDED = 50
"""The last requests that are recorded, for `aggregator replay`."""

_EPILOG = """\b
Examples:
  aggregator demo                          on 127.0.0.1:8484, no data kept
  aggregator demo --port 9000 --keep data  the directory is kept in ./data
  aggregator demo --customers 500          a smaller company, up sooner

\b
What it prints can be pasted into another terminal: a call as Plain makes
it, with this command and with curl. Edit a card, and the next call shows
it. Each call is recorded: aggregator replay shows what it was answered
from.
"""


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(demo)


def demo(
    port: Annotated[
        int,
        typer.Option(metavar="PORT", min=0, max=65_535, help="Port to listen on; 0: a free one."),
    ] = 8484,
    host: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Address to listen on. By default 127.0.0.1, or ::1 where there is no IPv4.",
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Keep the directory's database here for the next time, and the demo's own cards.",
        ),
    ] = None,
    customers: Annotated[
        int,
        typer.Option(metavar="N", min=len(PERSONAS), help="How many customers the company has."),
    ] = 10_000,
) -> None:
    """See it work: four source systems, their customers and this service, all invented.

    Starts billing, CRM, helpdesk and product as real HTTP servers with their own authentication
    and latency, fills the directory, and serves the cards in ./cards, or where there are none a
    copy of its own. ^C stops all of it.

    Its secrets are public, so it is no way to serve real customers: that is aggregator serve.
    """
    began = time.monotonic()
    with left_by_signals():
        from aggregator.demo.company import DemoCompany
        from aggregator.demo.setting import demo_settings
        from aggregator.web.server import loopback, take_port

        host = host or loopback()
        # Before anything else starts, so that a port in use is told at once.
        with take_port(host, port) as taken, _home(keep) as home:
            cards, graphql, recordings = _folders(home)
            step(f"Starting billing, CRM, helpdesk and product: {customers:,} customers")
            with DemoCompany(customers=customers) as company:
                bound = taken.getsockname()[1]
                kept = {"record": RECORDED, "recordings": recordings}
                settings = demo_settings(company, home, cards, graphql, bound, host, **kept)
                _serve(settings, company, taken, began)
        step("\nStopped: this service and the four systems")


def _serve(
    settings: "Settings", company: "DemoCompany", taken: socket.socket, began: float
) -> None:
    import asyncio

    from aggregator.cli.terminal.welcome import welcome
    from aggregator.demo.setting import DemoService
    from aggregator.telemetry.log import configure
    from aggregator.web.app import create_app
    from aggregator.web.server import Server, loop_factory, settle

    configure(settings.log_format)
    service = DemoService(settings, company)

    def ready(_: "Server") -> None:
        settle()
        console = out()
        for line, style in welcome(settings, company, service.snapshot.catalog):
            say(console, line, style)
        say(console, f"Ready in {time.monotonic() - began:.1f} s. ^C stops everything.", "green")

    step(
        f"Starting the service: cards, and a directory of {len(company.data.customers):,} customers"
    )
    server = Server(create_app(service), settings.host, settings.port, ready, taken=taken)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(server.run_until_stopped())


def _folders(home: Path) -> tuple[Path, Path, Path]:
    """Give the folders of cards, fragments and recordings: as the settings here name them.

    Where there are none here, they are copies of the demo's own in `home`, as they were left there.
    """
    from aggregator.settings import load_settings

    settings = load_settings(only=("cards", "graphql", "recordings"))
    if settings.cards.is_dir():
        return settings.cards, settings.graphql, settings.recordings
    if settings.cards != Path("cards"):
        raise CommandFailed(
            f"There is no folder of cards at {settings.cards}. Fix: start it in the folder that "
            "holds cards/, set AGGREGATOR_CARDS, or start it where neither is for the demo's own"
        )
    from aggregator.demo.cards import copy_cards

    return (*copy_cards(home), home / settings.recordings)


@contextmanager
def _home(keep: Path | None) -> Iterator[Path]:
    """Give the folder of the database: `keep`, else one that is removed at the end."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="aggregator-demo-") as folder:
        yield Path(folder)
