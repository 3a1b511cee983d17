"""A card's header, and what cannot be compiled."""

from typing import Any

import pytest

from aggregator.domain.errors import CardError
from tests.support.rendering import compiled, customer


def test_the_header_gives_the_settings() -> None:
    card = customer("name @text", 'title: "T", ttl: "1h", empty: "E", timeout: "6s", trust: ANY')
    assert (card.ttl, card.empty, card.timeout, card.trust) == (3600, "E", 6.0, "ANY")


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        ("query Q { customer { name @text } }", "card-directive", 1, 7),
        ('query Q @card(title: "T", ttl: "1w") {\n customer { name } }', "duration", 1, 32),
        ('query Q @card(title: "T",\n timeout: "1m") { customer { name } }', "duration", 2, 11),
    ],
)
def test_a_wrong_header_is_an_error_at_its_place(
    text: str, rule: str, line: int, column: int
) -> None:
    with pytest.raises(CardError) as error:
        compiled(text)
    facts = error.value.facts
    assert (facts["rule"], facts["line"], facts["column"]) == (rule, line, column)
    assert error.value.message.startswith(f"cards/billing/example.graphql:{line}:{column}: ")


def test_a_file_without_a_query_is_an_error() -> None:
    with pytest.raises(CardError, match="one query"):
        compiled("fragment F on Customer { name }")


def test_fragments_that_multiply_without_end_are_refused() -> None:
    fragments: dict[str, Any] = {
        f"F{n}": f"fragment F{n} on Customer {{ ...F{n + 1} ...F{n + 1} }}" for n in range(18)
    }
    fragments["F18"] = "fragment F18 on Customer { name @text }"
    with pytest.raises(CardError) as error:
        compiled('query Q @card(title: "T") { customer { ...F0 } }', **fragments)
    assert error.value.facts["rule"] == "too-large"


THREAD = 'query Q($threadId: ID) @card(title: "T") { customer { name @text } }'


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ('query Q @card(title: "T") { customer { name @text } }', {"customer"}),
        ('query Q @card(title: "T") { thread { id @text } }', {"thread"}),
        ('query Q @card(title: "T") { mine: tenant { id @text } customer { name } }', None),
        (THREAD, {"customer", "thread"}),
    ],
)
def test_what_a_card_reads_of_a_request_is_known(text: str, reads: set[str] | None) -> None:
    assert compiled(text).reads == (reads or {"customer", "tenant"})
