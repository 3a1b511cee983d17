"""`aggregator serve`: the service itself."""

import asyncio
from typing import Annotated

import typer

from aggregator.cli.options import Config

ORDER = 30

_EPILOG = """\b
Examples:
  aggregator serve
  aggregator serve --config /etc/aggregator.toml --host 0.0.0.0
  AGGREGATOR_SIGNING_SECRETS=file:/run/secrets/plain aggregator serve

\b
Settings come from flags, then AGGREGATOR_* variables, then aggregator.toml,
then defaults. The log is on stderr, one line a request.
"""

def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(serve)


def serve(
    config: Config = None,
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address to listen on.  [127.0.0.1]")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(metavar="PORT", help="Port to listen on; 0 takes a free one.  [8484]"),
    ] = None,
) -> None:
    """Serve your cards to Plain, and /graphql to your tokens.

    Refuses to start where anyone could ask: without a secret for Plain's requests, or with a
    secret of the demo. ^C and SIGTERM answer what was accepted, then stop.
    """
    from aggregator.service import Service
    from aggregator.settings import load_settings, refuse_unsafe
    from aggregator.telemetry.log import configure, get_logger
    from aggregator.web.app import create_app
    from aggregator.web.server import Server, loop_factory

    settings = load_settings(config, {"host": host, "port": port})
    refuse_unsafe(settings)
    configure(settings.log_format)
    service = Service(settings)

    def ready(server: Server) -> None:
        catalog = service.snapshot.catalog
        get_logger("aggregator.cli").info(
            "serving",
            url=f"http://{settings.host}:{server.port}",
            cards=len(catalog.cards),
            broken=len(catalog.broken),
            sources=sorted(settings.sources),
        )

    server = Server(create_app(service), settings.host, settings.port, ready)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(server.run_until_stopped())
