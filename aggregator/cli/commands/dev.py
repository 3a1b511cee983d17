"""`aggregator dev`: write cards: a saved one is live at once, a mistake is shown where it is."""

import ipaddress
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.terminal.diagnostics import count, print_diagnostic
from aggregator.cli.terminal.ending import left_by_signals
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import out, say, step

if TYPE_CHECKING:
    from aggregator.service import Service
    from aggregator.service.snapshot import Snapshot
    from aggregator.settings import Settings
    from aggregator.web.server import Server

ORDER = 25

RECORDED = 50
"""The last requests that are recorded, for `aggregator replay`."""

CUSTOMERS = 500
"""Of the demo company: enough to see every kind of card, and up in a moment."""

_EPILOG = """\b
Examples:
  aggregator dev                   your cards, your settings, your systems
  aggregator dev --demo            your cards on the demo company's systems
  aggregator dev --port 9000

\b
Beside it, in another terminal:
  aggregator call 127.0.0.1:8484 --keys KEY --customer EMAIL --draw
  aggregator replay latest --watch
"""


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(dev)


def dev(
    config: ConfigOption = None,
    port: Annotated[
        int | None,
        typer.Option(metavar="PORT", min=0, max=65_535, help="Port to listen on; 0: a free one."),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Ask the demo company's systems instead of yours.")
    ] = False,
) -> None:
    """Write cards: a saved one is live at once, a mistake is shown and the last good one serves.

    Serves as aggregator serve does, on this machine alone, with a log for people. Without secrets
    in the settings, and with --demo, it answers whoever asks from this machine. Each request for
    cards is recorded for aggregator replay.
    """
    with left_by_signals(), _demo(port) if demo else _own(config, port) as (service, settings):
        _serve(service, settings)


@contextmanager
def _own(config: Path | None, port: int | None) -> "Iterator[tuple[Service, Settings]]":
    from aggregator.authoring.recorder import Recorder
    from aggregator.service import Service
    from aggregator.settings import SettingsLoader

    chosen = {"port": port, "reload": "at_once", "log_format": "text", "record": RECORDED}
    chosen["public_pages"] = True  # it listens on this machine alone
    loader = SettingsLoader(config, {**chosen, "host": "127.0.0.1"}, accept=_of_this_machine)
    settings = loader.load()
    recorder = Recorder.of(settings)
    yield (
        Service(
            settings,
            again=loader,
            loaded=tell,
            listeners=recorder.tape,
            erased=recorder.forget,
        ),
        settings,
    )


@contextmanager
def _demo(port: int | None) -> "Iterator[tuple[Service, Settings]]":
    from aggregator.demo.company import DemoCompany
    from aggregator.demo.setting import DemoService, demo_settings
    from aggregator.settings import load_settings

    own = load_settings(only=("cards", "graphql", "recordings", "port"))
    with (
        tempfile.TemporaryDirectory(prefix="aggregator-dev-") as home,
        DemoCompany(customers=CUSTOMERS) as company,
    ):
        step(f"The demo company's systems run, with {CUSTOMERS} customers")
        settings = demo_settings(
            company,
            Path(home),
            own.cards,
            own.graphql,
            own.port if port is None else port,
            # The data is invented: a call is answered whether it carries the secrets of the
            # settings here, those of the demo or none.
            signing_secrets=[],
            header_secrets=[],
            record=RECORDED,
            recordings=own.recordings,
        )
        yield DemoService(settings, company, loaded=tell), settings


def _of_this_machine(settings: "Settings") -> None:
    """Refuse what would let others in: `dev` does without secrets, so it listens here alone."""
    from aggregator.settings import refuse_unsafe

    if not ipaddress.ip_address(settings.host).is_loopback:
        refuse_unsafe(settings)


def _serve(service: "Service", settings: "Settings") -> None:
    import asyncio

    from aggregator.service.reloader import FIXED
    from aggregator.telemetry.log import configure
    from aggregator.web.app import create_app
    from aggregator.web.server import Server, loop_factory

    configure(settings.log_format)

    def ready(server: "Server") -> None:
        console = out()
        cards = count(len(service.snapshot.catalog.cards), "card")
        say(console, f"\n{cards} from {settings.cards}: http://127.0.0.1:{server.port}", "bold")
        say(console, "Live when saved: cards, connectors, shared fragments, settings, secret files")
        say(console, f"Need a restart:  Python of the service, {', '.join(FIXED)}")
        say(console, "^C ends it.\n")

    maximum = settings.limits.connections
    server = Server(create_app(service), settings.host, settings.port, ready, connections=maximum)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(server.run_until_stopped())


def tell(before: "Snapshot | None", now: "Snapshot") -> None:
    """Print what a save changed: cards that are live now, and what is wrong with the others."""
    known = set(before.diagnostics) if before else set()
    for diagnostic in now.diagnostics:
        if diagnostic not in known:
            print_diagnostic(diagnostic)
    console = out()
    for word, keys in changes(before, now).items():
        if keys:
            style = "green" if word == "live" else "yellow"
            say(console, f"{word}: {', '.join(sorted(keys))}", style)


def changes(before: "Snapshot | None", now: "Snapshot") -> dict[str, list[str]]:
    """Sort the cards that differ between two snapshots by what became of them."""
    catalog, earlier = now.catalog, before.catalog if before else None
    broken = set(catalog.broken) - (set(earlier.broken) if earlier else set())
    kept = [key for key in broken if key in catalog.cards]
    result = {
        "not served": [key for key in broken if key not in catalog.cards],
        "as it was before the mistake": kept,
    }
    if earlier is not None:
        mended = set(earlier.broken) - set(catalog.broken)
        result["live"] = [
            key
            for key, card in catalog.cards.items()
            if key not in catalog.broken and (key in mended or earlier.cards.get(key) is not card)
        ]
        result["gone"] = sorted(set(earlier.cards) - set(catalog.cards))
    return result
