"""The card of the language's own description, to the last component."""

from typing import Any

from graphql import print_ast

from aggregator.domain.card import Hidden, Result, Shown, Unavailable
from tests.support.rendering import (
    CONTEXT,
    FAILED,
    badge,
    compiled,
    divider,
    label,
    link,
    plain,
    row,
    shown,
)

CARD = """
query SubscriptionStatus @card(title: "Subscription", ttl: "2m") {
  customer {
    subscription {
      plan { name @row(label: "Plan") }
      status
        @row(label: "Status")
        @badge(green: [ACTIVE], blue: [TRIALING], red: [PAST_DUE], grey: [CANCELED])
      renewsAt @when(field: "status", is: [ACTIVE, TRIALING]) @row(label: "Renews") @date
      id @link(label: "Open in billing", url: "https://billing.example.com/subscriptions/{id}?plan={plan.name}")
    }
    invoices(first: 3) @divider @each(heading: "Latest invoices", empty: "No invoices yet") @row {
      number   @main
      issuedAt @main  @date(style: DATE) @text(size: S, color: MUTED)
      total    @aside @money
      status   @aside @badge(green: [PAID], yellow: [OPEN], red: [UNCOLLECTIBLE], grey: [VOID])
    }
  }
}
"""


def data(**subscription: Any) -> dict[str, Any]:
    return {
        "subscription": {
            "id": "sub 1",
            "status": "ACTIVE",
            "renewsAt": "2026-12-01T09:00:00+00:00",
            "plan": {"name": "Pro & co"},
            **subscription,
        },
        "invoices": [
            {
                "number": "INV-1",
                "issuedAt": "2026-11-01T09:00:00+00:00",
                "total": "1290.00 USD",
                "status": "OPEN",
            },
            {
                "number": "INV-2",
                "issuedAt": None,
                "total": "12.50 EUR",
                "status": "PAID",
            },
        ],
    }


INVOICES = [
    divider(),
    label("Latest invoices"),
    row(
        [plain("INV-1"), plain("Nov 1, 2026", plainTextSize="S", plainTextColor="MUTED")],
        [plain("$1,290.00"), badge("Open", "YELLOW")],
    ),
    row([plain("INV-2")], [plain("€12.50"), badge("Paid", "GREEN")]),
]


def test_the_card_shows_every_field_with_a_directive_in_file_order() -> None:
    outcome = shown(compiled(CARD), data())
    assert outcome.components == [
        row([label("Plan")], [plain("Pro & co")]),
        row([label("Status")], [badge("Active", "GREEN")]),
        row([label("Renews")], [plain("Dec 1, 2026")]),
        link(
            "Open in billing",
            "https://billing.example.com/subscriptions/sub%201?plan=Pro%20%26%20co",
        ),
        *INVOICES,
    ]
    assert outcome.ttl == 120
    assert outcome.failures == ()


def test_a_condition_hides_all_that_stands_on_the_field() -> None:
    shown_ = shown(compiled(CARD), data(status="PAST_DUE")).components
    assert row([label("Status")], [badge("Past due", "RED")]) in shown_
    assert not any("Renews" in str(component) for component in shown_)


def test_an_empty_list_shows_its_text_under_its_heading() -> None:
    found = shown(compiled(CARD), {**data(), "invoices": []}).components
    assert found[-3:] == [divider(), label("Latest invoices"), label("No invoices yet")]


def test_without_a_subscription_the_leading_divider_goes() -> None:
    found = shown(compiled(CARD), {**data(), "subscription": None}).components
    assert found == INVOICES[1:]


def test_without_anything_the_card_is_hidden() -> None:
    card = compiled(CARD)
    nothing = Result({"customer": {"subscription": None, "invoices": None}})
    assert card.render(nothing, CONTEXT) == Hidden(120)
    assert card.render(Result({"customer": None}), CONTEXT) == Hidden(120)


def test_for_a_customer_nobody_knows_nothing_holds_for_a_minute_only() -> None:
    unknown = Result({"customer": {"subscription": None, "invoices": []}}, known=False)
    assert compiled(CARD).render(unknown, CONTEXT) == Hidden(60)


def test_a_failed_part_leaves_the_healthy_pieces_and_says_what_failed() -> None:
    outcome = shown(compiled(CARD), {**data(), "subscription": FAILED})
    assert outcome.components == INVOICES[1:]
    assert outcome.failures == (FAILED.error,)


def test_when_everything_failed_the_card_is_unavailable() -> None:
    card = compiled(CARD)
    both = Result({"customer": {"subscription": FAILED, "invoices": FAILED}})
    assert card.render(both, CONTEXT) == Unavailable(FAILED.error)
    assert card.render(Result({"customer": FAILED}), CONTEXT) == Unavailable(FAILED.error)


def test_the_header_becomes_settings() -> None:
    card = compiled(CARD)
    assert (card.key, card.team, card.title, card.ttl) == (
        "example",
        "billing",
        "Subscription",
        120,
    )
    assert (card.operation, card.variables, card.trust) == ("SubscriptionStatus", (), "ANY")
    assert (card.empty, card.timeout) == (None, None)
    assert card.bounds == {("Customer", "invoices"): 3}


def test_what_is_executed_holds_no_layout() -> None:
    text = print_ast(compiled(CARD).document)
    assert "@" not in text
    assert "invoices(first: 3)" in text


def test_rendering_twice_gives_the_same() -> None:
    card = compiled(CARD)
    first, second = (card.render(Result({"customer": data()}), CONTEXT) for _ in range(2))
    assert isinstance(first, Shown)
    assert first == second
