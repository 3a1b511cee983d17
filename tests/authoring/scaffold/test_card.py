"""A new card's file: whatever is chosen, it passes check and is in the one style."""

from pathlib import Path

import pytest
from graphql import Source

from aggregator.authoring.fmt.file import formatted
from aggregator.authoring.scaffold.card import card_text
from aggregator.authoring.scaffold.choice import choose, offers
from aggregator.language.source import SharedFragments, as_card, parse_text
from aggregator.lint.check import check_card
from tests.support.card_schema import card_schema
from tests.support.the_world import the_world

SCHEMA = the_world().schema
PATHS = [offer.path for offer in offers(SCHEMA)]


def write(*paths: str, title: str = "T", ttl: str | None = "5m") -> str:
    return card_text("my-card", title, choose(paths, card_schema()), ttl)


@pytest.mark.parametrize("paths", [*([path] for path in PATHS), PATHS], ids=lambda it: it[0])
def test_whatever_is_chosen_is_a_card_without_findings_in_the_one_style(paths: list[str]) -> None:
    text = card_text("my-card", "T", choose(paths, SCHEMA), "5m")
    file = parse_text(Path("my-card.graphql"), Source(text))
    card = as_card(file, "team", SharedFragments())
    assert [found.text() for found in check_card(card, SCHEMA).diagnostics] == []
    assert formatted(file) == text


def test_one_object_is_written_as_rows_by_the_types_of_its_values() -> None:
    assert write("subscription.status", "subscription.renewsAt", "subscription.plan.name") == (
        'query MyCard @card(title: "T", ttl: "5m", empty: "No subscription") {\n'
        "  customer {\n"
        "    subscription {\n"
        "      status\n"
        '        @row(label: "Status")\n'
        "        @badge(green: [ACTIVE], blue: [TRIALING], red: [PAST_DUE], grey: [CANCELED])\n"
        '      renewsAt @row(label: "Renews") @date\n'
        "      plan {\n"
        '        name @row(label: "Plan")\n'
        "      }\n"
        "    }\n"
        "  }\n"
        "}\n"
    )


def test_a_list_is_bounded_and_says_when_it_is_empty() -> None:
    text = write("invoices")
    assert 'invoices(first: 3) @each(empty: "No invoices") @row {' in text
    assert "@card(title" in text
    assert "empty:" not in text.splitlines()[0]


def test_a_list_of_what_usually_stands_at_the_right_has_something_at_the_left() -> None:
    assert "total @main @money\n" in write("invoices.total")
    written = write("invoices.total", "invoices.status")
    assert written.count("@main") == written.count("@aside") == 1


def test_several_objects_are_told_apart_and_values_of_the_same_name_too() -> None:
    text = write("subscription.price", "subscription.plan.price", "invoices", "thread.ticket")
    assert 'subscription @section(title: "Subscription")' in text
    assert '@each(heading: "Invoices", empty: "No invoices")' in text
    assert 'ticket @section(title: "Ticket")' in text
    assert 'price @row(label: "Plan: price") @money' in text


def test_a_title_is_quoted_and_a_ttl_may_be_left_out() -> None:
    text = write("email", title='The "big" one', ttl=None)
    first = 'query MyCard @card(title: "The \\"big\\" one", empty: "Nothing known") {'
    assert text.splitlines()[0] == first
