"""`aggregator source`: systems that are connected, and whether they do what is declared of them."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.terminal import options
from aggregator.cli.terminal.failure import FAILED, WrongUsage
from aggregator.cli.terminal.output import Screen, out, say, step

if TYPE_CHECKING:
    from aggregator.authoring.trial.asking import TrialQuestion
    from aggregator.authoring.trial.report import KeyReading, LookupTrial, SourceTrial, TrialFault

ORDER = 28

_EPILOG = """\b
Example:
  aggregator source try billing --customer ada@example.com \\
      --customer bob@example.com
"""

_TRY_EPILOG = """\b
Examples:
  aggregator source try billing --customer ada@example.com \\
      --customer bob@example.com
  aggregator source try billing --customer user_81 --customer user_82 --json
  aggregator source try billing --customer ada@example.com \\
      --customer bob@example.com --keep "Ledger 2.3" --record

\b
A customer is an e-mail address, an id of Plain's (c_...), one of the
directory (cust_...) or your own. Two who have much there prove most. In
what is printed they are A and B; texts of theirs are told by their length.

\b
--record writes the replies beside the connector, as replies.json: in the
shape in which they came, with nobody's values and no credential. From then
on aggregator connectors test reads them again, wherever it runs.

\b
Exit codes: 0 all is as declared, 1 it is not, 2 wrong usage.
"""


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(epilog=_EPILOG, no_args_is_help=True, rich_markup_mode=app.rich_markup_mode)
    group.callback()(_source)
    group.command("try", epilog=_TRY_EPILOG)(try_out)
    app.add_typer(group, name="source")


def _source() -> None:
    """Sources: systems that are connected, by [sources.NAME] in the settings."""


def try_out(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The source, as in [sources.NAME].")],
    customer: Annotated[
        list[str] | None,
        typer.Option("--customer", metavar="ID", help="Whom to ask for; repeat for two or more."),
    ] = None,
    seconds: Annotated[
        float, typer.Option(metavar="S", min=0.1, help="What one call may take.")
    ] = 10.0,
    keep: Annotated[
        str | None,
        typer.Option(
            metavar="SERVER",
            help="Keep what is proven beside the connector, for its grade: the server's name and "
            "version.",
        ),
    ] = None,
    fake: Annotated[
        bool, typer.Option("--fake", help="With --keep: what was asked is a fake of the system.")
    ] = False,
    record: Annotated[
        bool,
        typer.Option(
            "--record",
            help="Keep the replies beside the connector, others' values in them: connectors test "
            "reads them.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
    config: options.ConfigOption = None,
) -> None:
    """Ask a connected system, and prove what its connector declares.

    Each lookup is asked for the customers alone, together and in another order, for somebody who
    is not there, for as many as one call may carry, with a bound, and in other letters. All must
    agree. Shows the calls, what became of each field, and what is wrong with the fix.
    """
    import asyncio

    from aggregator.authoring.trial.trial import try_source
    from aggregator.cli.connectors.kept import keep_proof, keep_replies, kept_in
    from aggregator.settings import load_settings
    from aggregator.telemetry.log import configure

    if not any(map(str.strip, customer or ())):
        raise WrongUsage(
            "Of whom? Fix: --customer EMAIL, twice: two who have records there prove most"
        )
    if fake and keep is None:
        raise WrongUsage("--fake says of what --keep keeps. Fix: --keep SERVER beside it")
    if keep is not None and not keep.strip():
        raise WrongUsage('Of which server? Fix: --keep "NAME VERSION"')
    configure("text")
    settings = load_settings(config, {"record": 0, "reload": "never"})
    people = [each.strip() for each in customer or () if each.strip()]
    place = kept_in(settings, name) if keep is not None or record else None
    questions: list[TrialQuestion] = []
    trial = asyncio.run(try_source(settings, name, people, seconds, step, questions=questions))
    if as_json:
        say(out(), json.dumps(trial.as_json(), indent=2, ensure_ascii=False))
    else:
        _show(trial, out())
    if place is not None and keep is not None:
        keep_proof(trial, place, keep.strip(), fake=fake)
    if place is not None and record:
        keep_replies(trial, place, settings, questions)
    if trial.failed:
        raise typer.Exit(FAILED)


def _show(trial: "SourceTrial", screen: Screen) -> None:
    say(screen, f"{trial.source}, known by the connector {trial.connector}")
    for label, words in trial.people.items():
        say(screen, f"  {label}: {words}", "dim")
    for lookup in trial.lookups:
        _show_lookup(lookup, screen)
    for fault in trial.faults:
        _show_fault(fault, screen)
    wrong = sum(not each.note for one in trial.lookups for each in one.faults)
    wrong += sum(not each.note for each in trial.faults)
    said = "all is as declared" if not wrong else "1 thing is wrong" if wrong == 1 else None
    style = "red" if wrong else "green"
    say(screen, f"\n{said or f'{wrong} things are wrong'}", style)


def _show_lookup(lookup: "LookupTrial", screen: Screen) -> None:
    fills = f", for {', '.join(lookup.provides)}" if lookup.provides else ""
    say(screen, f"\n{lookup.name}{fills}, by {lookup.key}")
    for call in lookup.calls:
        status = "no answer" if call.status is None else str(call.status)
        say(screen, f"  {call.route}{call.said}  {status}, {call.milliseconds} ms", "dim")
    for reading in lookup.readings:
        _show_reading(reading, screen)
    for each in lookup.proven:
        say(screen, f"  proven: {each}", "green")
    for fault in lookup.faults:
        _show_fault(fault, screen)


def _show_reading(reading: "KeyReading", screen: Screen) -> None:
    count = "1 record" if reading.records == 1 else f"{reading.records or 'no'} records"
    say(screen, f"  {reading.label}: {count}")
    for each in reading.fields:
        if each.value is not None:
            say(screen, f"    {each.name}: {each.value}")
    absent: dict[str, list[str]] = {}
    for each in reading.fields:
        if each.why is not None:
            absent.setdefault(each.why, []).append(each.name)
    for why, names in absent.items():
        say(screen, f"    null: {', '.join(names)} ({why})", "dim")


def _show_fault(fault: "TrialFault", screen: Screen) -> None:
    word, style = ("note", "yellow") if fault.note else ("wrong", "red")
    say(screen, f"  {word}: {fault.message} [{fault.code}]", style)
