"""The failure cases that nobody writes: true of every demo card whatever its data, and not of all.

Each rule is shown to catch a card that breaks it: a renderer that is wrong in just that way.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import Source, parse
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from aggregator.authoring.cases.outage import Outage, OutageSubject, denies, faults, outages
from aggregator.authoring.cases.result import invented, refill
from aggregator.authoring.cases.spelling import CaseError
from aggregator.domain.card import Failed, Hidden, Outcome, Result, Shown, Unavailable
from aggregator.domain.errors import InternalError
from aggregator.domain.plain.request import CardRequest
from aggregator.domain.plain.response import CardAnswer, read
from aggregator.language.outline import outline
from aggregator.language.source import (
    CardSource,
    SharedFragments,
    as_card,
    parse_text,
    read_fragments,
)
from aggregator.lint.check import CheckedCard, check_cards
from aggregator.pipeline.respond import FOR_NOW, FailureWords, respond
from aggregator.render.card import CompiledCard, RenderContext
from tests.support.card_data import data_of
from tests.support.rendering import CONTEXT, customer, plain, schema
from tests.support.the_world import the_world

ROOT = Path(__file__).parents[3]
EXAMPLES = 25

PROVIDED = {
    "Customer.subscription": ["billing"],
    "Subscription.plan": ["billing"],
    "Customer.invoices": ["billing"],
    "Customer.contact": ["crm"],
    "Customer.account": ["crm"],
    "Tenant.account": ["crm"],
    "Account.owner": ["crm"],
    "Customer.tickets": ["helpdesk"],
    "Thread.ticket": ["helpdesk"],
    "Customer.conversations": ["helpdesk"],
    "Customer.usage": ["product"],
    "Customer.seats": ["product"],
    "Customer.features": ["product"],
    "Customer.incidents": ["product"],
}


def answer(outcome: Outcome) -> CardAnswer:
    request = CardRequest(("example",), None, None, None, "default")
    told = FailureWords("CASE", lambda source: source)
    return read(respond(request, {"example": outcome}, told), request.card_keys).cards[0]


def subject(card: CompiledCard, **more: Any) -> OutageSubject:
    return OutageSubject(card, schema(), CONTEXT, answer, FOR_NOW, **more)


BILLING = Outage("billing", frozenset({"Customer.subscription"}))

CARD = 'email @row subscription { status @row @badge(grey: ["*"]) plan { name @row } }'

Render = Callable[[Result, RenderContext], Outcome]


def broken(render: Callable[[Result, Outcome], Outcome]) -> CompiledCard:
    """A card whose renderer is wrong: it turns the right outcome into another."""
    card = customer(CARD)
    right = card.render
    return replace(card, render=lambda result, context: render(result, right(result, context)))


def found(card: CompiledCard, data: Any = None) -> list[str]:
    healthy = invented(card, schema()) if data is None else Result({"customer": data})
    return list(faults(BILLING, subject(card), healthy))


def down(result: Result) -> bool:
    return isinstance(result.data["customer"]["subscription"], Failed)


def test_a_card_reads_the_sources_of_its_fields() -> None:
    card = customer(f"{CARD} contact {{ name @row }} helper {{ name @text }}")
    assert outages(card, schema(), {**PROVIDED, "Person.name": ["people"]}) == [
        Outage("billing", frozenset({"Customer.subscription", "Subscription.plan"})),
        Outage("crm", frozenset({"Customer.contact"})),
        Outage("people", frozenset({"Person.name"})),
    ]


def test_a_sound_card_has_no_faults() -> None:
    assert found(customer(CARD)) == []
    assert (
        found(customer(f'{CARD} invoices(first: 1) @each(empty: "None") {{ number @row }}')) == []
    )


def test_a_source_that_a_result_does_not_reach_has_no_faults() -> None:
    card = customer("boss { subscription { status @text } }")
    assert found(card, {"boss": None}) == []


def test_what_is_said_of_a_failed_field_is_a_fault() -> None:
    def says_empty(result: Result, outcome: Outcome) -> Outcome:
        assert isinstance(outcome, Shown)
        if not down(result):
            return outcome
        return replace(outcome, components=[*outcome.components, plain("No subscription")])

    assert found(broken(says_empty)) == [
        'it says plain text "No subscription", which it does not say when the source answers'
    ]


def test_a_failed_field_that_hides_the_card_is_a_fault() -> None:
    wrong = found(broken(lambda result, right: Hidden(60) if down(result) else right))
    assert "something is left out and nothing tells that a source failed" in wrong


def test_a_healthy_piece_that_goes_is_a_fault() -> None:
    def all_fails(result: Result, outcome: Outcome) -> Outcome:
        assert isinstance(outcome, Shown)
        return Unavailable(outcome.failures[0]) if down(result) else outcome

    assert 'plain text "Some email" does not come from the source and is gone' in found(
        broken(all_fails)
    )


def test_a_failure_that_is_kept_for_long_is_a_fault() -> None:
    card = customer(CARD)
    slow = OutageSubject(
        card, schema(), CONTEXT, lambda outcome: replace(answer(outcome), ttl=600), FOR_NOW
    )
    assert list(faults(BILLING, slow, invented(card, schema()))) == [
        "it is kept for 600 s instead of 15 s"
    ]


def test_a_drawing_that_raises_is_a_fault() -> None:
    def raises(result: Result, outcome: Outcome) -> Outcome:
        if down(result):
            raise KeyError("status")
        return outcome

    assert found(broken(raises)) == ["drawing it raises KeyError: 'status'"]


def test_a_drawing_that_fails_only_when_a_source_does_is_a_fault() -> None:
    bug = Unavailable(InternalError("a bug"))
    assert found(broken(lambda result, right: bug if down(result) else right)) == [
        "drawing it fails; the log says where"
    ]
    assert found(broken(lambda _result, _right: bug)) == [], "that is the case's own fault"


def test_the_cards_empty_line_may_go_when_a_source_fails() -> None:
    card = customer(f"{CARD} contact {{ name @row }}", header='title: "T", empty: "Nothing"')
    healthy = Result({"customer": {"email": None, "subscription": None, "contact": None}})
    assert answer(card.render(healthy, CONTEXT)).components is not None
    assert list(faults(BILLING, subject(card), healthy)) == []


def test_components_that_plain_refuses_are_a_fault() -> None:
    card = customer(CARD)
    odd = OutageSubject(
        card,
        schema(),
        CONTEXT,
        lambda outcome: replace(answer(outcome), components=[{"componentNope": {}}]),
        FOR_NOW,
    )
    assert any("Plain would refuse it" in fault for fault in faults(BILLING, odd, _made(card)))


def test_what_stands_under_a_failed_when_not_may_go() -> None:
    governed = 'email @when(field: "subscription.status", not: [CANCELED]) @row'
    card = customer(f'{governed} subscription {{ status @row @badge(grey: ["*"]) }}')
    gone = ['text "Email" size=M color=MUTED', 'plain text "Some email"']
    assert list(faults(BILLING, subject(card, denies=True), _made(card))) == []
    assert list(faults(BILLING, subject(card), _made(card))) == [
        f"{selection} does not come from the source and is gone" for selection in gone
    ]


def test_a_when_not_is_seen_in_the_card_and_in_its_fragments() -> None:
    def source(text: str, fragment: str = "") -> CardSource:
        path = Path("cards/billing/example.graphql")
        shared = SharedFragments(
            {node.name.value: node for node in parse(fragment).definitions} if fragment else {}  # type: ignore[attr-defined, misc]  # only fragments are given
        )
        return as_card(parse_text(path, Source(text)), "billing", shared)

    card = 'query E @card(title: "T") {{ customer {{ {} }} }}'
    fragment = 'fragment F on Customer { name @when(not: ["x"]) @row }'
    assert denies(source(card.format('name @when(not: ["x"]) @row')))
    assert denies(source(card.format("...F"), fragment))
    assert not denies(source(card.format('name @when(is: ["x"]) @row'), fragment))


def _made(card: CompiledCard) -> Result:
    return invented(card, schema())


@cache
def demo_cards() -> Sequence[CheckedCard]:
    shared = read_fragments(ROOT / "graphql" / "fragments")
    return check_cards([ROOT / "cards"], the_world().schema, shared, runs=True).checked


@pytest.mark.parametrize("checked", demo_cards(), ids=lambda checked: checked.source.key)
def test_no_source_that_is_down_makes_a_demo_card_say_anything_false(checked: CheckedCard) -> None:
    card = checked.compiled
    assert card is not None
    own = OutageSubject(
        card, the_world().schema, CONTEXT, answer, FOR_NOW, denies=denies(checked.source)
    )
    down = outages(card, the_world().schema, the_world().provided())
    assert down, "a demo card that reads no source would prove nothing"

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def whatever_the_data(draw: st.DataObject) -> None:
        data = draw.draw(data_of(outline(checked.source, the_world().schema), failing=False))
        try:
            refill(Result(data), card, the_world().schema)
        except CaseError:
            reject()  # no execution could have given it: null where the schema has no null
        for outage in down:
            assert list(faults(outage, own, Result(data, matched_by="external_id"))) == []

    whatever_the_data()
