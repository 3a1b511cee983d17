"""Builders: nothing is put where there is nothing, texts fit, and no value becomes markup."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.plain.components import emit, emit_all, validate
from aggregator.render.python import (
    Card,
    Markdown,
    Money,
    badge,
    box,
    copy,
    divider,
    link,
    markdown,
    row,
    spacer,
    text,
    totals,
    workflow,
)
from tests.support.card_data import HOSTILE


@pytest.mark.parametrize("nothing", [None, "", " \n\t "])
def test_what_is_null_or_blank_is_left_out(nothing: str | None) -> None:
    assert text(nothing) is None
    assert badge(nothing) is None
    assert copy(nothing) is None
    assert copy("x" * 1_001) is None
    assert link(nothing, "https://a.example") is None
    assert link("Open", nothing) is None
    assert row("Label", nothing) is None
    assert row(nothing or [], badge("x")) is None
    assert markdown("**{}**", nothing) is None
    assert box(nothing) is None
    assert Card(nothing, None).components == ()


def test_a_label_is_muted_and_goes_with_its_value() -> None:
    found = row("Plan", badge("Growth", "GREEN"))
    assert found is not None
    assert emit(found) == {
        "componentRow": {
            "rowMainContent": [
                {"componentPlainText": {"plainText": "Plan", "plainTextColor": "MUTED"}}
            ],
            "rowAsideContent": [
                {"componentBadge": {"badgeLabel": "Growth", "badgeColor": "GREEN"}}
            ],
        }
    }


def test_pieces_at_the_left_are_a_list_and_need_nothing_at_the_right() -> None:
    found = row([text("INV-1"), None, "x"])
    assert found is not None
    assert [emit(each) for each in found.main] == [
        {"componentPlainText": {"plainText": "INV-1"}},
        {"componentPlainText": {"plainText": "x"}},
    ]
    assert found.aside == ()


def test_values_in_markdown_stand_for_themselves_unless_they_are_markdown() -> None:
    found = markdown("**{}** {}", "[click](https://evil.example)", Markdown("*soon*"))
    assert found is not None
    assert found.text.startswith(r"**\[click\]\(https")
    assert "://" not in found.text
    assert found.text.endswith("** *soon*")


def test_values_in_an_address_in_markdown_stay_in_their_place() -> None:
    found = markdown("**{}** [open](https://a.example/{}/{}) {{x}}", "a*b", "Ann Lee", "a)b")
    assert found is not None
    assert found.text == r"**a\*b** [open](https://a.example/Ann%20Lee/a%29b) {x}"
    assert markdown("[open](https://a.example/{}/x)", "..") is None
    with pytest.raises(ValueError, match="https://"):
        markdown("[open]({})", "https://evil.example")


def test_values_in_an_address_stay_in_their_place() -> None:
    found = link("Open", "https://a.example/c/{}?q={}", "../x", "a&b=c")
    assert found is not None
    assert found.url == "https://a.example/c/..%2Fx?q=a%26b%3Dc"
    assert link("Open", "https://a.example/{}", None) is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://bank.example@evil", "no address"])
def test_an_address_that_may_not_be_opened_has_no_button(url: str) -> None:
    assert link("Open", url) is None


def test_what_no_component_can_be_raises_and_names_it() -> None:
    wrong: Any = 7
    with pytest.raises(ValueError, match="Card: cannot hold a int"):
        Card(wrong)
    with pytest.raises(ValueError, match="a row holds no row"):
        row("Label", row("Other", badge("x")))  # type: ignore[arg-type]  # said by mypy too
    with pytest.raises(ValueError, match="Container: content cannot hold a Container"):
        box(box("x"))  # type: ignore[arg-type]  # as above
    with pytest.raises(ValueError, match="Badge: badgeColor"):
        badge("x", "PURPLE")  # type: ignore[arg-type]  # as above
    with pytest.raises(ValueError, match="workflowButtonWorkflowIdentifier"):
        workflow("Refund")


@given(st.sampled_from(HOSTILE) | st.text())
def test_any_words_make_components_that_plain_takes(words: str) -> None:
    card = Card(
        words,
        text(words, size="S", color="MUTED"),
        divider(),
        row(words, badge(words), copy(words, words), link(words, words)),
        spacer("S"),
        box(row([words], words), markdown("> {} **{}**", words, Markdown(words))),
        link("Open", "https://a.example/{}", words),
        workflow("Refund", key="refund"),
    )
    assert validate(emit_all(card.components)) == []


def test_amounts_are_added_exactly_each_currency_by_itself() -> None:
    amounts = [Money(Decimal("0.10"), "USD"), None, Money(Decimal(5), "EUR")]
    amounts += [Money(Decimal("0.20"), "USD")]
    assert totals(amounts) == (Money(Decimal("0.30"), "USD"), Money(Decimal(5), "EUR"))
    assert totals([]) == ()
