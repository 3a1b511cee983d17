"""`aggregator conformance`: examine an implementation of Plain's customer cards, and grade it."""

import json
from collections.abc import Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.plain.conformance_report import (
    as_json,
    as_junit,
    explained,
    listed,
    print_report,
)
from aggregator.cli.terminal import options
from aggregator.cli.terminal.address import complete
from aggregator.cli.terminal.credentials import credentials
from aggregator.cli.terminal.diagnostics import count
from aggregator.cli.terminal.failure import FAILED, CommandFailed, WrongUsage
from aggregator.cli.terminal.output import err, out, say, step
from aggregator.cli.terminal.trust import trusted

if TYPE_CHECKING:
    import ssl

    from aggregator.simulator.conformance.check import Check
    from aggregator.simulator.conformance.report import Report
    from aggregator.simulator.conformance.target import ProbeTarget

ORDER = 45

_EPILOG = """\b
Examples:
  aggregator conformance http://127.0.0.1:8484 --customer alex@grocery.co \\
      --keys subscription-status,usage
  aggregator conformance https://cards.example.com/cards --keys plan \\
      --customer a@b.co --secret "$SECRET" --retired-secret "$OLD"
  aggregator conformance localhost:8484 --keys plan --customer a@b.co \\
      --only raw-bytes
  aggregator conformance localhost:8484 --keys plan --customer a@b.co \\
      --format junit > conformance.xml
  aggregator conformance --list               every check in a line
  aggregator conformance --explain --only raw-bytes
  aggregator conformance --schema             the JSON Schema of an answer

\b
It works against any implementation in any language; the number of requests
is bounded and told first. Name a customer who has data, and keys that exist
there.
Without --secret and --header, an address of this machine gets those of the
settings here; any other gets none.

\b
Exit codes: 0 no errors (warnings may be), 1 errors, 2 wrong usage.
"""


class ConformanceFormat(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(conformance)


def conformance(
    url: Annotated[
        str | None,
        typer.Argument(
            metavar="URL",
            help="The implementation; http:// and /cards may be left out.",
            show_default=False,
        ),
    ] = None,
    keys: options.KeysOption = None,
    email: options.EmailOption = None,
    external_id: options.ExternalIdOption = None,
    plain_id: options.PlainIdOption = None,
    thread: options.ThreadOption = None,
    tenant: options.TenantOption = None,
    secret: options.SecretOption = None,
    retired: Annotated[
        str | None,
        typer.Option("--retired-secret", metavar="TEXT", help="A secret that must be refused now."),
    ] = None,
    header: options.HeadersOption = None,
    workspace: options.WorkspaceOption = None,
    ca: options.CaOption = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B", help="These checks alone, by their codes."),
    ] = None,
    form: Annotated[
        ConformanceFormat,
        typer.Option("--format", help="text for people, json for programs, junit for CI systems."),
    ] = ConformanceFormat.TEXT,
    list_checks: Annotated[
        bool, typer.Option("--list", help="Ask nothing; print every check in a line.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Ask nothing; explain the checks, as Markdown.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Ask nothing; print the JSON Schema of an answer.")
    ] = False,
    config: options.ConfigOption = None,
) -> None:
    """Examine an implementation of Plain's customer cards, and grade it.

    Asks as Plain would, and as Plain will sooner or later: with nulls, unknown keys and customers,
    wrong signatures, ten at once. Each finding says what an agent would see and how to fix it.
    """
    if sum((list_checks, explain, schema)) > 1:
        raise WrongUsage("--list, --explain and --schema exclude each other. Fix: keep one of them")
    if schema:
        from aggregator.domain.plain.schema import schema_text

        print(schema_text(), end="")
        return
    checks = _chosen(options.parted(only))
    if list_checks or explain:
        say(out(), (listed if list_checks else explained)(checks).rstrip("\n"))
        return

    from aggregator.simulator.conformance.target import ProbeTarget

    if url is None:
        raise WrongUsage("No URL is given. Fix: aggregator conformance http://127.0.0.1:8484 ...")
    wanted = options.card_keys(keys)
    if not (email or external_id or plain_id):
        raise WrongUsage("No customer is named. Fix: --customer with somebody who has data there")
    address = complete(url, "/cards")
    proof = credentials(address, secret, header or (), workspace, config)
    target = ProbeTarget(
        url=address,
        keys=wanted,
        customer=options.customer_ids(email, external_id, plain_id),
        thread=options.ids(thread, "th_"),
        tenant=options.ids(tenant, "te_"),
        secret=proof.secret,
        retired=retired,
        headers=proof.headers,
        workspace_id=proof.workspace_id,
    )
    report = _examined(target, checks, trusted(ca))
    _write(report, form)
    if report.failed:
        raise typer.Exit(FAILED)


def _chosen(only: Sequence[str]) -> "Sequence[Check]":
    from aggregator.simulator.conformance.registry import all_checks

    known = all_checks()
    for code in only:
        if code not in known:
            near = get_close_matches(code, known, 1)
            fix = f"--only {near[0]}" if near else "--list shows every check"
            raise WrongUsage(f"There is no check {code}. Fix: {fix}")
    return [check for code, check in known.items() if not only or code in only]


def _examined(
    target: "ProbeTarget", checks: "Sequence[Check]", tls: "ssl.SSLContext | None"
) -> "Report":
    import asyncio

    from aggregator.simulator.call import CallError
    from aggregator.simulator.conformance.examine import bound, examine

    step(f"{count(len(checks), 'check')}, at most {bound(target, checks)} requests")
    asking = sum(check.asks is not None for check in checks)
    done = 0
    with err().console.status("all cards") as status:

        def begin(check: "Check") -> None:
            nonlocal done
            done += 1
            status.update(f"{done} of {asking}: {check.code}")

        try:
            return asyncio.run(examine(target, checks, tls=tls, on_check=begin))
        except CallError as error:
            raise CommandFailed(str(error)) from None


def _write(report: "Report", form: ConformanceFormat) -> None:
    if form is ConformanceFormat.JSON:
        say(out(), json.dumps(as_json(report), indent=2, ensure_ascii=False))
    elif form is ConformanceFormat.JUNIT:
        say(out(), as_junit(report))
    else:
        print_report(report)
