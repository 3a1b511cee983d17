"""`aggregator preview`: draw one card for a customer or of a case, close to what an agent sees."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.cards.again import Reads, again
from aggregator.cli.terminal import options
from aggregator.cli.terminal.failure import CommandFailed, WrongUsage
from aggregator.cli.terminal.logs import text_logs
from aggregator.cli.terminal.output import err, out, say
from aggregator.cli.terminal.trust import trusted
from aggregator.language.files import write_text

if TYPE_CHECKING:
    from aggregator.authoring.preview import Preview
    from aggregator.authoring.recording.recording import Recording
    from aggregator.authoring.workbench import Workbench
    from aggregator.cli.terminal.credentials import Credentials
    from aggregator.domain.plain.response import CardAnswer
    from aggregator.render.card import CompiledCard
    from aggregator.settings.author import AuthorSettings

ORDER = 25

_EPILOG = """\b
Examples:
  aggregator preview usage --customer alex@grocery.co     from your sources
  aggregator preview usage --case typical                 without network
  aggregator preview usage --customer alex@grocery.co --url localhost:8484 \\
      --secret demo-secret --header 'Authorization: Bearer demo-token'
  aggregator preview usage --case typical --html usage.html --png usage.png

\b
--url asks a running service, such as the demo, with --secret, --header,
--workspace and --ca. How many calls it made and what is hidden is told too
when it records into the folder of recordings here.

\b
Exit codes: 0 drawn, 1 not so, 2 wrong usage.
"""


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(preview)


def preview(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The card.")],
    case: Annotated[
        str | None, typer.Option("--case", metavar="NAME", help="A case of the card.")
    ] = None,
    email: options.EmailOption = None,
    external_id: options.ExternalIdOption = None,
    plain_id: options.PlainIdOption = None,
    thread: options.ThreadOption = None,
    tenant: options.TenantOption = None,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="Ask a running service instead.")
    ] = None,
    secret: options.SecretOption = None,
    header: options.HeadersOption = None,
    workspace: options.WorkspaceOption = None,
    ca: options.CaOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it as one HTML page.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw that page; needs a Chromium.")
    ] = None,
    config: options.ConfigOption = None,
) -> None:
    """Draw one card for a customer or of a case, close to what an agent sees in Plain.

    Says how long it took, the calls to each source, its bytes, how long Plain keeps it, what
    failed, and what is not shown and why.
    """
    customer = options.customer_ids(email, external_id, plain_id)
    about: dict[str, Any] = {
        "customer": customer,
        "thread": options.ids(thread, "th_"),
        "tenant": options.ids(tenant, "te_"),
    }
    named = any((email, external_id, plain_id, thread, tenant))
    if named == (case is not None):
        raise WrongUsage("Of whom? Fix: either --customer EMAIL (or another id) or --case NAME")
    if url is None and (header or workspace or ca):
        raise WrongUsage("--header, --workspace and --ca belong to --url. Fix: name it, too")
    tls = trusted(ca)

    def work(reads: Reads) -> None:
        import asyncio

        from aggregator.authoring.cases.spelling import CaseError

        settings, workbench, card = _card(key, config, reads)
        try:
            if case is not None:
                seen = asyncio.run(_of_case(case, card, workbench, config))
                workbench.results.save()
            elif url is not None:
                from aggregator.cli.terminal.address import complete
                from aggregator.cli.terminal.credentials import credentials

                target = complete(url, "/cards")
                proof = credentials(target, secret, header or (), workspace, config)
                asked = {**about, "tls": tls}
                seen = _of_service(card, workbench, target, asked, proof, settings.recordings)
            else:
                seen = asyncio.run(_of_sources(card, workbench, about, config))
        except CaseError as error:
            raise CommandFailed(str(error)) from None
        if seen.failures:
            reads.uncertain()  # a card in Python may have had too little time
        _give(seen, html, png, as_json=as_json)

    if case is None or html is not None or png is not None:
        work(Reads())
    else:
        again("preview", (key, case, as_json), config, work)


def _card(
    key: str, config: Path | None, reads: Reads
) -> "tuple[AuthorSettings, Workbench, CompiledCard]":
    from aggregator.authoring.cases.spelling import meant
    from aggregator.authoring.workbench import NEEDED, build_workbench
    from aggregator.settings.author import author_settings

    text_logs()
    settings = author_settings(config, NEEDED)
    reads.add(settings.cards, settings.graphql, *settings.connectors)
    workbench = build_workbench(settings, [key], cached=True)
    card = workbench.catalog.cards.get(key)
    if card is None or key in workbench.catalog.broken:
        if key in workbench.catalog.broken:
            raise CommandFailed(f"{key} has a mistake. Fix: aggregator check says which")
        there_are = build_workbench(settings, cached=True).catalog.cards
        raise WrongUsage(f"There is no card {key}. {meant(key, there_are)}")
    return settings, workbench, card


async def _of_case(
    name: str, card: "CompiledCard", workbench: "Workbench", config: Path | None
) -> "Preview":
    from aggregator.authoring.case_runner import NOW, run_case
    from aggregator.authoring.cases.files import cases_of
    from aggregator.authoring.cases.spelling import meant
    from aggregator.authoring.preview import of_case
    from aggregator.authoring.workbench import NEEDED, context_of
    from aggregator.settings.author import author_settings

    cases = {case.name: case for case in cases_of(card.path)}
    if name not in cases:
        known = meant(name, cases) if cases else "It has none; aggregator replay makes one"
        raise WrongUsage(f"{card.key} has no case {name}. {known}")
    usual = context_of(author_settings(config, NEEDED), NOW)
    return of_case(card, await run_case(cases[name], card, workbench, usual), workbench)


async def _of_sources(
    card: "CompiledCard", workbench: "Workbench", about: dict[str, Any], config: Path | None
) -> "Preview":
    from aggregator.authoring.preview import of_recording
    from aggregator.authoring.preview_request import look
    from aggregator.domain.plain.request import CardRequest, read_subject
    from aggregator.settings import load_settings

    settings = load_settings(config, {"record": 0, "reload": "never"})
    if not settings.sources:
        raise CommandFailed(
            "No source is connected here. Fix: [sources.x] in aggregator.toml, --url of a running "
            "service, or --case NAME"
        )
    subject = read_subject(about)
    request = CardRequest(
        (card.key,), subject.customer, subject.thread, subject.tenant, settings.workspace_id
    )
    recording, milliseconds = await look(settings, request)
    return await of_recording(card, recording, workbench, milliseconds)


def _of_service(
    card: "CompiledCard",
    workbench: "Workbench",
    target: str,
    about: dict[str, Any],
    proof: "Credentials",
    recordings: Path,
) -> "Preview":
    import asyncio

    from aggregator.authoring.preview import Preview, of_recording
    from aggregator.cli.plain.answer import refused
    from aggregator.simulator.call import CallError, call

    began = datetime.now(UTC)
    try:
        report = asyncio.run(
            call(
                target,
                secret=proof.secret,
                headers=proof.headers,
                keys=[card.key],
                workspace_id=proof.workspace_id,
                **about,
            )
        )
    except CallError as error:
        raise CommandFailed(str(error)) from None
    if report.status != HTTPStatus.OK:
        raise CommandFailed(refused(target, report))
    answer: CardAnswer | None = next((it for it in report.cards if it.key == card.key), None)
    if answer is None:
        raise CommandFailed(f"{target} did not answer {card.key}: {report.problems[0]}")
    recording = _recorded(card.key, began, recordings)
    if recording is not None:
        return asyncio.run(of_recording(card, recording, workbench, report.milliseconds))
    return Preview(card.key, card.title, answer, report.milliseconds)


def _recorded(key: str, began: datetime, recordings: Path) -> "Recording | None":
    """Find what a service recorded here of the request that was just answered."""
    from aggregator.authoring.recording.folder import RecordingFolder

    latest = next(RecordingFolder(recordings).read_all(), None)
    if latest is None or latest.keys != (key,) or latest.at < began - timedelta(seconds=1):
        return None
    return latest


def _give(seen: "Preview", html: Path | None, png: Path | None, *, as_json: bool) -> None:
    from aggregator.simulator.browser import BrowserMissing, picture
    from aggregator.simulator.draw import draw
    from aggregator.simulator.html import page

    notes = list(_notes(seen))
    written = page(seen.title, seen.answer.components, seen.answer.ttl, notes)
    if html is not None:
        write_text(html, written)
        say(err(), f"{html} written")
    if png is not None:
        try:
            picture(written, png)
        except BrowserMissing as error:
            raise CommandFailed(str(error)) from None
        say(err(), f"{png} written")
    if as_json:
        say(out(), json.dumps(seen.as_json(), indent=2, ensure_ascii=False))
        return
    console = out()
    console.print(draw(seen.title, seen.answer.components, seen.answer.ttl))
    for note in notes:
        say(console, note, "dim")


def _notes(seen: "Preview") -> Iterator[str]:
    from aggregator.simulator.draw import clean

    cost = [f"{seen.size} bytes"]
    if seen.milliseconds is not None:
        cost.insert(0, f"{seen.milliseconds:.0f} ms")
    if seen.calls is not None:
        cost.insert(len(cost) - 1, f"{len(seen.calls)} source calls")
    yield ", ".join(cost)
    for call in seen.calls or ():
        came = call["error"] or call["status"] or "answered"  # a database has no status
        yield f"  {call['source']}: {call['route']}  {came}"
    for failure in seen.failures:
        yield f"failed: {failure}"
    if seen.hidden is not None:
        yield f"hidden: {seen.hidden}"
    for absent in seen.absent or ():
        yield clean(f"not shown, line {absent.line}: {absent.path}: {absent.why}")
    if seen.absent is None:
        yield "What is not shown, and why, is known where the service records: record = 50"
