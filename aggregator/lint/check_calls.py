"""Plan the calls of checked cards, and hold them against the rules about calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import GraphQLSchema

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import outline
from aggregator.language.source import CardSource
from aggregator.lint.calls.budget import CallBudget, CardCalls, CatalogCalls
from aggregator.lint.calls.call_count import CallCount, count_calls
from aggregator.lint.calls.walk import asks_of
from aggregator.lint.registry import all_rules
from aggregator.lint.rule import Rule
from aggregator.schema.lookup_plan import LookupPlan


@dataclass(frozen=True, slots=True)
class CallRules:
    """What is needed to plan calls: how fields are found, and what cards may ask of them."""

    lookups: LookupPlan
    budget: CallBudget


@dataclass(frozen=True, slots=True)
class CallCountReport:
    """The plan of each card by its key, and of all of them in one request."""

    cards: Mapping[str, CallCount]
    together: CallCount
    budget: CallBudget

    @classmethod
    def of(cls, planned: CatalogCalls) -> "CallCountReport":
        plans = {calls.card.key: calls.plan for calls in planned.cards}
        return cls(plans, planned.plan, planned.budget)

    def as_json(self) -> Mapping[str, object]:
        """Every plan, JSON values only."""
        budget = self.budget
        return {
            "cards": {key: plan.as_json() for key, plan in self.cards.items()},
            "together": self.together.as_json(),
            "budget": {
                "lookups": budget.lookups,
                "exchanges": budget.exchanges,
                "depth": budget.depth,
                "lookupsTogether": budget.lookups_together,
                "exchangesTogether": budget.exchanges_together,
            },
        }


def plan_cards(
    cards: Sequence[CardSource], schema: GraphQLSchema, calls: CallRules
) -> CatalogCalls:
    """Plan cards that are valid, each by itself and all together."""
    planned = [plan_card(card, schema, calls) for card in cards]
    together = count_calls(lookup_path for card in planned for lookup_path in card.lookup_paths)
    return CatalogCalls(planned, together, calls.budget)


def plan_card(card: CardSource, schema: GraphQLSchema, calls: CallRules) -> CardCalls:
    asked = asks_of(outline(card, schema), calls.lookups)
    return CardCalls(
        card, asked, count_calls(lookup_path for lookup_path, _ in asked), calls.budget
    )


def look(planned: CatalogCalls) -> Iterator[tuple[CardSource, Rule, Violation]]:
    """Yield what the rules about calls find."""
    for rule in all_rules().values():
        for calls in planned.cards if rule.calls else ():
            for found in rule.calls(calls) if rule.calls else ():
                yield calls.card, rule, found
        for card, found in rule.together(planned) if rule.together else ():
            yield card, rule, found
