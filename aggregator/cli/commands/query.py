"""`aggregator query`: run a GraphQL operation on a service and print the answer as JSON."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator.cli.terminal import options
from aggregator.cli.terminal.address import complete
from aggregator.cli.terminal.failure import FAILED, CommandFailed, WrongUsage
from aggregator.cli.terminal.output import err, out, say
from aggregator.cli.terminal.trust import trusted

ORDER = 41

_EPILOG = """\b
Examples:
  aggregator query cards/billing/plan.graphql --customer alex@grocery.co
  aggregator query graphql/operations/customers.graphql \\
      --variables '{"first": 5}'
  echo '{ customers(first: 3) { nodes { name } } }' | aggregator query -

\b
A card file runs as it is: the customer of --customer is the one it means,
and shared fragments are added by the service. The token is safer in the
variable AGGREGATOR_CALL_TOKEN than in a command, which others can see.

\b
Exit codes: 0 no errors, 1 errors or no answer, 2 wrong usage.
"""


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(query)


def query(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A GraphQL file; - reads stdin.")],
    url: Annotated[
        str, typer.Option(metavar="URL", envvar="AGGREGATOR_CALL_URL", help="The service.")
    ] = "http://127.0.0.1:8484",
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            envvar="AGGREGATOR_CALL_TOKEN",
            help="Bearer token of that service.",
        ),
    ] = None,
    ca: options.CaOption = None,
    email: options.EmailOption = None,
    external_id: options.ExternalIdOption = None,
    plain_id: options.PlainIdOption = None,
    thread: options.ThreadOption = None,
    tenant: options.TenantOption = None,
    variables: Annotated[
        str | None, typer.Option(metavar="JSON", help="The operation's variables, an object.")
    ] = None,
    operation: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which operation, when the document holds several."),
    ] = None,
) -> None:
    """Run a GraphQL operation on a service and print the answer as JSON."""
    import asyncio

    document = _read(file)
    given = _variables(variables)
    target = complete(url, "/graphql")
    subject = {
        "customer": options.customer_ids(email, external_id, plain_id),
        "thread": options.ids(thread, "th_"),
        "tenant": options.ids(tenant, "te_"),
    }
    tls = trusted(ca)
    named = any((email, external_id, plain_id, thread, tenant))

    from aggregator.simulator.call import CallError
    from aggregator.simulator.query import query as ask

    try:
        report = asyncio.run(
            ask(
                target,
                document,
                token=token,
                variables=given,
                card=subject if named else None,
                operation_name=operation,
                tls=tls,
            )
        )
    except CallError as error:
        raise CommandFailed(str(error)) from None
    _show(report.payload)
    if report.errors:
        first, more = report.errors[0], len(report.errors) - 1
        say(err(), f"aggregator: {first}{f' (and {more} more)' if more else ''}", "red")
        raise typer.Exit(FAILED)


def _show(payload: object) -> None:
    console = out()
    if console.is_terminal:
        console.console.print_json(data=payload, ensure_ascii=False)
    else:
        say(console, json.dumps(payload, indent=2, ensure_ascii=False))


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if file == Path("-") else file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise WrongUsage(f"{file} is not there. Fix: a GraphQL file, or - for stdin") from None
    except UnicodeDecodeError:
        raise CommandFailed(f"{file} is not UTF-8 text. Fix: a GraphQL document") from None


def _variables(text: str | None) -> dict[str, Any]:
    try:
        given = json.loads(text or "{}")
    except ValueError as error:
        raise WrongUsage(f"--variables is not JSON ({error}). Fix: '{{\"first\": 5}}'") from None
    if not isinstance(given, dict):
        raise WrongUsage("--variables is no JSON object. Fix: '{\"first\": 5}'")
    return given
