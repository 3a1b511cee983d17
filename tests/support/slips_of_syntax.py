"""Cards with one mistake each that makes them no GraphQL."""

from typing import NamedTuple


class Slip(NamedTuple):
    """A card with one mistake, marked; the code, and a word that its message has to have.

    by_hand  what is right depends on what was meant: a hint says what to look for
    """

    name: str
    code: str
    text: str
    says: str
    by_hand: bool = False


def inside(text: str) -> str:
    """Write a card around what a customer selects."""
    return f'query Q @card(title: "T") {{\n  customer {{\n    {text}\n  }}\n}}\n'


SYNTAX = "syntax-error"
SLIPS_OF_SYNTAX = [
    Slip(
        "a colon in place of the brace",
        SYNTAX,
        'query Q @card(title: "T")⟦:⟧\n  customer {\n    name @text\n  }\n',
        "in place of",
    ),
    Slip(
        "quotation marks within a text",
        SYNTAX,
        inside('name @row(label: "The "⟦full⟧" name")'),
        "Write",
    ),
    # Braces.
    Slip(
        "the last brace is missing",
        SYNTAX,
        'query Q @card(title: "T") ⟦{⟧\n  customer {\n    name @text\n  }\n',
        "opened on line 1",
    ),
    Slip(
        "an inner brace is missing",
        SYNTAX,
        'query Q @card(title: "T") {\n  customer {\n    account ⟦{⟧\n      name @text\n  }\n}\n',
        "opened on line 3",
    ),
    Slip(
        "a brace is missing in one line",
        SYNTAX,
        'query Q @card(title: "T") ⟦{⟧ customer { name @text }',
        "never closed",
    ),
    Slip(
        "a brace is missing before a fragment",
        SYNTAX,
        'query Q @card(title: "T") ⟦{⟧\n  customer { ...A }\n'
        "fragment A on Customer { name @text }\n",
        "opened on line 1",
    ),
    Slip(
        "two braces are missing",
        SYNTAX,
        'query Q @card(title: "T") {\n  customer ⟦{⟧\n    name @text\n',
        "opened on line 2",
    ),
    Slip(
        "a brace too many at the end",
        SYNTAX,
        'query Q @card(title: "T") {\n  customer { name @text }\n}\n⟦}⟧\n',
        "closes nothing",
    ),
    Slip(
        "a brace too many in the middle",
        SYNTAX,
        'query Q @card(title: "T") {\n  customer {\n    account { name @text }⟦}⟧\n'
        "    email @text\n  }\n}\n",
        "closes nothing",
    ),
    Slip(
        "an opening brace is missing",
        SYNTAX,
        'query Q @card(title: "T") {\n  ⟦customer⟧\n    name @text\n  }\n}\n',
        "no brace",
    ),
    Slip(
        "an opening brace is missing further in",
        SYNTAX,
        'query Q @card(title: "T") {\n  customer {\n    ⟦account⟧\n'
        "      name @text\n    }\n  }\n}\n",
        "no brace",
    ),
    Slip(
        "an opening brace is missing in one line",
        SYNTAX,
        'query Q @card(title: "T") { ⟦customer⟧ name @text } }',
        "no brace",
    ),
    Slip(
        "empty braces", "missing-selection", 'query Q @card(title: "T") { customer ⟦{ }⟧ }', "empty"
    ),
    Slip("no braces at all", SYNTAX, 'query Q @card(title: "T"⟦)⟧\n', "no braces"),
    Slip(
        "no braces around the root",
        SYNTAX,
        'query Q @card(title: "T")\n⟦customer⟧ { name @text }\n',
        "braces",
    ),
    # Quotation marks.
    Slip("single quotes", SYNTAX, inside("name @row(label: ⟦'Name'⟧)"), "double"),
    Slip("curly quotes", SYNTAX, inside("name @row(label: ⟦“Name”⟧)"), "double"),
    Slip("backticks", SYNTAX, inside("name @row(label: ⟦`Name`⟧)"), "double"),
    Slip("a straight and a curly quote", SYNTAX, inside('name @row(label: ⟦"Name⟧”)'), "line 3"),
    Slip("the closing quote is missing", SYNTAX, inside('name @row(label: ⟦"Name⟧)'), "line 3"),
    Slip(
        "the closing quote is missing before the next argument",
        SYNTAX,
        'query Q @card(title: ⟦"T⟧, ttl: "5m") { customer { name @text } }',
        "line 1",
    ),
    Slip(
        "the closing quote is missing and more follows",
        SYNTAX,
        inside('name @row(label: ⟦"Name (full)⟧) email @text'),
        "never closed",
    ),
    Slip(
        "a text over two lines",
        SYNTAX,
        inside('name @note(text: ⟦"Call them⟧\nback soon") @text'),
        "several lines",
    ),
    Slip(
        "an unclosed block string",
        SYNTAX,
        inside('name @note(text: ⟦"""⟧Call them) @text'),
        "line 3",
    ),
    Slip(
        "a block string closed with one quote",
        SYNTAX,
        inside('name @note(text: ⟦"""⟧Call them") @text'),
        "line 3",
    ),
    Slip("an escape that is none", SYNTAX, inside('name @row(label: "a⟦\\d⟧")'), "backslash"),
    Slip("quotes around a field", SYNTAX, inside('⟦"name"⟧ @text'), "without quotation marks"),
    Slip(
        "JSON around a field",
        SYNTAX,
        inside('⟦"account"⟧: { name @text }'),
        "without quotation marks",
    ),
    Slip(
        "JSON around an argument",
        SYNTAX,
        inside('name @row(⟦"label"⟧: "Name")'),
        "without quotation marks",
    ),
    Slip(
        "a text without quotes", SYNTAX, inside("name @row(label: ⟦Full name⟧)"), "quotation marks"
    ),
    Slip("a word without quotes", "wrong-value", inside("name @row(label: ⟦Name⟧)"), "String"),
    # Colons, commas, parentheses, brackets.
    Slip("a colon is missing", SYNTAX, inside('name @row(⟦label⟧ "Name")'), "colon"),
    Slip("a comma for a colon", SYNTAX, inside('name @row(⟦label⟧, "Name")'), "colon"),
    Slip("an equals sign for a colon", SYNTAX, inside('name @row(label⟦=⟧"Name")'), "colon"),
    Slip("two colons", SYNTAX, inside('name @row(label:⟦:⟧ "Name")'), "colon"),
    Slip("a colon behind a field", SYNTAX, inside("account⟦:⟧ { name @text }"), "colon"),
    Slip("a name is missing", SYNTAX, inside('name @row(⟦"Name"⟧)'), "no name"),
    Slip(
        "a number's name is missing", SYNTAX, inside("invoices(⟦3⟧) @row { number @main }"), "name"
    ),
    Slip("no parentheses", SYNTAX, inside('name @row ⟦"Name"⟧'), "parentheses"),
    Slip("a colon for parentheses", SYNTAX, inside('name @row: ⟦"Name"⟧'), "parentheses"),
    Slip(
        "the opening parenthesis is missing",
        SYNTAX,
        inside('name @row ⟦label⟧: "Name")'),
        "parentheses",
    ),
    Slip(
        "the closing parenthesis is missing",
        SYNTAX,
        inside('name @row⟦(⟧label: "Name"\n    email @text'),
        "line 3",
    ),
    Slip(
        "the closing parenthesis of the card is missing",
        SYNTAX,
        'query Q @card⟦(⟧title: "T" {\n  customer { name @text }\n}\n',
        "line 1",
    ),
    Slip("braces for parentheses", SYNTAX, inside('name @row⟦{⟧label: "Name"}'), "parentheses"),
    Slip("brackets for parentheses", SYNTAX, inside('name @row⟦[⟧label: "Name"]'), "parentheses"),
    Slip("a brace closes a parenthesis", SYNTAX, inside('name @row(label: "Name"⟦}⟧'), "bracket"),
    Slip("a bracket closes a parenthesis", SYNTAX, inside('name @row(label: "Name"⟦]⟧'), "bracket"),
    Slip("empty parentheses", SYNTAX, inside("account⟦()⟧ { name @text }"), "empty"),
    Slip(
        "the closing bracket is missing",
        SYNTAX,
        inside('account { employees @text(error: ⟦[⟧"< 3", muted: ["*"]) }'),
        "line 3",
    ),
    Slip(
        "parentheses for brackets",
        SYNTAX,
        inside('account { employees @text(error: ⟦(⟧"< 3")) }'),
        "square",
    ),
    Slip(
        "a comparison without quotes",
        SYNTAX,
        inside("account { employees @text(error: [⟦< 3⟧]) }"),
        "quotation marks",
    ),
    # Comments and signs of other languages.
    Slip("a comment of JavaScript", SYNTAX, inside("⟦//⟧ the name\n    name @text"), "#"),
    Slip("a comment of C", SYNTAX, inside("⟦/*⟧ the\n    name */\n    name @text"), "#"),
    Slip("a comment of HTML", SYNTAX, inside("⟦<!--⟧ name --> name @text"), "#"),
    Slip("a comment of SQL", SYNTAX, inside("name @text ⟦--⟧ the name"), "#"),
    Slip("a semicolon", SYNTAX, inside("name @text⟦;⟧"), ";"),
    Slip("a space that is none", SYNTAX, inside("name⟦\u00a0⟧@text"), "U+00A0"),
    Slip("a wide sign", SYNTAX, inside('name @row⟦\uff08⟧label: "N")'), "another sign"),
    Slip("a path", SYNTAX, inside("account⟦.⟧name @text"), "braces"),
    Slip("two points", SYNTAX, inside('⟦..⟧ @section(title: "A") { name @text }'), "three"),
    Slip(
        'the word "on" is missing',
        SYNTAX,
        inside("latest @each(max: 2) { ... ⟦Ticket⟧ { subject @text } }"),
        "on",
    ),
    Slip(
        'the word "on" of a fragment is missing',
        SYNTAX,
        inside("...A") + "fragment A ⟦Customer⟧ { name @text }\n",
        "type",
    ),
    Slip(
        "a directive in the braces",
        SYNTAX,
        inside('account { ⟦@⟧section(title: "A") name @text }'),
        "brace",
    ),
    # Habits of other languages.
    Slip("all fields", SYNTAX, inside("subscription { ⟦*⟧ }"), "all fields"),
    Slip("all fields in braces of their own", SYNTAX, inside("{⟦*⟧}"), "all fields"),
    Slip(
        "a colour in place of an argument",
        SYNTAX,
        inside('subscription { status @badge(⟦"#ff0000"⟧: [ACTIVE]) }'),
        "without quotation marks",
        by_hand=True,
    ),
    Slip(
        "an argument that is begun",
        SYNTAX,
        inside("subscription { status @when(⟦is:⟧) @text }"),
        "needs a value",
        by_hand=True,
    ),
    Slip(
        "a comment of a page",
        SYNTAX,
        inside("⟦<!--⟧ the name -->\n    name @text"),
        "begins with #",
    ),
    Slip(
        "the sign for a fragment cut short",
        SYNTAX,
        inside("⟦..⟧ on Customer { name @text }"),
        "...",
    ),
]
