"""Lint decides what a card may say; the compiler relies on it, and asserts where it must."""

import re
from pathlib import Path

import pytest
from graphql import Node, Source

from aggregator.language.source import SharedFragments, as_card, parse_text
from aggregator.lint import check
from aggregator.lint.check import CheckedCard, check_card
from aggregator.lint.registry import all_rules
from aggregator.render import layout
from aggregator.render.layout.faults import Unchecked
from tests.support.cards import card
from tests.support.rendering import compile_card, schema

PLURAL = "\n".join(
    [f"fragment F{n} on Customer {{ ...F{n + 1} ...F{n + 1} }}" for n in range(18)]
    + ["fragment F18 on Customer { name @text }"]
)
NAMED = re.compile(r'raise Unchecked\(.*, "([a-z-]+)"\)')
BROKEN = [
    ("fragment F on Customer { name }", "no-operation"),
    ("query Q { customer { name @text } }", "missing-card"),
    (
        f'query Q @card(title: "T") {{ customer {{ ...F0 }} }}\n{PLURAL}',
        "too-complex",
    ),
    (card("name @main"), "column-outside-row"),
    (card("account @row { owner @row { name @main } }"), "row-in-row"),
    (card("account @row { name @row }"), "row-in-row"),
    (card('account @row(label: "x") { name @main }'), "row-label-on-object"),
    (card("account @row { owner @section { name @main } }"), "section-in-row"),
    (
        card("account @section(box: true) { owner @section(box: true) { name @text } }"),
        "box-in-box",
    ),
    (card("tickets(first: 1) @each(max: 0) { subject @text }"), "number-range"),
    (card("score @number(digits: 11)"), "number-range"),
    (card("nope @text"), "unknown-field"),
    (card("name @text @badge"), "two-components"),
    (card("score @number @percent"), "two-formats"),
    (card("name @link"), "link-target"),
    (card("name @link(url: null)"), "link-target"),
    (card('name @link(url: "{name}")'), "link-scheme"),
    (card('name @link(url: "javascript:{name}")'), "link-scheme"),
    (card('name @text @note(text: "[p]({name})")'), "link-scheme"),
    (card('name @text @note(text: "[p](<{name}>)")'), "link-scheme"),
    (card('name @text @note(text: "<{name}>")'), "link-scheme"),
    (card('name @text @note(text: "[p](/a/{name})")'), "link-scheme"),
    (card('name @workflow(label: "x")'), "workflow-target"),
    (card('name @workflow(label: "x", id: null)'), "workflow-target"),
    (card('name @workflow(label: "x", id: "a", key: "b")'), "workflow-target"),
    (card("account @badge { name }"), "value-layout-on-object"),
    (card('name @where(is: ["a"]) @text'), "where-on-single"),
    (card('account @where(field: "name") { name @text }'), "where-on-single"),
    (card("tickets(first: 5) @where(is: [URGENT]) { priority @text }"), "where-field"),
    (
        card("tickets(first: 5) @where(field: null, is: [URGENT]) { priority @text }"),
        "where-field",
    ),
    (card('tags @where(field: "x") @text'), "where-field"),
    (card('... @when(is: ["x"]) { name @text }'), "when-without-field"),
    (card('... @when(field: null, is: ["x"]) { name @text }'), "when-without-field"),
    (card('name @when(field: "account", is: ["x"]) @text account { name }'), "match-on-object"),
    (card('id @text(text: "{account}") account { name @text }'), "unknown-path"),
]
"""A card, and the rule that keeps it from the compiler, which would say the same."""


def _checked(text: str) -> CheckedCard:
    path = Path("cards/team/card.graphql")
    file = parse_text(path, Source(text, str(path)))
    return check_card(as_card(file, "team", SharedFragments()), schema())


@pytest.mark.parametrize(("text", "code"), BROKEN)
def test_lint_finds_what_the_compiler_asserts(text: str, code: str) -> None:
    checked = _checked(text)
    found = [each for each in checked.diagnostics if each.code == code]
    assert found
    assert checked.compiled is None
    assert "not-compiled" not in {each.code for each in checked.diagnostics}
    with pytest.raises(Unchecked) as error:
        compile_card(checked.source, schema())
    assert error.value.rule == code


def test_every_assertion_names_a_rule_and_is_held_to_it_above() -> None:
    room = Path(layout.__file__).parent
    texts = [
        path.read_text(encoding="utf-8")
        for path in (room.parent / "compile.py", *room.glob("*.py"))
    ]
    named = {code for text in texts for code in NAMED.findall(text)}
    of_directives = {"two-components", "two-formats"}  # handed on by a name
    assert named | of_directives == {code for _, code in BROKEN}
    assert named | of_directives <= set(all_rules())


UNREADABLE = [
    ('query Q @card(title: "T", ttl: ⟦"1w") {\n customer { name @text } }', "card-ttl"),
    ('query Q @card(title: "T",\n timeout: ⟦"1m") { customer { name @text } }', "card-timeout"),
    (card('name @text(text: "a {⟦nope}")'), "unknown-path"),
    (card('name @text(text: "a {account.⟦nope}") account { id }'), "unknown-path"),
    (card('name @text(text: "{⟦tickets.subject}") tickets(first: 1) { subject }'), "unknown-path"),
    (card('name @text(text: "{name|⟦shout}")'), "unknown-formatter"),
    (card('name @text(text: "a ⟦{name")'), "template-syntax"),
    (card('name @text(text: "a ⟦{}")'), "template-syntax"),
    (card('name @text(text: "{⟦a b}")'), "template-syntax"),
    (card('name @text(text: "{name.⟦}")'), "template-syntax"),
    (card('name @when(field: "⟦nope") @text'), "unknown-path"),
    (card('name @when(field: "account.⟦nope") @text account { name }'), "unknown-path"),
    (card('name @when(field: "⟦1") @text'), "template-syntax"),
    (
        card('name @when(field: "⟦tickets.subject") @text tickets(first: 1) { subject }'),
        "unknown-path",
    ),
    (card('tickets(first: 5) @where(field: "⟦nope") { subject @text }'), "unknown-path"),
    (card('name tickets(first: 5) @where(field: "⟦name") { subject @text }'), "unknown-path"),
    (card("past @badge(red: [⟦NOPE])"), "unknown-enum-value"),
    (
        card('tickets(first: 5) @where(field: "priority", is: [⟦"no"]) { subject @text priority }'),
        "unknown-enum-value",
    ),
    (card('name @when(field: "score", is: [⟦"lots"]) @text score'), "match-word"),
]
"""A card, the mark before what nobody can read in it, and the rule that says so."""


@pytest.mark.parametrize(("marked", "code"), UNREADABLE)
def test_lint_finds_what_the_compiler_cannot_read(marked: str, code: str) -> None:
    before, _, after = marked.partition("⟦")
    checked = _checked(before + after)
    places = {(each.line, each.column) for each in checked.diagnostics if each.code == code}
    *lines, last = before.split("\n")
    assert (len(lines) + 1, len(last) + 1) in places
    assert checked.compiled is None
    with pytest.raises(ValueError, match=r"\w"):
        compile_card(checked.source, schema())


def test_a_format_is_tried_on_any_type_and_lint_says_where_it_fits() -> None:
    for fields, code in (("name @date", "format-type"), ("id @money", "format-type")):
        assert code in {each.code for each in _checked(card(fields)).diagnostics}
        assert compile_card(_checked(card(fields)).source, schema()).title == "T"


@pytest.mark.parametrize(
    "fields",
    [
        'name @workflow(label: "", key: "a")',
        'name @workflow(label: "Refund", id: null, key: "a")',
        "name @badge(red: null)",
        "name @when(is: null) @text",
        "tickets(first: 3) @each(max: null) { subject @text }",
        "account @section(title: null, box: true) { name @text }",
    ],
)
def test_what_lint_lets_through_is_compiled(fields: str) -> None:
    assert _checked(card(fields)).compiled is not None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("nothing we thought of"), "KeyError: 'nothing we thought of'"),
        (Unchecked(Node(), "row-in-row"), "row-in-row should have been found here"),
    ],
)
def test_a_gap_in_the_checks_costs_its_card_alone_and_is_said_to_be_ours(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def gap(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(check, "compile_outline", gap)
    (found,) = _checked(card("name @text")).diagnostics
    assert found.code == "not-compiled"
    assert said in found.message
