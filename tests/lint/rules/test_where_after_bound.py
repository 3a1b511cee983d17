import pytest

from aggregator.domain.severity import Severity
from tests.support.cards import assert_fine, assert_found, card

LIST = 'tickets%s @where(field: "subject", is: ["a"]) @each(max: 3) { subject @text }'


def test_a_bound_that_may_hide_a_match_is_a_hint() -> None:
    found = assert_found("where-after-bound", card(LIST % "(⟦first⟧: 99)"))
    assert found.severity is Severity.HINT
    assert "first 99 " in found.message
    assert "to 100, or to 500 at most" in str(found.hint)


def test_the_bound_that_the_schema_gives_is_one_too() -> None:
    assert (
        "first 10 "
        in assert_found(
            "where-after-bound", card((LIST % "").replace("@where", "⟦@where⟧"))
        ).message
    )


@pytest.mark.parametrize(
    "inside",
    [
        LIST % "(first: 100)",
        LIST % "(first: 500)",
        "tickets(first: 3) { subject @text }",
        'invoices(first: 1) { lines @where(field: "quantity") @each(max: 2) { quantity @text } }',
        'subscription { plan { features @where(is: ["sso"]) @text } }',
    ],
)
def test_a_list_that_is_looked_at_whole_or_not_kept_from_is_fine(inside: str) -> None:
    assert_fine("where-after-bound", card(inside))
