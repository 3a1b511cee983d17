"""Cards with one mistake each, of people who paste from elsewhere or know GraphQL by hearsay."""

from tests.support.slips_of_habit import ARGUMENT
from tests.support.slips_of_syntax import SYNTAX, Slip, inside

_DIRECTIVE = "unknown-directive"
_FIELD = "unknown-field"
_MARKUP = "markup-in-text"


def _status(look: str) -> str:
    return inside(f"subscription {{ status {look} }}")


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


_WHOLE_FILES = [
    Slip(
        "JSX",
        SYNTAX,
        _lines('⟦<⟧Card title="T">', '  <Row label="Name">{customer.name}</Row>', "</Card>"),
        "JSX",
        by_hand=True,
    ),
    Slip("a page", SYNTAX, "⟦<⟧!DOCTYPE html>\n<p>Hi</p>\n", "HTML", by_hand=True),
    Slip(
        "the components of Plain",
        SYNTAX,
        '⟦{⟧\n  "key": "plan",\n  "components": [{"componentText": {"text": "Hi"}}]\n}\n',
        "JSON",
        by_hand=True,
    ),
    Slip("a list of JSON", SYNTAX, '⟦[⟧{"componentText": {"text": "Hi"}}]\n', "JSON", by_hand=True),
    Slip("YAML", SYNTAX, "⟦title⟧: Plan\nttl: 5m\nrows:\n  - label: A\n", "YAML", by_hand=True),
    Slip("a list of YAML", SYNTAX, "⟦-⟧ label: Name\n  value: name\n", "YAML", by_hand=True),
    Slip("SQL", SYNTAX, "⟦SELECT⟧ name FROM customers\n", "SQL", by_hand=True),
    Slip("JavaScript", SYNTAX, "⟦import⟧ { Card } from 'plain'\n", "JavaScript", by_hand=True),
    Slip(
        "a query in a script",
        SYNTAX,
        'const CARD = ⟦gql⟧`\nquery Q @card(title: "T") { customer { name @text } }\n`;\n',
        "without the script",
    ),
]

_NAMES = [
    Slip(
        "a digit first", SYNTAX, 'query ⟦1st⟧ @card(title: "T") { customer { id @text } }', "letter"
    ),
    Slip("a digit first in another name", SYNTAX, inside("⟦2nd⟧: name @text"), "letter"),
    Slip(
        "a hyphen in the card's name",
        SYNTAX,
        'query my⟦-⟧card @card(title: "T") { customer { name @text } }',
        "myCard",
    ),
    Slip("a hyphen in a field", SYNTAX, inside("subscription { renews⟦-⟧at @text }"), "renewsAt"),
    Slip(
        "a point in the card's name",
        SYNTAX,
        'query billing⟦.⟧plan @card(title: "T") { customer { name @text } }',
        "billingPlan",
    ),
]

_CARDS = [
    Slip(
        "@card before the query",
        SYNTAX,
        '⟦@⟧card(title: "T")\nquery Q {\n  customer { name @text }\n}\n',
        "behind the name",
    ),
    Slip(
        "@card behind the braces",
        SYNTAX,
        'query Q { customer { name @text } } ⟦@⟧card(title: "T")',
        "before the brace",
    ),
    Slip("the word card", SYNTAX, '⟦card⟧ Q(title: "T") { customer { name @text } }', "word query"),
    Slip("card and its title", SYNTAX, '⟦card⟧ "T" { customer { name @text } }', "word query"),
    Slip(
        "the title behind the name",
        SYNTAX,
        'query Q(⟦title⟧: "T") { customer { name @text } }',
        "@card(title: ...)",
    ),
    Slip(
        "two cards in a file",
        "two-operations",
        'query A @card(title: "A") { customer { name @text } }\n'
        'query ⟦B⟧ @card(title: "B") { customer { email @text } }\n',
        "file of its own",
        by_hand=True,
    ),
    Slip(
        "customers in nodes",
        "unknown-root",
        'query Q @card(title: "T") { ⟦customers⟧(first: 1) { nodes { name @text } } }',
        "customer",
    ),
]

_LOOKS = [
    Slip("a look before its field", SYNTAX, inside("⟦@⟧text name"), "behind"),
    Slip(
        "looks before their fields",
        SYNTAX,
        inside('⟦@⟧row(label: "Name") name\n    @row(label: "Mail") @copy email'),
        "behind",
    ),
    Slip("a row around fields", SYNTAX, inside("⟦@⟧row { name @main email @aside }"), "..."),
    Slip("a method", SYNTAX, inside('name⟦.row⟧(label: "Name")'), "methods"),
    Slip("a method of a value", SYNTAX, inside('name⟦.row⟧("Name")'), "methods"),
    Slip("methods in a chain", SYNTAX, inside('name⟦.row⟧("Name").text()'), "@row"),
    Slip("a look as a function", SYNTAX, inside("⟦text⟧(name)"), "name @text"),
    Slip("a look without its @", SYNTAX, inside('name ⟦row⟧("Name")'), "@row"),
    Slip("looks in parentheses", SYNTAX, inside("name ⟦(⟧@text)"), "without brackets"),
    Slip("looks in brackets", SYNTAX, inside('name ⟦[⟧@row(label: "N"), @text]'), "brackets"),
    Slip("an arrow", SYNTAX, inside("name ⟦->⟧ @text"), "arrow"),
    Slip("an arrow of JavaScript", SYNTAX, inside("name ⟦=>⟧ @text"), "arrow"),
    Slip("a bar before a format", SYNTAX, inside("subscription { renewsAt ⟦|⟧ date }"), "@date"),
    Slip("a hash for the @", "nothing-shown", inside("name ⟦#text⟧"), "@text"),
    Slip("a colon for the @", _FIELD, inside("name: ⟦text⟧"), "@text"),
    Slip("a text among fields", SYNTAX, inside('title⟦:⟧ "Plan"\n    name @text'), "only reads"),
]

_PATHS = [
    Slip("a path of JavaScript", SYNTAX, inside("account⟦?⟧.name @text"), "braces"),
    Slip("the first of a list", SYNTAX, inside("invoices⟦[0]⟧ { number @text }"), "(first: 1)"),
    Slip("a path into a list", SYNTAX, inside("invoices[0]⟦.⟧number @text"), "braces"),
    Slip("one sign for three points", SYNTAX, inside("⟦…⟧ on Customer { name @text }"), "..."),
    Slip("a dash for a comment", SYNTAX, inside("⟦—⟧ the name\n    name @text"), "#"),
    Slip(
        "an apostrophe in single quotes",
        SYNTAX,
        inside("name @row(label: ⟦'Customer's name'⟧)"),
        "double",
    ),
    Slip(
        "nodes",
        _FIELD,
        inside("invoices(first: 3) @row { ⟦nodes⟧ { number @main } }"),
        "own braces",
    ),
    Slip(
        "nodes with the look",
        _FIELD,
        inside("invoices(first: 3) { ⟦nodes⟧ @row { number @main } }"),
        "own braces",
    ),
    Slip(
        "edges, and how many",
        _FIELD,
        inside(
            "invoices(first: 3) @row { totalCount ⟦edges⟧ { cursor node { number @main } } "
            "pageInfo { hasNextPage } }"
        ),
        "own braces",
    ),
]

_COLOURS = [
    Slip("an object of colours", ARGUMENT, _status("@badge(⟦colors⟧: {ACTIVE: GREEN})"), "green"),
    Slip(
        "an object of colours in quotes",
        ARGUMENT,
        _status('@badge(⟦colors⟧: {ACTIVE: "Green", CANCELED: "danger", default: "gray"})'),
        "red: [CANCELED]",
    ),
    Slip(
        "an object of values",
        ARGUMENT,
        _status('@badge(⟦colors⟧: {green: [ACTIVE], gray: ["*"]})'),
        "green: [ACTIVE]",
    ),
    Slip("only an object", SYNTAX, _status("@badge(⟦{⟧ACTIVE: GREEN})"), "green"),
    Slip("only an object of JSON", SYNTAX, _status('@badge(⟦{⟧"ACTIVE": "green"})'), "green"),
    Slip("each value's colour", ARGUMENT, _status("@badge(⟦ACTIVE⟧: GREEN, CANCELED: RED)"), "red"),
    Slip("one colour of a badge", ARGUMENT, _status("@badge(⟦color⟧: GREEN)"), 'green: ["*"]'),
    Slip(
        "an object in color:",
        ARGUMENT,
        _status("@text(⟦tint⟧: {ACTIVE: GREEN, CANCELED: RED})"),
        "success",
    ),
    Slip(
        "a colour in hexadecimals",
        "unknown-enum-value",
        _status('@badge(green: [⟦"#00ff00"⟧], grey: ["*"])'),
        "ACTIVE",
        by_hand=True,
    ),
]

_MARKUPS = [
    Slip("an entity", _MARKUP, inside('name @row(label: "R⟦&amp;⟧D &quot;x&quot;")'), "HTML"),
    Slip("tags", _MARKUP, inside('name @note(text: "⟦<b>⟧Hi</b>") @text'), "HTML"),
    Slip("a break", _MARKUP, inside('name @text(text: "{name}⟦<br/>⟧{email}") email'), "HTML"),
    Slip("bold", _MARKUP, inside('name @text(text: "⟦**{name}**⟧")'), "markdown: true"),
    Slip("bold in a label", _MARKUP, inside('name @row(label: "⟦**Name**⟧")'), "Markdown"),
    Slip(
        "a link in a text",
        _MARKUP,
        inside('name @text(text: "⟦[Open](https://x.example.com)⟧")'),
        "markdown: true",
    ),
]

_PATTERNS = [
    Slip(
        name, "compared-text", inside(f"name @when(is: [⟦{word}⟧]) @text"), "pattern", by_hand=True
    )
    for name, word in (
        ("a star behind", '"urg*"'),
        ("stars around", '"*urgent*"'),
        ("signs of SQL", '"%urgent%"'),
        ("a regular expression", '"/urgent/i"'),
        ("a beginning", '"^urg"'),
        ("starts with", '"starts with urg"'),
    )
]

_CONDITIONS = [
    Slip("contains", ARGUMENT, inside('name @when(⟦contains⟧: "x") @text'), "whole", by_hand=True),
    Slip(
        "a comparison by name", ARGUMENT, inside("usage { apiCalls @when(⟦gt⟧: 5) @text }"), "> 5"
    ),
    Slip("the field as argument", ARGUMENT, _status("@when(⟦status⟧: ACTIVE) @text"), 'field: "'),
    Slip(
        "if of a field", _DIRECTIVE, _status("⟦@if⟧(status: ACTIVE) @text"), '@when(field: "status"'
    ),
    Slip(
        "a filter of a list",
        ARGUMENT,
        inside("tickets(first: 9, ⟦status⟧: OPEN) { subject @text }"),
        "@where",
        by_hand=True,
    ),
    Slip(
        "how an item is called",
        ARGUMENT,
        inside('tickets(first: 3) @each(⟦as⟧: "t") { subject @text }'),
        "by their names",
    ),
    Slip(
        "empty of a row",
        ARGUMENT,
        inside('tickets(first: 3) @row(⟦empty⟧: "None") { subject @main }'),
        "@each",
    ),
    Slip(
        "null for a text",
        "wrong-value",
        inside("name @default(text: ⟦null⟧) @text"),
        "leave",
        by_hand=True,
    ),
]

_DIRECTIVES = [
    Slip("relative", _DIRECTIVE, inside("subscription { renewsAt ⟦@relative⟧ }"), "RELATIVE"),
    Slip("an icon", _DIRECTIVE, inside('name ⟦@icon(name: "star")⟧ @text'), "draws none"),
    Slip("a container", _DIRECTIVE, inside("account ⟦@container⟧ { name @text }"), "box: true"),
    Slip("a headline", _DIRECTIVE, inside("name ⟦@heading⟧"), "size: L"),
    Slip("a loop", _DIRECTIVE, inside("tickets(first: 3) ⟦@map⟧ { subject @text }"), "@each"),
    Slip("a cut", SYNTAX, inside("tickets ⟦@limit⟧(3) { subject @text }"), "@each(max: 3)"),
    Slip(
        "an order by a directive",
        _DIRECTIVE,
        inside('tickets(first: 3) ⟦@sort(by: "createdAt")⟧ { subject @text }'),
        "newest first",
    ),
    Slip(
        "words for none",
        _DIRECTIVE,
        inside('tickets(first: 3) ⟦@empty⟧(text: "None") { subject @text }'),
        "@each(empty:",
    ),
]

SLIPS_OF_PASTING = [
    *_WHOLE_FILES,
    *_NAMES,
    *_CARDS,
    *_LOOKS,
    *_PATHS,
    *_COLOURS,
    *_MARKUPS,
    *_PATTERNS,
    *_CONDITIONS,
    *_DIRECTIVES,
]
