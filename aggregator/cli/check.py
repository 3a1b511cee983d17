"""`aggregator check`: every card held against the schema and the card language."""

import json
import re
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from aggregator.cli.failure import FAILED
from aggregator.cli.options import Config
from aggregator.cli.terminal import out, say

if TYPE_CHECKING:
    from aggregator.cards.check import CheckReport
    from aggregator.cards.findings import Finding

ORDER = 21

_EPILOG = """\b
Examples:
  aggregator check                                 all cards
  aggregator check cards/billing                   one team's
  aggregator check cards/billing/plan.graphql      one card
  aggregator check --format json | jq '.findings[].code'

\b
Exit codes: 0 no errors (warnings may be), 1 errors, 2 wrong usage.
"""

_STYLES = {"error": "bold red", "warning": "bold yellow", "hint": "bold blue"}
_HEAD = re.compile(r"^\S.*?:\d+:\d+: (error|warning|hint): ")


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(check)


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Card files, teams' folders, or folders of those; anywhere. By default all cards.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="Text for people, JSON for programs.")
    ] = Format.TEXT,
    config: Config = None,
) -> None:
    """Check cards: each finding with its place, its rule and the fix.

    Nothing is asked over the network and no secret is needed, so it runs anywhere, in CI too.
    Shared fragments come from graphql/fragments, wherever the cards are.
    """
    from aggregator.cards.catalog import FRAGMENTS
    from aggregator.cards.check import check_cards
    from aggregator.cards.source import read_fragments
    from aggregator.service import internal_schema
    from aggregator.settings import load_settings

    settings = load_settings(config, only=("cards", "graphql"))
    shared = read_fragments(settings.graphql / FRAGMENTS)
    report = check_cards(paths or [settings.cards], internal_schema(), shared)
    if form is Format.JSON:
        say(out(), json.dumps(_as_json(report), indent=2, ensure_ascii=False))
    else:
        _print(report)
    if report.failed:
        raise typer.Exit(FAILED)


def summary(report: "CheckReport") -> str:
    """Say in a line what a check came to: "2 errors in 1 of 8 cards"."""
    cards = _count(len(report.checked), "card")
    if not report.findings:
        return f"{cards}, no findings"
    severities = Counter(str(finding.severity) for finding in report.findings)
    counts = [_count(severities[word], word) for word in _STYLES if severities[word]]
    touched = sum(1 for card in report.checked if card.findings)
    if not touched:
        return f"{' and '.join(counts)}, none in the {cards}"
    return f"{' and '.join(counts)} in {touched} of {cards}"


def _print(report: "CheckReport") -> None:
    console = out()
    for finding in report.findings:
        console.print(_coloured(finding), soft_wrap=True)
        console.print()
    say(console, summary(report), "bold" if report.findings else "green")


def _coloured(finding: "Finding") -> Text:
    """Give the text of a finding exactly, its severity and carets in colour."""
    text = Text(finding.text())
    head = _HEAD.match(text.plain)
    style = _STYLES[str(finding.severity)]
    if head:
        text.stylize(style, *head.span(1))
    text.highlight_regex(r"(?m)^ +\| +(?P<carets>\^+)$", style)
    return text


def _as_json(report: "CheckReport") -> dict[str, object]:
    return {
        "cards": len(report.checked),
        "failed": report.failed,
        "summary": summary(report),
        "findings": [finding.as_json() for finding in report.findings],
    }


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
