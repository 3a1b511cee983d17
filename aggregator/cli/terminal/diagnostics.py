"""Findings and impacts in the terminal and as JSON: the same for one check and for a watch."""

import re
from collections import Counter
from typing import TYPE_CHECKING

from aggregator.cli.terminal.output import out, say
from aggregator.cli.terminal.program import runnable

if TYPE_CHECKING:
    from aggregator.language.diagnostics import Diagnostic
    from aggregator.lint.check import CheckReport
    from aggregator.lint.impact import Effect, ImpactReport

_STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "hint": "bold blue",
    "breaks": "bold red",
    "weakens": "bold yellow",
}
_SEVERITIES = ("error", "warning", "hint")
_HEAD = re.compile(rf"^\S.*?:\d+:\d+: ({'|'.join(_STYLES)}): ")


def print_report(report: "CheckReport") -> None:
    for diagnostic in report.diagnostics:
        print_diagnostic(diagnostic)
    say(out(), summary(report), "bold" if report.diagnostics else "green")


def print_diagnostic(diagnostic: "Diagnostic") -> None:
    _print(runnable(diagnostic.text()))


def print_impact(report: "ImpactReport") -> None:
    for each in report.impacts:
        _print(each.text())
    console = out()
    for line in _teams(report):
        say(console, line)
    say(console, impact_summary(report), "bold" if report.impacts else "green")


def summary(report: "CheckReport") -> str:
    """Say in a line what a check came to: "2 errors in 1 of 8 cards"."""
    cards, connectors = count(len(report.checked), "card"), _connectors(report)
    alone = bool(connectors) and not report.checked
    if not report.diagnostics:
        looked = connectors if alone else " and ".join(filter(None, (cards, connectors)))
        return f"{looked}, no findings"
    severities = Counter(str(diagnostic.severity) for diagnostic in report.diagnostics)
    counts = [count(severities[word], word) for word in _SEVERITIES if severities[word]]
    touched = sum(1 for card in report.checked if card.diagnostics)
    if alone:
        return f"{' and '.join(counts)} in {count(len(report.connectors), 'connector')}"
    if not touched:
        where = f", none in the {cards}" if report.checked else "; there are no cards"
        return f"{' and '.join(counts)}{where}"
    return f"{' and '.join(counts)} in {touched} of {cards}"


def _connectors(report: "CheckReport") -> str:
    """Say which connectors were looked at; nothing where there are none."""
    if not report.connectors:
        return ""
    lookups = sum(each.lookups for each in report.connectors)
    return f"{count(len(report.connectors), 'connector')} with {count(lookups, 'lookup')}"


def impact_summary(report: "ImpactReport") -> str:
    """Say in a line what a change comes to: "1 of 8 cards breaks, 2 are weakened"."""
    breaks, weakens = (sum(map(len, report.by_team(effect).values())) for effect in _effects())
    cards = count(len(report.cards), "card")
    if not report.impacts:
        said = f"{cards}, none is touched by the change of the schema"
    else:
        said = f"Of {cards} {breaks or 'none'} {'break' if breaks > 1 else 'breaks'}"
        said += f", {weakens or 'none'} {'are' if weakens > 1 else 'is'} weakened"
    if report.left_out:
        keys = ", ".join(card.key for card in report.left_out)
        said += f"; not valid before either, and left out: {keys}"
    return said


def report_as_json(report: "CheckReport") -> dict[str, object]:
    return {
        "cards": len(report.checked),
        "connectors": len(report.connectors),
        "failed": report.failed,
        "summary": summary(report),
        "findings": [diagnostic.as_json() for diagnostic in report.diagnostics],
    }


def impact_as_json(report: "ImpactReport") -> dict[str, object]:
    return {
        "cards": len(report.cards),
        "failed": report.failed,
        "summary": impact_summary(report),
        "teams": {str(effect): report.by_team(effect) for effect in _effects()},
        "leftOut": [card.key for card in report.left_out],
        "impacts": [
            {
                "effect": str(each.effect),
                **each.diagnostic.as_json(),
                "cards": [{"key": card.key, "team": card.team} for card in each.cards],
            }
            for each in report.impacts
        ],
    }


def count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _teams(report: "ImpactReport") -> list[str]:
    lines = []
    for effect in _effects():
        for team, keys in report.by_team(effect).items():
            lines.append(f"{effect} for {team}: {', '.join(keys)}")
    return lines


def _effects() -> "tuple[Effect, Effect]":
    from aggregator.lint.impact import Effect

    return (Effect.BREAKS, Effect.WEAKENS)


def _print(said: str) -> None:
    """Print exactly this text, its first word of weight and its carets in colour."""
    screen = out()
    head = _HEAD.match(said)
    if screen.is_terminal and head:
        from rich.text import Text

        text, style = Text(said), _STYLES[head[1]]
        text.stylize(style, *head.span(1))
        text.highlight_regex(r"(?m)^ +\| +(?P<carets>\^+)$", style)
        screen.print(text, soft_wrap=True)
    else:
        say(screen, said)
    say(screen, "")
