"""Rows, lists, sections, fixed words and fragments: how a card is put together."""

from typing import Any

from aggregator.domain.card import Failed, Hidden, Result, Shown
from aggregator.domain.errors import ItemUnreadable, ValueUnreadable
from tests.support.rendering import (
    CONTEXT,
    badge,
    box,
    compiled,
    components,
    customer,
    divider,
    label,
    plain,
    row,
    shown,
    spacer,
)


def hidden(fields: str, data: dict[str, Any]) -> bool:
    return customer(fields).render(Result({"customer": data}), CONTEXT) == Hidden(120)


# -- what is shown at all


def test_a_field_without_layout_is_only_fetched() -> None:
    assert components("id  name @text", {"id": "c", "name": "Al"}) == [plain("Al")]


def test_a_field_with_only_fixed_words_shows_nothing() -> None:
    card = 'name @text  id @divider @note(text: "n") @default(text: "d")'
    assert components(card, {"id": "c", "name": "Al"}) == [plain("Al")]


def test_an_object_flattens_into_its_place_in_file_order() -> None:
    card = "name @text  account { domain @text owner { name @text } }  email @text"
    data = {"name": "1", "account": {"domain": "2", "owner": {"name": "3"}}, "email": "4"}
    assert components(card, data) == [plain(each) for each in "1234"]


def test_an_alias_is_the_name_of_its_value() -> None:
    card = 'called: name @text(text: "{called}!")'
    assert components(card, {"called": "Al"}) == [plain("Al!")]


# -- rows


def test_a_row_on_a_leaf_has_a_label_or_the_fields_name() -> None:
    card = 'name @row(label: "Who")  externalId @row  score @row'
    data = {"name": "Al", "externalId": None, "score": 1}
    assert components(card, data) == [
        row([label("Who")], [plain("Al")]),
        row([label("Score")], [plain("1")]),
    ]


def test_a_row_on_an_object_has_two_columns_and_main_is_the_usual_one() -> None:
    card = "account @row { name @text  domain @aside  industry @main }"
    data = {"account": {"name": "Acme", "domain": "acme.co", "industry": "Food"}}
    assert components(card, data) == [row([plain("Acme"), plain("Food")], [plain("acme.co")])]


def test_a_row_whose_main_is_empty_is_dropped_and_an_empty_aside_is_kept() -> None:
    card = "account @row { name @main  domain @aside }"
    assert hidden(card, {"account": {"name": None, "domain": "acme.co"}})
    data = {"account": {"name": "Acme", "domain": None}}
    assert components(card, data) == [row([plain("Acme")], [])]


def test_a_row_or_box_of_separators_alone_is_dropped() -> None:
    rows = (
        'account @row { name @main @when(field: "name")  owner @divider @spacer { email @aside } }'
    )
    assert hidden(rows, {"account": {"name": None, "owner": {"email": "o@b.co"}}})
    boxes = "account @section(box: true) { owner @divider { ... @spacer { email @text } } }"
    assert hidden(boxes, {"account": {"owner": {"email": None}}})


def test_an_object_in_a_row_fills_the_column_it_is_put_in() -> None:
    card = "account @row { name @main  owner @aside { name @text email @main } }"
    data = {"account": {"name": "Acme", "owner": {"name": "O", "email": "o@b.co"}}}
    assert components(card, data) == [row([plain("Acme"), plain("o@b.co")], [plain("O")])]


def test_a_row_on_a_group_of_fields() -> None:
    card = "... @row { name @main  email @aside }"
    assert components(card, {"name": "Al", "email": "a@b.co"}) == [
        row([plain("Al")], [plain("a@b.co")])
    ]


def test_a_row_on_a_list_is_one_row_an_item() -> None:
    card = "tickets(first: 2) @row { subject @main  status @aside }"
    data = {"tickets": [{"subject": "A", "status": "NEW"}, {"subject": "B", "status": "OPEN"}]}
    assert components(card, data) == [
        row([plain("A")], [badge("New", "GREY")]),
        row([plain("B")], [badge("Open", "GREY")]),
    ]


# -- null and default


def test_a_null_leaf_row_is_dropped_and_default_keeps_it() -> None:
    card = 'name @row(label: "N")  email @row(label: "E") @default(text: "-")  id @text'
    for empty in (None, "", "  \n "):
        data = {"name": empty, "email": empty, "id": "c"}
        assert components(card, data) == [row([label("E")], [plain("-")]), plain("c")]


def test_default_of_an_object_stands_for_the_whole_object() -> None:
    card = 'id @text  account @default(text: "No account of {id}") { name @text }'
    assert components(card, {"id": "c", "account": None})[1:] == [plain("No account of c")]


def test_default_is_not_said_of_a_customer_nobody_knows() -> None:
    card = customer('name @row @default(text: "-")')
    unknown = Result({"customer": {"name": None}}, known=False)
    assert card.render(unknown, CONTEXT) == Hidden(60)


# -- lists


TICKETS = {"tickets": [{"subject": each} for each in "ABCDE"]}


def test_each_caps_a_list_and_says_how_many_more() -> None:
    card = "tickets(first: 5) @each(max: 3%s) { subject @text }"
    three = [plain(each) for each in "ABC"]
    assert components(card % "", TICKETS) == [*three, label("and 2 more")]
    assert components(card % ', more: "+{count}"', TICKETS) == [*three, label("+2")]
    assert components(card % ', more: ""', TICKETS) == three


def test_a_heading_stands_above_items_but_not_above_nothing() -> None:
    card = 'id @text  tickets(first: 5) @each(heading: "Tickets of {id}") { subject @text }'
    assert components(card, {"id": "c", **TICKETS})[:2] == [plain("c"), label("Tickets of c")]
    assert components(card, {"id": "c", "tickets": []}) == [plain("c")]
    assert components(card, {"id": "c", "tickets": None}) == [plain("c")]
    assert components(card, {"id": "c", "tickets": [{"subject": None}]}) == [plain("c")]


def test_an_empty_list_shows_its_text_and_a_null_one_does_not() -> None:
    card = 'tickets(first: 5) @each(empty: "All quiet") { subject @text }'
    assert components(card, {"tickets": []}) == [label("All quiet")]
    assert hidden(card, {"tickets": None})


def test_an_empty_list_of_a_customer_nobody_knows_says_nothing() -> None:
    card = customer('tickets(first: 5) @each(empty: "All quiet") { subject @text }')
    unknown = Result({"customer": {"tickets": []}}, known=False)
    assert card.render(unknown, CONTEXT) == Hidden(60)


def test_a_list_of_leaves_can_be_capped_too() -> None:
    data = {"tags": ["a", "b", "c"], "past": ["ACTIVE", "CANCELED"]}
    assert components("tags @each(max: 2)", data) == [
        plain("a, b"),
        label("and 1 more"),
    ]
    assert components('past @each(max: 1, more: "…")', data) == [
        badge("Active", "GREY"),
        label("…"),
    ]
    assert components('tags @each(empty: "None", heading: "Tags")', {"tags": []}) == [
        label("Tags"),
        label("None"),
    ]


# -- sections


def test_a_section_has_a_title_above_it_when_there_is_something_in_it() -> None:
    card = 'id @text  account @section(title: "Account {account.name}") { domain @text name }'
    data = {"id": "c", "account": {"name": "Acme", "domain": "acme.co"}}
    assert components(card, data)[1:] == [label("Account Acme"), plain("acme.co")]
    assert components(card, {"id": "c", "account": {"name": "Acme", "domain": None}}) == [
        plain("c")
    ]


def test_a_title_with_a_null_in_it_is_dropped_and_the_section_stays() -> None:
    card = 'account @section(title: "Account {account.name}") { domain @text name }'
    data = {"account": {"name": None, "domain": "acme.co"}}
    assert components(card, data) == [plain("acme.co")]


def test_a_box_holds_its_title_rows_and_items() -> None:
    card = """
      account @section(title: "Account", box: true) @row { name @main  tier @aside }
      tickets(first: 2) { ... @section(box: true) { subject @text  priority @text } }
    """
    data = {
        "account": {"name": "Acme", "tier": "FREE"},
        "tickets": [{"subject": "A", "priority": "LOW"}, {"subject": None, "priority": None}],
    }
    assert components(card, data) == [
        box(label("Account"), row([plain("Acme")], [badge("Free", "GREY")])),
        box(plain("A"), plain("Low")),
    ]


# -- fixed words and separators


def test_fixed_words_stand_before_their_field_in_written_order() -> None:
    card = """
      id @text
      name @spacer(size: L) @note(text: "One {id}") @divider(size: XS)
        @note(text: "**Two**", color: ERROR, size: S)
        @section(title: "Title") @row(label: "Name")
    """
    assert components(card, {"id": "c", "name": "Al"})[1:] == [
        spacer("L"),
        label("One c"),
        divider("XS"),
        {"componentText": {"text": "**Two**", "textColor": "ERROR", "textSize": "S"}},
        label("Title"),
        row([label("Name")], [plain("Al")]),
    ]


def test_fixed_words_go_with_their_field_and_never_count_as_content() -> None:
    assert hidden('name @note(text: "About") @divider @spacer @text', {"name": None})


def test_a_note_with_a_null_in_it_is_dropped_alone() -> None:
    card = 'id  name @note(text: "Of {id}") @text'
    assert components(card, {"id": None, "name": "Al"}) == [plain("Al")]


def test_separators_at_the_ends_orphans_and_doubles_are_removed() -> None:
    card = """
      id @divider @text
      name @divider @text
      account @divider @spacer { domain @divider @spacer @text }
      email @divider @text
    """
    data = {"id": "1", "name": None, "account": {"domain": "3"}, "email": "4"}
    assert components(card, data) == [
        plain("1"),
        divider(),
        spacer(),
        plain("3"),
        divider(),
        plain("4"),
    ]


# -- fragments and types


def test_a_shared_fragment_brings_its_layout() -> None:
    card = compiled(
        'query Q @card(title: "T") { customer { id @text ...Who } }',
        Who='fragment Who on Customer { name @row(label: "Who {id}") id }',
    )
    assert shown(card, {"id": "c", "name": "Al"}).components == [
        plain("c"),
        row([label("Who c")], [plain("Al")]),
    ]


def test_the_type_of_an_object_decides_what_is_shown_of_it() -> None:
    card = customer(
        """latest {
          ... on Ticket @row { subject @main  status @aside }
          ... on Incident { title @text }
        }"""
    )
    items = [
        {"__typename": "Incident", "title": "Down"},
        {"__typename": "Ticket", "subject": "Help", "status": "NEW"},
        {"subject": "of no type"},
    ]
    assert shown(card, {"latest": items}).components == [
        plain("Down"),
        row([plain("Help")], [badge("New", "GREY")]),
    ]


def test_a_fragment_on_the_same_type_or_its_interface_needs_no_type_name() -> None:
    card = "... on Customer { name @text } helper { ... on Named { name @text } }"
    assert components(card, {"name": "Al", "helper": {"name": "R2"}}) == [plain("Al"), plain("R2")]


def test_other_roots_are_cards_too() -> None:
    card = compiled(
        """query Q @card(title: "T") {
          thread { ticket { subject @text } }
          tenant { account { name @text } }
        }"""
    )
    data = {"thread": {"ticket": {"subject": "Help"}}, "tenant": None}
    outcome = card.render(Result(data), CONTEXT)
    assert getattr(outcome, "components", None) == [plain("Help")]


def test_items_and_values_that_cannot_be_read_are_counted_and_the_others_shown() -> None:
    price = Failed(ValueUnreadable("billing", "m"))
    one, other = (Failed(ItemUnreadable("billing", "m")) for _ in range(2))
    items = [{"number": "1", "again": price}, one, {"number": price, "again": price}, other]
    card = customer("invoices(first: 5) @each { number @text  again: number @text }")
    outcome = card.render(Result({"customer": {"invoices": items}}), CONTEXT)
    assert isinstance(outcome, Shown)
    assert outcome.components == [plain("1")]
    told = [type(each) for each in outcome.failures]
    assert told == [ValueUnreadable, ItemUnreadable, ItemUnreadable]
