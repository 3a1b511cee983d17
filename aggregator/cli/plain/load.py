"""`aggregator plain load`: many agents at once, and what they saw."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.plain import side
from aggregator.cli.terminal import options
from aggregator.cli.terminal.failure import FAILED, CommandFailed, WrongUsage
from aggregator.cli.terminal.output import err, out, say, step

if TYPE_CHECKING:
    from rich.table import Table

    from aggregator.simulator.load import Load, Tally

EPILOG = """\b
Examples:
  aggregator plain load --customer alex@grocery.co --agents 20 --seconds 30
  aggregator plain load --url localhost:8484 --keys usage,plan-details \\
      --customers emails.txt --rate 0 --agents 8
  head -500 emails.txt | aggregator plain load --customers - --json

\b
Addresses of this machine only, unless --anywhere is said. ^C ends it early
and still prints what was seen so far.

\b
Exit codes: 0 every card was Loaded, 1 some were Errors, 2 wrong usage.
"""


def load_service(
    customer: Annotated[
        list[str] | None,
        typer.Option("--customer", metavar="EMAIL", help="Whom to open; repeat for more."),
    ] = None,
    customers: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="E-mail addresses, one a line; - reads them from stdin."),
    ] = None,
    agents: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many agents there are.")
    ] = 10,
    rate: Annotated[
        float,
        typer.Option(
            metavar="R",
            min=0,
            help="Customers opened a second, by all agents together; 0: each agent opens the next "
            "as soon as the cards are there.",
        ),
    ] = 5.0,
    seconds: Annotated[
        float, typer.Option(metavar="S", min=0.1, help="How long customers are opened.")
    ] = 10.0,
    openings: Annotated[
        int, typer.Option(metavar="N", min=1, help="Stop after this many openings.")
    ] = 200_000,
    seed: Annotated[int, typer.Option(metavar="N", help="Who is opened when: the same again.")] = 1,
    anywhere: Annotated[
        bool,
        typer.Option("--anywhere", help="Also load another machine; ask its owner first."),
    ] = False,
    file: side.FileOption = None,
    url: side.UrlOption = None,
    keys: options.KeysOption = None,
    secret: options.SecretOption = None,
    header: options.HeadersOption = None,
    workspace_id: options.WorkspaceOption = None,
    ca: options.CaOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Let many agents open customers, with Plain's cache and retry, and report what they saw.

    Reports the shares of cards loaded, stale and in error by Plain's names, how long agents
    waited, requests, retries and refusals.
    """
    import asyncio

    workspace = side.workspace(file, url, keys, secret, header, workspace_id, ca)
    emails = [*(customer or ()), *(_emails(customers) if customers else ())]
    visits = [side.visit(email, None, None) for email in emails if email.strip()]
    if not visits:
        raise WrongUsage(
            "No customer is named. Fix: --customer alex@grocery.co or --customers FILE"
        )

    from aggregator.simulator.call import CallError
    from aggregator.simulator.load import Load, LoadPlan, LoadRefused

    advice = side.advice(file, url)
    plan = LoadPlan(visits, agents, rate or None, seconds, openings, seed, anywhere)
    try:
        load = Load(workspace, plan, on_exchange=advice.hear)
        # ^C: what was seen so far is told all the same.
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_run(load))
        asyncio.run(advice.tell())
    except LoadRefused as error:
        raise WrongUsage(str(error)) from None
    except CallError as error:
        raise CommandFailed(str(error)) from None
    tally = load.tally
    if as_json:
        say(out(), json.dumps(tally.as_json(), indent=2))
    else:
        _show(tally)
    if any(word not in ("loaded", "hidden") for word in tally.seen):
        raise typer.Exit(FAILED)


async def _run(load: "Load") -> None:
    import asyncio

    running = asyncio.create_task(load.run())
    step(f"{load.plan.agents} agents for {load.plan.seconds:g} s. ^C ends it earlier.")
    with _status() as tell:
        try:
            while not running.done():
                await asyncio.wait((running,), timeout=0.5)
                tally = load.tally
                tell(f"{tally.openings} customers opened, {tally.requests} requests")
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    if not running.cancelled():
        running.result()


@contextlib.contextmanager
def _status() -> Iterator[Callable[[str], None]]:
    """Tell how far it is: one line that changes in a terminal, nothing elsewhere."""
    console = err()
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.console.status("agents come in") as status:
        yield status.update


def _show(tally: "Tally") -> None:
    from aggregator.simulator.load import percentiles

    console = out()
    for title, rows in (
        (
            "Openings",
            [
                ("customers opened", tally.openings, None),
                ("every card loaded", tally.whole, tally.openings),
                ("all from the cache", tally.from_cache, tally.openings),
                ("due, no agent free", tally.no_agent, None),
                ("broken off", tally.broken_off, None),
            ],
        ),
        (
            "Cards",
            [
                ("seen", tally.cards, None),
                ("from the cache", tally.cached_cards, tally.cards),
                ("stale", tally.stale, tally.cards),
                *((word, count, tally.cards) for word, count in tally.seen.most_common()),
            ],
        ),
        (
            "Requests",
            [
                ("made", tally.requests, None),
                ("retried", tally.retries, tally.requests),
                *(
                    (f"answered {kind}" if kind.isdigit() else kind, count, None)
                    for kind, count in tally.answers.most_common()
                ),
                ("refusals without Retry-After", tally.refused_without_after, tally.refused),
            ],
        ),
    ):
        console.print(_counts(title, rows))
        say(console, "")
    times = _table()
    times.add_column("Milliseconds", min_width=30)
    for name in ("p50", "p95", "p99", "max"):
        times.add_column(name, justify="right", min_width=7, no_wrap=True)
    for name, values in (
        ("until the last card was there", tally.waits),
        ("requests answered 200", tally.answer_times),
    ):
        told = percentiles(values).values()
        times.add_row(name, *("-" if it is None else f"{it:.0f}" for it in told))
    console.print(times)
    each = tally.seconds or 1
    said = f"{tally.seconds:.1f} s: {tally.openings / each:.1f} customers a second"
    say(console, f"\n{said}, {tally.answers['200'] / each:.1f} answers a second", "dim")


def _counts(title: str, rows: "Sequence[tuple[str, int, int | None]]") -> "Table":
    table = _table()
    table.add_column(title, min_width=30, overflow="fold")
    table.add_column("", justify="right", min_width=7, no_wrap=True)
    table.add_column("", justify="right", min_width=7, no_wrap=True)
    for name, count, of in rows:
        share = f"{count / of:.1%}" if of else ""
        table.add_row(name, str(count), share)
    return table


def _table() -> "Table":
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)


def _emails(given: str) -> list[str]:
    if given == "-":
        return [line.strip() for line in sys.stdin]
    try:
        return [line.strip() for line in Path(given).read_text(encoding="utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        raise WrongUsage(f"{given} is not UTF-8. Fix: one e-mail address a line") from None
