"""Call plans and findings about calls for a card's text, with the product's own connectors."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from graphql import GraphQLSchema, Source

from aggregator.domain.lookup import BatchStyle, Connector
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.source import CardSource, SharedFragments, as_card, parse_text
from aggregator.lint.calls.budget import CallBudget
from aggregator.lint.calls.call_count import CallCount
from aggregator.lint.check_calls import CallRules, look, plan_card, plan_cards
from aggregator.schema.lookup_plan import LookupPlan
from aggregator.upstream.styles.fan_out import FanOut
from tests.support.card_schema import card_schema
from tests.support.the_world import the_world


def lookups(
    slow: Collection[str] = (), twice: Collection[str] = (), fanned: Collection[str] = ()
) -> LookupPlan:
    """The typical connectors. `slow` lookups take one key a call, `twice` there are two of.

    `fanned` take one key a call on purpose.
    """
    sources: dict[str, Connector] = {}
    for name, connector in the_world().typical.items():
        changed = replace(
            connector,
            lookups=tuple(
                replace(each, batch=_one_by_one(each.batch))
                if each.name in slow
                else replace(each, batch=FanOut(calls=3))
                if each.name in fanned
                else each
                for each in connector.lookups
            ),
        )
        sources |= {name: changed, **({f"other_{name}": changed} if name in twice else {})}
    return LookupPlan.of(sources)


def _one_by_one(style: BatchStyle) -> BatchStyle:
    return replace(style, max=1)


def source(text: str, key: str = "card", shared: SharedFragments | None = None) -> CardSource:
    path = Path(f"cards/team/{key}.graphql")
    return as_card(parse_text(path, Source(text, str(path))), "team", shared or SharedFragments())


def plan(
    text: str,
    declared: LookupPlan | None = None,
    schema: GraphQLSchema | None = None,
    shared: SharedFragments | None = None,
) -> CallCount:
    """Plan one query: a card, or any other operation."""
    calls = CallRules(lookups() if declared is None else declared, CallBudget())
    return plan_card(source(text, shared=shared), schema or card_schema(), calls).plan


def found(
    *texts: str, budget: CallBudget | None = None, declared: LookupPlan | None = None
) -> list[Diagnostic]:
    """Check the calls of cards, alone and together; their keys are card, card-1, card-2, ..."""
    cards = [source(text, f"card-{n}" if n else "card") for n, text in enumerate(texts)]
    calls = CallRules(lookups() if declared is None else declared, budget or CallBudget())
    planned = plan_cards(cards, card_schema(), calls)
    return [rule.diagnostic(at) for _, rule, at in look(planned)]
