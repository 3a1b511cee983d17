"""A check and an impact, each in one line."""

from pathlib import Path

import pytest

from aggregator.cli.terminal.diagnostics import impact_summary, summary
from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.source import CardSource, SharedFragments, as_card
from aggregator.lint.check import CheckedCard, CheckedConnector, CheckReport
from aggregator.lint.impact import Effect, Impact, ImpactReport
from tests.support.cards import parsed


def diagnostic(severity: str) -> Diagnostic:
    return Diagnostic("a-code", Severity(severity), "No", "a.graphql", 1, 1, 2)


def card(key: str) -> CardSource:
    return as_card(parsed("query Q { a }", key), "team", SharedFragments())


def report(*severities: str, cards: int = 3, lookups: tuple[int, ...] = ()) -> CheckReport:
    diagnostics = tuple(diagnostic(severity) for severity in severities)
    checked = [CheckedCard(card(f"card-{number}")) for number in range(cards)]
    if diagnostics and checked:
        checked[0] = CheckedCard(checked[0].source, diagnostics)
    connectors = [CheckedConnector(Path(f"c{number}"), each) for number, each in enumerate(lookups)]
    return CheckReport(diagnostics, tuple(checked), connectors=tuple(connectors))


@pytest.mark.parametrize(
    ("said", "of"),
    [
        ("3 cards, no findings", report()),
        ("1 card, no findings", report(cards=1)),
        ("1 error in 1 of 3 cards", report("error")),
        ("2 errors and 1 hint in 1 of 3 cards", report("hint", "error", "error")),
        ("1 warning; there are no cards", report("warning", cards=0)),
        ("1 card and 1 connector with 1 lookup, no findings", report(cards=1, lookups=(1,))),
        ("2 connectors with 5 lookups, no findings", report(cards=0, lookups=(2, 3))),
        ("1 error in 1 connector", report("error", cards=0, lookups=(2,))),
        ("1 error in 1 of 3 cards", report("error", lookups=(2,))),
    ],
)
def test_a_check_in_a_line(said: str, of: CheckReport) -> None:
    assert summary(of) == said


def impacts(*effects: Effect, left_out: int = 0) -> ImpactReport:
    cards = tuple(card(f"card-{number}") for number in range(4))
    found = [
        Impact(effect, diagnostic("error"), (cards[number],))
        for number, effect in enumerate(effects)
    ]
    return ImpactReport(tuple(found), cards, cards[:left_out])


@pytest.mark.parametrize(
    ("said", "of"),
    [
        ("4 cards, none is touched by the change of the schema", impacts()),
        ("Of 4 cards 1 breaks, none is weakened", impacts(Effect.BREAKS)),
        ("Of 4 cards none breaks, 1 is weakened", impacts(Effect.WEAKENS)),
        (
            "Of 4 cards 2 break, 2 are weakened",
            impacts(Effect.BREAKS, Effect.BREAKS, Effect.WEAKENS, Effect.WEAKENS),
        ),
        (
            "Of 4 cards 1 breaks, none is weakened; not valid before either, and left out: card-0",
            impacts(Effect.BREAKS, left_out=1),
        ),
    ],
)
def test_an_impact_in_a_line(said: str, of: ImpactReport) -> None:
    assert impact_summary(of) == said
