"""`aggregator serve`: serve your cards to Plain, and /graphql to your tokens."""

import signal
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

import typer

from aggregator.cli.terminal.options import ConfigOption
from aggregator.domain.errors import SettingsError

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
    config: ConfigOption = None,
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

    Changed cards, settings and secret files are loaded while it serves (setting `reload`), and at
    SIGHUP in any case, the TLS certificate too; requests under way end on what they began with.
    """
    import asyncio

    from aggregator.authoring.recorder import Recorder
    from aggregator.service import Service
    from aggregator.settings import SettingsLoader, refuse_unsafe
    from aggregator.store.sole import sole_use
    from aggregator.telemetry.log import configure
    from aggregator.telemetry.logger import get_logger
    from aggregator.web.app import create_app
    from aggregator.web.server import Server, in_url, loop_factory, settle, take_port
    from aggregator.web.tls import Tls

    loader = SettingsLoader(config, {"host": host, "port": port}, accept=refuse_unsafe)
    settings = loader.load()
    configure(settings.log_format)
    log = get_logger("aggregator.cli")
    recorder = Recorder.of(settings)
    service = Service(settings, again=loader, listeners=recorder.tape, erased=recorder.forget)
    ca = settings.mtls.ca_file if settings.mtls else None
    tls = Tls(settings.tls.certificate_file, settings.tls.key_file, ca) if settings.tls else None

    def ready(server: Server) -> None:
        catalogs = [each.catalog for each in service.snapshot.workspaces.values()]
        log.info(
            "serving",
            url=f"{'https' if tls else 'http'}://{in_url(settings.host)}:{server.port}",
            cards=sum(len(catalog.cards) for catalog in catalogs),
            broken=sum(len(catalog.broken) for catalog in catalogs),
            sources=sorted({name for _, name in service.snapshot.sources}),
        )
        if settings.record:  # what is kept holds customers' data
            log.warning("recording", folder=str(settings.recordings), requests=settings.record)
        on_hangup(lambda: reload(server))
        settle()

    async def reload(server: Server) -> None:
        try:
            server.renew_certificate()
        except SettingsError as error:
            log.warning("not_reloaded", reason=error.message)
        await service.reload()

    maximum = settings.limits.connections
    host, port = settings.host, settings.port
    with take_port(host, port) as taken, sole_use(settings.database_url.get_secret_value()):
        app = create_app(service)
        server = Server(app, host, port, ready, tls=tls, taken=taken, connections=maximum)
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(server.run_until_stopped())


def on_hangup(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do `work` at each SIGHUP, where there is such a signal; the running loop's."""
    import asyncio

    number = getattr(signal, "SIGHUP", None)
    if number is None:
        return
    loop = asyncio.get_running_loop()
    running: set[asyncio.Task[None]] = set()

    def begin() -> None:
        task = loop.create_task(work())
        running.add(task)
        task.add_done_callback(running.discard)

    loop.add_signal_handler(number, begin)
