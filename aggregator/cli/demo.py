"""`aggregator demo`: the product on an invented company, in one process."""

import asyncio
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from aggregator.cli.failure import CommandFailed
from aggregator.cli.terminal import step

ORDER = 10

_EPILOG = """\b
Examples:
  aggregator demo                          http://127.0.0.1:8484, data thrown away
  aggregator demo --port 9000 --keep data  the directory is kept in ./data
  aggregator demo --customers 500          a smaller company, up a little sooner

\b
What it prints can be pasted into another terminal: a call as Plain makes it,
with this command and with curl. Edit a card, and the next call shows it.
"""

PERSONAS = 9
"""Fewer customers than these the company cannot have."""


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(demo)


def demo(
    port: Annotated[
        int,
        typer.Option(metavar="PORT", min=0, max=65_535, help="Port to listen on; 0: a free one."),
    ] = 8484,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = (
        "127.0.0.1"
    ),
    keep: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Keep the directory's database here for the next time."),
    ] = None,
    customers: Annotated[
        int, typer.Option(metavar="N", min=PERSONAS, help="How many customers the company has.")
    ] = 10_000,
) -> None:
    """See it work: four source systems, their customers and this service, all invented.

    Starts billing, CRM, helpdesk and product as real HTTP servers with their own authentication
    and latency, fills the directory, and serves the cards in ./cards. ^C stops all of it.

    Its secrets are public, so it is no way to serve real customers: that is aggregator serve.
    """
    began = time.monotonic()
    with _interrupted_by_sigterm(), suppress(_Stopped):
        cards, graphql = _folders()

        from aggregator.web.server import take_port

        # Taken before anything starts, so that a port in use is told at once.
        with take_port(host, port) as taken:
            port = taken.getsockname()[1]
            with _home(keep) as home:
                _run(home, cards, graphql, host, port, customers, began, taken.close)


def _run(home, cards, graphql, host, port, customers, began, free) -> None: ...
