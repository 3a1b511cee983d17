"""Cards broken on purpose: each mistake is found under its own token, with what was meant.

`⟦token⟧` marks where the finding stands; the marks are taken out before the card is checked.
"""

import re
from typing import NamedTuple

import pytest

from aggregator.language.diagnostics import Diagnostic
from aggregator.lint.registry import all_rules
from tests.support.cards import check_text, under


class Broken(NamedTuple):
    """One card, whole or as what a customer selects; its code, line, column, and what was meant."""

    code: str
    text: str
    line: int
    column: int
    meant: str | None = None


def of_variables(defined: str, given: str = "label: $customerId") -> str:
    body = f"customer {{ invoices(first: 3, {given}) {{ number @text }} }}"
    return f'query Q({defined}) @card(title: "T") {{\n  {body}\n}}'


HEAD = 'query Card @card(title: "T") {\n  customer {\n    '
TAIL = "\n  }\n}\n"

CARDS = [
    # A field that does not exist, at each place where one can be named.
    Broken("unknown-field", "nmae @text", 3, 5, "name"),
    Broken("unknown-field", "subscription {\n      plan { nmae @text }\n    }", 4, 14, "name"),
    Broken(
        "unknown-field", "latest @each(max: 2) { ... on Ticket { sbject @text } }", 3, 44, "subject"
    ),
    Broken(
        "unknown-root", 'query Q @card(title: "T") {\n  custmer { name @text }\n}', 2, 3, "customer"
    ),
    Broken(
        "unknown-root", 'query Q @card(title: "T") {\n  customers { totalCount @text }\n}', 2, 3
    ),
    Broken(
        "root-argument",
        'query Q @card(title: "T") {\n  customer(by: {id: "c"}) { name @text }\n}',
        2,
        12,
    ),
    Broken("unknown-type", "name @text\n    ... on Custmer { email @text }", 4, 12, "Customer"),
    Broken("unknown-fragment", "name @text\n    ...Who", 4, 8),
    Broken("deprecated-field", "fullName @text", 3, 5),
    Broken("missing-selection", "account", 3, 5),
    Broken("selection-on-leaf", "name { first }", 3, 10),
    # Rows and columns.
    Broken("row-in-row", "contact @row {\n      owner @row { name @main }\n    }", 4, 13),
    Broken("column-outside-row", "name @main", 3, 10),
    Broken("column-outside-row", "contact {\n      name @aside\n    }", 4, 12),
    Broken("two-columns", "contact @row { name @main @aside }", 3, 31),
    Broken("column-on-object", "contact @row { owner @main { name @main } }", 3, 26),
    Broken(
        "row-label-on-object", 'account @row(label: "A") { name @main }', 3, 18, "@section(title:)"
    ),
    Broken(
        "row-label-on-object",
        'tickets(first: 3) @row(label: "A") { subject @main }',
        3,
        28,
        "@each(heading:)",
    ),
    Broken("row-without-label", "name @row", 3, 10, '@row(label: "Name")'),
    Broken("empty-row", "contact @row { name email }", 3, 13),
    Broken(
        "box-in-box",
        "contact @section(box: true) {\n      owner @section(box: true) { name @text }\n    }",
        4,
        22,
    ),
    Broken("section-in-row", 'contact @row { owner @section(title: "O") { name @main } }', 3, 26),
    Broken("plain-section", "account @section { name @text }", 3, 13),
    # Directives alone, twice, misspelt, or where they may not stand.
    Broken("decoration-alone", 'name @when(not: ["x"])', 3, 10),
    Broken("decoration-alone", 'name @note(text: "N")', 3, 10),
    Broken("decoration-alone", "name @divider", 3, 10),
    Broken("decoration-alone", "name @spacer", 3, 10),
    Broken("decoration-alone", 'name @default(text: "-")', 3, 10),
    Broken("unknown-directive", "name @bagde", 3, 10, "@badge"),
    Broken("misplaced-directive", 'name @card(title: "T") @text', 3, 10),
    Broken(
        "directive-on-spread",
        "...Who @divider\n  }\n}\nfragment Who on Customer { on: account {\n  name @text",
        3,
        12,
    ),
    Broken("skip-include", "name @skip(if: true) @text", 3, 10, "@when"),
    Broken("skip-include", "name @include(if: true) @text", 3, 10, "@when"),
    Broken("repeated-directive", "name @text @text", 3, 16),
    Broken("two-components", "name @text @badge", 3, 16),
    Broken("two-formats", "usage { apiRatio @percent @number }", 3, 31),
    Broken("value-layout-on-object", "account @badge { name }", 3, 13),
    Broken("each-on-single", "account @each(max: 3) { name @text }", 3, 13),
    Broken("where-on-single", 'account @where(field: "name") { name @text }', 3, 13, "@when"),
    Broken(
        "where-field",
        "invoices(first: 500) @where(is: [PAID]) { status number @text }",
        3,
        26,
        '@where(field: "status")',
    ),
    Broken(
        "where-after-bound",
        'invoices(first: 5) @where(field: "status", is: [PAID]) { status number @text }',
        3,
        14,
    ),
    Broken("when-without-field", "... @when(is: [true]) { name @text }", 3, 9),
    # Values and their types.
    Broken("format-type", "name @date", 3, 10),
    Broken("format-type", "contact { registeredAt @money }", 3, 28, "@date"),
    Broken("user-type", "account { tier @user }", 3, 20),
    Broken("unbounded-list", "invoices @row { number @main }", 3, 5, "invoices(first: 5)"),
    Broken(
        "unbounded-list", "latest { ... on Ticket { subject @text } }", 3, 5, "latest @each(max: 5)"
    ),
    Broken("max-over-first", "invoices(first: 3) @each(max: 5) @row { number @main }", 3, 35),
    Broken("number-range", "invoices(first: 0) @row { number @main }", 3, 21),
    Broken("number-range", "usage { apiRatio @percent(digits: 11) }", 3, 39),
    Broken("unknown-enum-value", "name @text(size: SMALL)", 3, 22),
    Broken("unknown-enum-value", "name @text(color: MUTE)", 3, 23, "MUTED"),
    Broken(
        "unknown-enum-value",
        'subscription { status @badge(green: [ACTIV], grey: ["*"]) }',
        3,
        42,
        "ACTIVE",
    ),
    Broken(
        "unknown-enum-value", "subscription { status @when(is: [TRIAL]) @text }", 3, 38, "TRIALING"
    ),
    Broken("match-word", 'account { employees @text(error: ["< ten"]) }', 3, 39, '"< 10"'),
    Broken("match-word", 'contact { registeredAt @text(error: ["pst"]) }', 3, 42, '"past"'),
    Broken(
        "match-on-object",
        'name @when(field: "contact", is: ["a"]) @text\n    contact { name }',
        3,
        34,
    ),
    Broken("uncoloured-value", "subscription { status @badge(green: [ACTIVE]) }", 3, 27),
    Broken(
        "unreachable-match", 'subscription { status @badge(grey: ["*"], red: [PAST_DUE]) }', 3, 53
    ),
    Broken("wrong-value", 'invoices(first: "3") @row { number @main }', 3, 21),
    Broken("unknown-argument", 'name @row(lable: "N")', 3, 15, "label"),
    Broken(
        "unknown-argument", "invoices(frist: 3) @each(max: 3) @row { number @main }", 3, 14, "first"
    ),
    Broken("missing-argument", "name @note @text", 3, 10),
    Broken("duplicate-argument", "invoices(first: 3, first: 5) @row { number @main }", 3, 24),
    # Templates, links, buttons: the place is inside the text.
    Broken("unknown-path", 'name @row(label: "Name of {emial}") email', 3, 32, "email"),
    Broken("unknown-path", 'name @text(text: "{contact.nmae}") contact { name }', 3, 32, "name"),
    Broken("unknown-path", 'name @text(text: "{contact}") contact { name }', 3, 24, "contact.name"),
    Broken("unknown-path", 'name @when(field: "emial") @text email', 3, 24, "email"),
    Broken(
        "unknown-formatter",
        'contact { registeredAt name @row(label: "{registeredAt|dat}") }',
        3,
        60,
        "date",
    ),
    Broken("formatter-type", 'name @row(label: "{name|date}")', 3, 23),
    Broken("template-syntax", 'name @row(label: "a {name")', 3, 25),
    Broken(
        "unknown-path",
        'invoices(first: 9) @each(max: 2, more: "{cuont}") { number @text }',
        3,
        46,
        "count",
    ),
    Broken("match-word", 'contact { lastSeenAt @when(is: ["> 30d"]) @text }', 3, 37, '"> 30d ago"'),
    Broken("link-scheme", 'id @link(url: "htps://x.example/{id}")', 3, 20, "https:"),
    Broken("link-scheme", 'id @link(url: "{id}")', 3, 19),
    Broken("link-host", 'id @link(url: "https://{id}/a")', 3, 28),
    Broken("link-target", "id @link", 3, 8),
    Broken("workflow-target", 'name @workflow(label: "Run")', 3, 10),
    Broken("workflow-target", 'name @workflow(label: "Run", id: "a", key: "b")', 3, 10),
    # The card itself.
    Broken("missing-card", "query Q { customer { name @text } }", 1, 7),
    Broken("card-title", 'query Q @card(title: "") { customer { name @text } }', 1, 22),
    Broken(
        "card-ttl",
        'query Q @card(title: "T", ttl: "5 min") { customer { name @text } }',
        1,
        32,
        "5m",
    ),
    Broken("card-ttl", 'query Q @card(title: "T", ttl: "5s") { customer { name @text } }', 1, 32),
    Broken(
        "card-timeout",
        'query Q @card(title: "T", timeout: "1m") { customer { name @text } }',
        1,
        36,
    ),
    Broken(
        "unknown-enum-value",
        'query Q @card(title: "T", trust: EXTERNALID) { customer { name @text } }',
        1,
        34,
        "EXTERNAL_ID",
    ),
    Broken(
        "relative-date-ttl",
        'query Q @card(title: "T", ttl: "1h") {\n'
        "  customer { contact { lastSeenAt @date(style: RELATIVE) } }\n}",
        2,
        48,
    ),
    Broken("nothing-shown", "name email", 1, 7),
    Broken(
        "not-a-query", 'mutation M @card(title: "T") { customer { name @text } }', 1, 1, "query"
    ),
    Broken(
        "two-operations",
        'query A @card(title: "A") { customer { name @text } }\n'
        'query B @card(title: "B") { customer { name @text } }',
        2,
        7,
    ),
    Broken("no-operation", "fragment A on Customer { name @text }", 1, 1),
    Broken("not-executable", "type A { b: Int }", 1, 6),
    Broken("syntax-error", "name @text)", 3, 15),
    Broken("syntax-error", 'query Q @card(title: "T") { customer { name @text }', 1, 27),
    # Variables.
    Broken(
        "unknown-variable",
        of_variables("$custmerId: String", "label: $custmerId"),
        1,
        9,
        "$customerId",
    ),
    Broken(
        "required-variable",
        of_variables("$customerId: String!"),
        1,
        22,
    ),
    Broken(
        "variable-type",
        of_variables("$customerId: Int"),
        1,
        22,
        "ID",
    ),
    Broken(
        "variable-default",
        of_variables('$customerId: String = "a"'),
        1,
        31,
    ),
    Broken("undefined-variable", "invoices(first: 3, label: $customerId) { number @text }", 3, 31),
    Broken(
        "unused-variable",
        'query Q($customerId: String) @card(title: "T") { customer { name @text } }',
        1,
        9,
    ),
    Broken(
        "variable-in-layout",
        'query Q($customerId: String) @card(title: "T") {\n'
        "  customer { name @row(label: $customerId) }\n}",
        2,
        31,
    ),
    # What should not stand in a file that everybody reads, or does nothing.
    Broken("secret-in-card", 'name @note(text: "sk_live_4f9a8b2c1d0e") @text', 3, 23),
    Broken("personal-data-in-card", 'name @note(text: "Ask ann@example.com") @text', 3, 27),
    Broken("unused-selection", "name @text email", 3, 16),
    Broken(
        "unused-fragment",
        "name @text\n  }\n}\nfragment Who on Customer { on: account {\n  name @text",
        6,
        10,
    ),
    Broken("empty-text", 'name @row(label: "")', 3, 22),
]


def whole(text: str) -> str:
    alone = re.match(r"(query|mutation|fragment|type) ", text)
    return text if alone else f"{HEAD}{text}{TAIL}"


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.code)
def test_a_broken_card_is_found_out_at_its_line_and_column(card: Broken) -> None:
    found = check_text(whole(card.text))
    said = "\n\n".join(each.text() for each in found)
    first = next((each for each in found if each.code == card.code), None)
    assert first is not None, said or "no finding"
    assert (first.line, first.column) == (card.line, card.column), said
    assert _is_a_token(first), under(first)
    assert card.meant is None or card.meant in first.did_you_mean, said
    assert "check-failed" not in {each.code for each in found}
    assert "not-compiled" not in {each.code for each in found}


def test_the_cards_show_most_rules_and_there_are_enough() -> None:
    assert len(CARDS) >= 40
    of_a_text = {code for code, rule in all_rules().items() if rule.example}
    assert len({card.code for card in CARDS} & of_a_text) >= 60


def _is_a_token(diagnostic: Diagnostic) -> bool:
    """The caret covers something whole: no space at its ends, no word cut in two."""
    line, token = diagnostic.excerpt, under(diagnostic)
    before = line[diagnostic.column - 2 : diagnostic.column - 1]
    after = line[diagnostic.end_column - 1 : diagnostic.end_column]
    cut = (token[:1].isalnum() and before.isalnum()) or (token[-1:].isalnum() and after.isalnum())
    return token == token.strip() and not cut
