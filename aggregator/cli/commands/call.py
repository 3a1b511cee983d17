"""`aggregator call`: ask a service for cards as Plain would, and hold the answer to its rules."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

import typer

from aggregator.cli.plain.answer import pretty, refused, show
from aggregator.cli.terminal import options
from aggregator.cli.terminal.address import complete
from aggregator.cli.terminal.credentials import credentials
from aggregator.cli.terminal.curl import curl
from aggregator.cli.terminal.failure import FAILED, CommandFailed, WrongUsage
from aggregator.cli.terminal.output import out, say
from aggregator.cli.terminal.trust import trusted

ORDER = 40

_EPILOG = """\b
Examples:
  aggregator call http://127.0.0.1:8484 --customer alex@grocery.co \\
      --keys subscription-status,usage --draw
  aggregator call https://cards.example.com/cards --keys plan \\
      --external-id 42 --secret "$SECRET" --header "X-Auth: $AUTH"
  aggregator call localhost:8484 --keys usage --customer a@b.co --json | jq
  aggregator call localhost:8484 --keys usage --customer a@b.co --curl

\b
Without --secret and --header, an address of this machine gets those of the
settings here; any other gets none. A secret is safer in the variable
AGGREGATOR_CALL_SECRET than in a command, which others can see.

\b
Exit codes: 0 Plain would show every card, 1 it would not, 2 wrong usage.
"""


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(call)


def call(
    url: Annotated[
        str,
        typer.Argument(metavar="URL", help="The service; http:// and /cards may be left out."),
    ],
    keys: options.KeysNeeded,
    email: options.EmailOption = None,
    external_id: options.ExternalIdOption = None,
    plain_id: options.PlainIdOption = None,
    thread: options.ThreadOption = None,
    tenant: options.TenantOption = None,
    secret: options.SecretOption = None,
    header: options.HeadersOption = None,
    workspace: options.WorkspaceOption = None,
    ca: options.CaOption = None,
    draw: Annotated[
        bool, typer.Option("--draw", help="Draw the cards, close to what an agent sees.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer itself.")] = False,
    as_curl: Annotated[
        bool, typer.Option("--curl", help="Ask nothing; print the same request for the shell.")
    ] = False,
    config: options.ConfigOption = None,
) -> None:
    """Ask a service for cards, signed, as Plain would, and hold the answer to Plain's rules.

    Prints each card with its state (shown; hidden; invalid, which makes Plain refuse the whole
    answer; missing), how long Plain keeps it, its components and its bytes.
    """
    import asyncio

    wanted = options.card_keys(keys)
    target = complete(url, "/cards")
    proof = credentials(target, secret, header or (), workspace, config)
    tls = trusted(ca)
    if sum((draw, as_json, as_curl)) > 1:
        raise WrongUsage("--draw, --json and --curl exclude each other. Fix: keep one of them")

    from aggregator.simulator.call import CallError, prepare
    from aggregator.simulator.call import call as ask

    about: dict[str, Any] = {
        "secret": proof.secret,
        "headers": proof.headers,
        "keys": wanted,
        "customer": options.customer_ids(email, external_id, plain_id),
        "thread": options.ids(thread, "th_"),
        "tenant": options.ids(tenant, "te_"),
        "workspace_id": proof.workspace_id,
    }
    try:
        if as_curl:
            outgoing = prepare(**about, sent_at=datetime.now(UTC))
            say(out(), curl(target, outgoing.body, outgoing.headers, proof.secret, ca))
            return
        report = asyncio.run(ask(target, **about, tls=tls))
    except CallError as error:
        raise CommandFailed(str(error)) from None
    if as_json:
        say(out(), pretty(report.body))
    if report.status != HTTPStatus.OK:
        raise CommandFailed(refused(target, report))
    if not as_json:
        show(report, wanted, draw=draw)
    if report.problems:
        raise typer.Exit(FAILED)
