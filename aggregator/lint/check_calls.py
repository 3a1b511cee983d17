"""Plan the calls of checked cards, and hold them against the rules about calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import GraphQLSchema

from aggregator.language.diagnostics import Violation
from aggregator.language.document import executable
from aggregator.language.outline import outline
from aggregator.language.source import CardSource
from aggregator.lint.calls.budget import CallBudget, CardCalls, CatalogCalls
from aggregator.lint.calls.call_count import CallCount, count_calls
from aggregator.lint.calls.walk import asks_of
from aggregator.lint.registry import all_rules
from aggregator.lint.rule import Rule
from aggregator.plans.compile import compile_operation
from aggregator.schema.lookup_plan import LookupPlan


@dataclass(frozen=True, slots=True)
class CallRules:
    """What is needed to plan calls: how fields are found, and what cards may ask of them."""

    lookups: LookupPlan
    budget: CallBudget


@dataclass(frozen=True, slots=True)
class CallCountReport:
    """The calls of each card, and of all of them in one request."""

    planned: CatalogCalls
    schema: GraphQLSchema

    @property
    def cards(self) -> Mapping[str, CallCount]:
        """By the cards' keys."""
        return {calls.card.key: calls.plan for calls in self.planned.cards}

    @property
    def together(self) -> CallCount:
        return self.planned.plan

    @property
    def budget(self) -> CallBudget:
        return self.planned.budget

    def by_engine(self) -> Mapping[str, str]:
        """Say of which cards, by key, the GraphQL engine must run what, as no plan can say it."""
        reasons = {each.card.key: _unplanned(each.card, self.schema) for each in self.planned.cards}
        return {key: why for key, why in reasons.items() if why is not None}

    def as_json(self) -> Mapping[str, object]:
        """Every plan, JSON values only."""
        budget = self.budget
        return {
            "cards": {key: plan.as_json() for key, plan in self.cards.items()},
            "together": self.together.as_json(),
            "byGraphQLEngine": dict(self.by_engine()),
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


def _unplanned(card: CardSource, schema: GraphQLSchema) -> str | None:
    operation = outline(card, schema).operation
    if operation is None:
        return None
    name = operation.name.value if operation.name else None
    plan = compile_operation(executable(operation, card.fragments, schema), name, schema)
    return plan if isinstance(plan, str) else None


def look(planned: CatalogCalls) -> Iterator[tuple[CardSource, Rule, Violation]]:
    """Yield what the rules about calls find."""
    for rule in all_rules().values():
        for calls in planned.cards if rule.calls else ():
            for found in rule.calls(calls) if rule.calls else ():
                yield calls.card, rule, found
        for card, found in rule.together(planned) if rule.together else ():
            yield card, rule, found
