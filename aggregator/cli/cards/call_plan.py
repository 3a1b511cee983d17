"""What cards ask of sources at worst, as a table: for `aggregator check --explain`."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from aggregator.cli.terminal.diagnostics import count
from aggregator.cli.terminal.output import out, say

if TYPE_CHECKING:
    from aggregator.lint.calls.call_count import CallCount, CountedStep
    from aggregator.lint.check_calls import CallCountReport, CallRules
    from aggregator.settings.author import AuthorSettings
    from aggregator.written_world import WrittenWorld

_HEAD = ("level", "lookup", "keys", "exchanges", "for")
_RIGHT = {"keys", "exchanges"}


def calls_of(settings: "AuthorSettings", world: "WrittenWorld") -> "CallRules":
    """Give the lookups of the connected sources, and the budget.

    Where none is connected, as in a repository of cards, the typical connectors count as some.
    """
    from aggregator.lint.calls.budget import CallBudget
    from aggregator.lint.check_calls import CallRules
    from aggregator.schema.lookup_plan import LookupPlan

    connectors = world.connectors
    named = {name: source.connector for name, source in settings.sources.items()}
    sources = {name: connectors[key] for name, key in named.items() if key in connectors}
    check = settings.check
    budget = CallBudget(
        lookups=check.max_lookups,
        exchanges=check.max_exchanges,
        depth=check.max_depth,
        lookups_together=check.max_lookups_together,
        exchanges_together=check.max_exchanges_together,
    )
    return CallRules(LookupPlan.of(sources if named else world.typical), budget)


def print_calls(report: "CallCountReport") -> None:
    console = out()
    by_engine = report.by_engine()
    for key, plan in report.cards.items():
        say(console, f"{key}: {_total(plan)}", "bold")
        if (why := by_engine.get(key)) is not None:
            say(console, f"executed by the GraphQL engine, which takes more CPU: {why}", "dim")
        for line in _table(plan):
            say(console, line)
        say(console, "")
    if len(report.cards) > 1:
        say(
            console,
            f"All {count(len(report.cards), 'card')} together: {_total(report.together)}",
            "bold",
        )
        for line in _table(report.together):
            say(console, line)
        say(console, "")
    budget = report.budget
    say(
        console,
        "At worst, without further pages, calls for tokens and retries. The budget of a card: "
        f"{count(budget.lookups, 'lookup')}, {count(budget.exchanges, 'exchange')}, "
        f"depth {budget.depth}; of all together: {count(budget.lookups_together, 'lookup')}, "
        f"{count(budget.exchanges_together, 'exchange')} (settings: check).",
        "dim",
    )


def _total(plan: "CallCount") -> str:
    return (
        f"{count(plan.lookups, 'lookup')}, {count(plan.exchanges, 'exchange')}, depth {plan.depth}"
    )


def _table(plan: "CallCount") -> Iterator[str]:
    if not plan.steps:
        return
    rows = [_HEAD, *(_row(step) for step in plan.steps)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        cells = [
            cell.rjust(width) if name in _RIGHT else cell.ljust(width)
            for name, cell, width in zip(_HEAD, row, widths, strict=True)
        ]
        yield f"  {'  '.join(cells)}".rstrip()
    fan_outs = {(step.name, step.fan_out): None for step in plan.steps if step.fan_out is not None}
    for name, at_once in fan_outs:
        yield f"  {name} is asked by one key a call, {at_once} at once: a declared fan-out."
    for name in dict.fromkeys(step.name for step in plan.steps if step.again):
        yield f"  {name} is asked again by an address with capitals that it does not find: counted."


def _row(step: "CountedStep") -> Sequence[str]:
    exchanges = str(step.exchanges) if step.level else "-"
    return (str(step.level), step.name, str(step.keys), exchanges, ", ".join(step.asked_for))
