"""`aggregator plain`: open customers in a local Plain, as an agent would, at any implementation."""

import json
from collections import deque
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.plain import init, load, side
from aggregator.cli.terminal import options
from aggregator.cli.terminal.failure import FAILED, CommandFailed, WrongUsage
from aggregator.cli.terminal.output import out, say

if TYPE_CHECKING:
    from aggregator.simulator.instances import Instance
    from aggregator.simulator.send import Attempt

ORDER = 50

_EPILOG = """\b
Begin here, with aggregator demo running:
  aggregator plain init
  aggregator plain open --customer alex@grocery.co
  aggregator plain open --customer alex@grocery.co --watch
"""

_OPEN_EPILOG = """\b
Examples:
  aggregator plain open --customer alex@grocery.co
  aggregator plain open --url localhost:8484 --keys usage,plan-details \\
      --customer alex@grocery.co --reload usage
  aggregator plain open --url https://cards.example.com/cards --keys plan \\
      --external-id 42 --secret "$SECRET" --header "X-Auth: $AUTH"
  aggregator plain open --customer alex@grocery.co --watch
  aggregator plain open --customer a@b.co --json | jq '.cards[].state'

\b
The card configs come from ./plain.toml, --config, or --url with --keys.
Without --secret and --header an address of this machine gets those of the
settings here.

\b
Exit codes: 0 every card is Loaded, 1 a card is an Error, 2 wrong usage.
"""


_REQUESTS = 1_000
"""The last attempts that are told of: who watches may stay for a day."""


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(epilog=_EPILOG, no_args_is_help=True, rich_markup_mode=app.rich_markup_mode)
    group.callback()(_plain)
    group.command("open", epilog=_OPEN_EPILOG)(open_customer)
    group.command("load", epilog=load.EPILOG)(load.load_service)
    group.command("init", epilog=init.EPILOG)(init.init)
    group.command("check")(check)
    app.add_typer(group, name="plain")


def _plain() -> None:
    """A local Plain: opens customers as an agent would, against any implementation.

    It groups, signs, retries and caches as Plain does and names errors as Plain does, so that
    cards are tried without a tunnel and without waiting.
    """


def open_customer(
    email: options.EmailOption = None,
    external_id: options.ExternalIdOption = None,
    plain_id: options.PlainIdOption = None,
    thread: options.ThreadOption = None,
    tenant: options.TenantOption = None,
    file: side.FileOption = None,
    url: side.UrlOption = None,
    keys: options.KeysOption = None,
    secret: options.SecretOption = None,
    header: options.HeadersOption = None,
    workspace_id: options.WorkspaceOption = None,
    ca: options.CaOption = None,
    reload: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="Then reload this card, as an agent may; repeatable."),
    ] = None,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Stay: ages tick, expired cards are asked for; ^C ends it."),
    ] = False,
    every: Annotated[
        float,
        typer.Option(metavar="S", min=0.5, help="With --watch: seconds until it is opened again."),
    ] = 5.0,
    seconds: Annotated[
        float | None,
        typer.Option(metavar="S", min=0, help="With --watch: stop after this many seconds."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON; with --watch a line for each change.")
    ] = False,
) -> None:
    """Open a customer and see what an agent sees: each card, its state, age and expiry.

    Below each card: Plain's name for an error, which request carried it, after how many attempts.
    """
    import asyncio

    who = side.visit(email, external_id, plain_id, thread, tenant)
    workspace = side.workspace(file, url, keys, secret, header, workspace_id, ca)
    _refuse_what_is_not_shown(reload or (), {it.key for it in workspace.shown})

    from aggregator.simulator.call import CallError
    from aggregator.simulator.instances import Errored
    from aggregator.simulator.plain import LocalPlain

    exchanges: deque[Attempt] = deque(maxlen=_REQUESTS)
    advice = side.advice(file, url)

    def hear(attempt: "Attempt") -> None:
        advice.hear(attempt)
        exchanges.append(attempt)

    async def look() -> "Sequence[Instance]":
        async with LocalPlain(workspace, on_exchange=hear) as plain:
            if watch:
                from aggregator.cli.plain.watch import Watch

                watching = Watch(plain, who, every, seconds, advice)
                return await watching.run(reload or (), as_json=as_json)
            instances = await plain.open(who)
            for key in reload or ():
                await plain.reload(who, key)
                instances = plain.look(who)
            _show(instances, exchanges, plain.clock.now(), as_json=as_json)
        await advice.tell()
        return instances

    try:
        instances = asyncio.run(look())
    except CallError as error:
        raise CommandFailed(str(error)) from None
    if any(isinstance(it, Errored) for it in instances):
        raise typer.Exit(FAILED)


def _refuse_what_is_not_shown(keys: Sequence[str], shown: AbstractSet[str]) -> None:
    if not shown:
        raise CommandFailed("Every card is disabled. Fix: is_enabled = true on one of them")
    for key in keys:
        if key not in shown:
            raise WrongUsage(
                f'No card "{key}" is shown. Fix: --reload with one of {", ".join(sorted(shown))}'
            )


def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The card configs.", show_default=False)
    ] = side.DEFAULT_FILE,
) -> None:
    """Hold a file of card configs to Plain's rules; print the requests that Plain would make."""
    from aggregator.simulator.grouping import group

    workspace = side.workspace(file)
    requests = group(workspace.shown)
    disabled = len(workspace.cards) - len(workspace.shown)
    say(out(), f"{file}: {len(workspace.cards)} cards, {disabled} of them disabled", "green")
    for number, request in enumerate(requests, 1):
        say(out(), f"  request {number}: {request.url}  {', '.join(request.keys)}")


def _show(
    instances: "Sequence[Instance]",
    exchanges: "Collection[Attempt]",
    now: datetime,
    *,
    as_json: bool,
) -> None:
    from aggregator.simulator import view

    if as_json:
        told = {
            "cards": [view.as_json(it, now) for it in instances],
            "requests": [view.exchange_as_json(it) for it in exchanges],
        }
        say(out(), json.dumps(told, indent=2, ensure_ascii=False))
        return
    console = out()
    for it in instances:
        console.print(view.drawn(it, now))
    say(console, "")
    console.print(view.requests_table(exchanges))
