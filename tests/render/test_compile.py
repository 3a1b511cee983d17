"""A card's header, and what it reads of a request."""

import pytest

from tests.support.rendering import compiled, customer


def test_the_header_gives_the_settings() -> None:
    card = customer("name @text", 'title: "T", ttl: "1h", empty: "E", timeout: "6s", trust: ANY')
    assert (card.ttl, card.empty, card.timeout, card.trust) == (3600, "E", 6.0, "ANY")


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
