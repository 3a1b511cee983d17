"""Cards with one mistake each, of people who mix up a card with what other tools read."""

from tests.support.slips_of_habit import ARGUMENT, MATCH
from tests.support.slips_of_syntax import SYNTAX, Slip, inside
from tests.support.slips_of_words import BRACES


def _kept(condition: str) -> str:
    return inside(f"tickets(first: 500) @where({condition}) @row {{ subject @main status }}")


def _calls(look: str) -> str:
    return inside(f"usage {{ apiCalls {look} }}")


def _who(spread: str) -> str:
    """A card that spreads a fragment of its own."""
    return (
        f'query Q @card(title: "T") {{ customer {{ {spread} }} }}\n'
        "fragment Who on Customer { name @text }\n"
    )


_OF_SQL = [
    Slip("LIMIT", SYNTAX, inside("tickets { subject @text } ⟦LIMIT 5⟧"), "(first: 5)"),
    Slip("LIMIT behind a name", SYNTAX, inside("tickets ⟦LIMIT 5⟧ { subject @text }"), "first"),
    Slip(
        "ORDER BY",
        "unknown-field",
        inside("tickets(first: 5) ⟦ORDER⟧ BY createdAt DESC { subject @text }"),
        "newest first",
    ),
    Slip(
        "WHERE",
        SYNTAX,
        inside("tickets(first: 500) ⟦WHERE status = OPEN⟧ { subject @text }"),
        "@where",
        by_hand=True,
    ),
    Slip("a star that is counted", SYNTAX, inside("name @text ⟦count(*)⟧"), "{count}"),
    Slip("a condition in a text", SYNTAX, _kept('⟦"status = OPEN"⟧'), 'field: "status", is: OPEN'),
    Slip("another one", SYNTAX, _kept("⟦\"status <> 'OPEN'\"⟧"), "not: OPEN"),
    Slip(
        "an operator and a value",
        ARGUMENT,
        _kept('field: "status", ⟦op⟧: "!=", value: SOLVED'),
        "not: SOLVED",
    ),
    Slip("not equal", MATCH, _calls('@when(is: [⟦"!= 0"⟧]) @text'), 'not: "= 0"'),
    Slip("not equal in SQL", MATCH, _calls('@when(is: ⟦"<> 0"⟧) @text'), 'not: "= 0"'),
    Slip(
        "not equal of a colour",
        MATCH,
        _calls('@text(error: [⟦"!= 0"⟧])'),
        "Name the values",
        by_hand=True,
    ),
    *(
        Slip(name, MATCH, _calls(f"@text(error: [⟦{word}⟧])"), "one bound", by_hand=True)
        for name, word in (
            ("a range", '"10..20"'),
            ("between", '"between 10 and 20"'),
            ("two comparisons", '"> 10 and < 20"'),
        )
    ),
]

_OF_QUERIES = [
    Slip("an operator of Prisma", ARGUMENT, _kept("⟦status⟧: {in: [OPEN, NEW]}"), "is: [OPEN"),
    Slip("an operator of Hasura", ARGUMENT, _kept("⟦status⟧: {_neq: OPEN}"), "not: OPEN"),
    Slip("an operator of Mongo", ARGUMENT, _calls("@when(⟦apiCalls⟧: {gte: 5}) @text"), '">= 5"'),
    Slip(
        "the policy of a client",
        ARGUMENT,
        'query Q @card(title: "T", ⟦fetchPolicy⟧: "no-cache") { customer { name @text } }',
        "kept by Plain",
    ),
    Slip("arguments of a fragment", SYNTAX, _who("...Who⟦(size: S)⟧"), "no arguments"),
    Slip("a fragment that is called", SYNTAX, _who("...Who⟦()⟧"), "no arguments"),
    Slip("a look of a spread", "directive-on-spread", _who('...Who ⟦@section⟧(title: "W")'), "..."),
    Slip("a label of a spread", "directive-on-spread", _who('...Who ⟦@row⟧(label: "W")'), "title:"),
    Slip(
        "a fragment of JavaScript",
        SYNTAX,
        inside("⟦${WHO}⟧ name @text"),
        "three points",
        by_hand=True,
    ),
    Slip(
        "a type without its points",
        "unknown-field",
        inside("latest @each(max: 2) { ⟦on⟧ Ticket { subject @text } }"),
        "... on Ticket",
    ),
    Slip(
        "a card without variables",
        SYNTAX,
        'query Q⟦()⟧ @card(title: "T") { customer { name @text } }',
        "empty",
    ),
]

_OF_CODE = [
    Slip("a name that is assigned", SYNTAX, inside("who ⟦=⟧ name @text"), "who: name"),
    Slip("an object of arguments", SYNTAX, inside('name @row(⟦{⟧label: "Name"})'), "braces"),
    Slip("braces around a field", SYNTAX, inside("⟦{⟧ name @text } email @text"), "closes it"),
    Slip(
        "a template of JavaScript",
        SYNTAX,
        inside('account { id @link(label: "O", url: ⟦`https://x.example.com/${id}`⟧) }'),
        "{id}",
    ),
    Slip(
        "a choice among colours",
        SYNTAX,
        inside('subscription { status @text(color: status == ACTIVE ⟦?⟧ "green" : "red") }'),
        "condition",
        by_hand=True,
    ),
    Slip(
        "yes of YAML",
        "wrong-value",
        inside('account @section(title: "A", box: ⟦yes⟧) { name @text }'),
        "true",
    ),
    Slip(
        "a bar of YAML",
        SYNTAX,
        inside("name @note(text: ⟦|⟧\n      Call them back) @text"),
        '"""',
        by_hand=True,
    ),
    Slip(
        "hyphens in a bare text",
        SYNTAX,
        "query Q @card(title: ⟦Sign-up-date⟧) { customer { name @text } }",
        "quotation marks",
    ),
    Slip(
        "a share in per cent",
        SYNTAX,
        inside("usage { apiRatio @percent @text(error: [⟦80%⟧]) }"),
        '"= 0.8"',
    ),
]

_OF_COLOURS = [
    Slip(
        "default of a switch",
        ARGUMENT,
        inside("subscription { status @badge(green: [ACTIVE], ⟦default⟧: grey) }"),
        'grey: ["*"]',
    ),
    Slip(
        "else of a switch",
        ARGUMENT,
        inside("subscription { status @badge(green: [ACTIVE], ⟦else⟧: RED) }"),
        'red: ["*"]',
    ),
    Slip(
        "several without brackets",
        SYNTAX,
        inside("subscription { status @when(is: ⟦ACTIVE, TRIALING⟧) @text }"),
        "[ACTIVE, TRIALING]",
    ),
    Slip("a style of CSS", ARGUMENT, inside('name @text(⟦style⟧: "x")'), "color:", by_hand=True),
    Slip(
        "a sum of a list",
        "unknown-directive",
        inside("invoices(first: 5) @each { number @text total ⟦@sum⟧ @text }"),
        "computes nothing",
    ),
]

_OF_TEXTS = [
    Slip("a text of Python", SYNTAX, inside('name @text(text: ⟦f⟧"Hi {name}")'), "No letter"),
    Slip("a raw one", SYNTAX, inside("name @text(text: r⟦'Hi {name}'⟧)"), "double"),
    Slip(
        "single quotes everywhere",
        SYNTAX,
        inside("name @row(label: ⟦'Name'⟧) email @row(label: 'Mail')"),
        "double",
    ),
    Slip(
        "a word of an enum in quotes",
        SYNTAX,
        inside('subscription { renewsAt @date(⟦"relative"⟧) }'),
        "style: RELATIVE",
    ),
    Slip(
        "a heading of a single one",
        ARGUMENT,
        inside('account @section(⟦heading⟧: "A") { name @text }'),
        "title",
    ),
    Slip(
        "a path of words into a list",
        "unknown-path",
        inside('invoices(first: 1) { number } name @text(text: "{⟦invoices⟧.number}")'),
        "(first: 1)",
        by_hand=True,
    ),
    Slip(
        "a path to an item",
        "template-syntax",
        inside('invoices(first: 1) { number } name @text(text: "{⟦invoices[0]⟧.number}")'),
        "(first: 1)",
        by_hand=True,
    ),
    Slip(
        "a count outside of its words",
        "unknown-path",
        inside('tickets(first: 5) @each { subject @text(text: "{⟦count⟧}") }'),
        "heading:",
        by_hand=True,
    ),
    Slip("None", "wrong-value", inside("name @default(text: ⟦None⟧) @text"), "out", by_hand=True),
    Slip(
        "milliseconds",
        "card-ttl",
        'query Q @card(title: "T", ttl: ⟦"60000ms"⟧) { customer { name @text } }',
        "60s",
    ),
    Slip(
        "an empty title",
        "card-title",
        'query Q @card(title: ⟦""⟧) { customer { name @text } }',
        "Write",
        by_hand=True,
    ),
    Slip(
        "a type beside the card",
        "not-executable",
        'type ⟦Who⟧ { name: String }\nquery Q @card(title: "T") { customer { name @text } }\n',
        "Remove",
        by_hand=True,
    ),
    Slip(
        "a fragment in itself",
        "fragment-cycle",
        'query Q @card(title: "T") { customer { ...Who } }\n'
        "fragment Who on Customer { name @text ...⟦Who⟧ }\n",
        "Remove",
        by_hand=True,
    ),
]

_OF_TEMPLATES = [
    Slip(
        "a helper of Handlebars",
        BRACES,
        inside('subscription { renewsAt @text(text: "⟦{{formatDate renewsAt}}⟧") }'),
        "{renewsAt}",
    ),
    Slip(
        "a block of Handlebars with a value",
        BRACES,
        inside('account { name @text(text: "⟦{{#if name}}{{name}}{{/if}}⟧") }'),
        "no conditions",
    ),
    Slip("a value of Ruby", BRACES, inside('name @text(text: "Hi ⟦%{name}⟧")'), "percent sign"),
    Slip("a value in brackets", BRACES, inside('name @text(text: "Hi ⟦[[name]]⟧")'), "{name}"),
]

_OF_ARGUMENTS = [
    Slip(
        "an object of JSON",
        SYNTAX,
        inside('name @row(⟦{⟧"label": "Name"})'),
        "Remove the braces",
    ),
    Slip(
        "a condition in if",
        ARGUMENT,
        inside('subscription { status @when(⟦if⟧: "status == ACTIVE") @text }'),
        "is: ACTIVE",
    ),
    Slip(
        "a value alone",
        SYNTAX,
        inside("subscription { status @when(⟦ACTIVE⟧) @text }"),
        "is: ACTIVE",
    ),
    Slip("a colour alone", SYNTAX, inside("name @badge(⟦GREEN⟧)"), 'green: ["*"]'),
    Slip("a size alone", SYNTAX, inside("name @text(⟦L⟧)"), "size: L"),
    Slip("NULL", MATCH, inside("name @when(is: ⟦NULL⟧) @text"), 'not: ["*"]'),
    Slip("a look alone", "unknown-field", inside('⟦text⟧(text: "Hi")'), "before", by_hand=True),
    Slip(
        "a directive of a schema",
        "misplaced-directive",
        inside('name ⟦@deprecated⟧(reason: "x") @text'),
        "schema",
    ),
    Slip(
        "a directive of federation",
        "unknown-directive",
        inside('account ⟦@key(fields: "id")⟧ { name @text }'),
        "one graph",
    ),
]

SLIPS_BORROWED = [
    *_OF_SQL,
    *_OF_QUERIES,
    *_OF_CODE,
    *_OF_COLOURS,
    *_OF_TEXTS,
    *_OF_TEMPLATES,
    *_OF_ARGUMENTS,
]
