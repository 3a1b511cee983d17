"""Cards with one mistake each in their words and variables: habits of other template languages."""

from tests.support.slips_of_syntax import Slip, inside

BRACES, WORDS = "template-braces", "template-syntax"
FUNCTION, PATH = "unknown-formatter", "unknown-path"


def _link(url: str) -> str:
    return inside(f'account {{ id @link(label: "Open", url: "https://x.example.com/{url}") }}')


def _with(variables: str, label: str = "$customerId") -> str:
    read = f"invoices(first: 3, label: {label}) @row {{ number @main }}"
    return f'query Q{variables} @card(title: "T") {{ customer {{ {read} }} }}'


SLIPS_OF_WORDS = [
    # Conditions that a caller would decide.
    Slip(
        "include by a word", "skip-include", inside('name ⟦@include⟧(if: "active") @text'), "@when"
    ),
    Slip("include by a name", "skip-include", inside("name ⟦@include⟧(if: active) @text"), "@when"),
    Slip("skip by a variable", "skip-include", inside("name ⟦@skip⟧(if: $gone) @text"), "@when"),
    Slip(
        "include by a field",
        "skip-include",
        inside("email @text name ⟦@include⟧(if: $email) @text"),
        '@when(field: "email")',
    ),
    Slip(
        "skip by a value",
        "skip-include",
        inside("subscription { status ⟦@skip⟧(if: canceled) @text }"),
        "@when(not: CANCELED)",
    ),
    # Variables.
    Slip("a default", "variable-default", _with('($customerId: String = ⟦"x"⟧)'), "no default"),
    Slip(
        "a default and an exclamation mark",
        "variable-default",
        _with('($customerId: String! = ⟦"x"⟧)'),
        "no default",
    ),
    Slip(
        "a default that nothing reads",
        "variable-default",
        'query Q($customerId: ID! = ⟦"x"⟧) @card(title: "T") { customer { name @text } }',
        "nothing reads it",
    ),
    Slip("an exclamation mark", "required-variable", _with("($customerId: ⟦String!⟧)"), "absent"),
    Slip(
        "an exclamation mark of one of two",
        "required-variable",
        _with("($customerId: String, $threadId: ⟦ID!⟧)"),
        "nothing reads it",
    ),
    Slip(
        "the customer by a variable",
        "root-argument",
        'query Q($customerId: ID!) @card(title: "T") {'
        " customer(⟦id: $customerId⟧) { name @text } }",
        "the request's own",
    ),
    Slip(
        "a variable that nothing reads",
        "unused-variable",
        'query Q(⟦$customerId⟧: ID) @card(title: "T") { customer { name @text } }',
        "Remove",
    ),
    # Liquid, Handlebars, ERB, JavaScript, Ruby, Python, printf.
    Slip(
        "if of Liquid",
        WORDS,
        inside('name @text(text: "⟦{% if name %}Hi{% endif %}⟧")'),
        "no conditions",
    ),
    Slip(
        "if of Handlebars",
        BRACES,
        inside('email @text name @text(text: "⟦{{#if email}}Hi{{/if}}⟧")'),
        "no conditions",
    ),
    Slip("ERB", BRACES, inside('name @text(text: "Hi ⟦<%= name %>⟧")'), "{name}"),
    Slip("a name of a shell", BRACES, inside('name @text(text: "Hi ⟦$name⟧")'), "{name}"),
    Slip("a variable in an address", BRACES, _link("⟦$id⟧"), "{id}"),
    Slip("a longer one in an address", BRACES, _link("⟦$customer.id⟧?tab=1"), "{id}"),
    Slip("a route in an address", BRACES, _link("⟦:id⟧/edit"), "{id}"),
    Slip("a placeholder in an address", BRACES, _link("⟦<id>⟧"), "{id}"),
    Slip("printf in an address", BRACES, _link("⟦%s⟧"), "{id}"),
    Slip("printf", BRACES, inside('name @row(label: "Hello ⟦%s⟧")'), "{name}"),
    Slip(
        "a placeholder of Zendesk",
        BRACES,
        inside('name @text(text: "Hi ⟦{{ticket.requester.name}}⟧")'),
        "{name}",
    ),
    Slip("a star", WORDS, inside('name @text(text: "{⟦*⟧}")'), "{name}"),
    Slip("a quoted name", WORDS, inside("name @text(text: \"{⟦'name'⟧}\")"), "{name}"),
    Slip("a dollar sign within", WORDS, inside('name @text(text: "{⟦$name⟧}")'), "{name}"),
    Slip("a leading point", WORDS, inside('name @text(text: "{⟦.⟧name}")'), "{name}"),
    Slip("a conversion", WORDS, inside('name @text(text: "{⟦name!r:>10⟧}")'), "{name}"),
    Slip("a call", WORDS, inside('name @text(text: "{name.⟦trim()⟧}")'), "{name}"),
    Slip(
        "a choice",
        WORDS,
        inside("subscription { status @text(text: \"{⟦status == ACTIVE ? 'yes' : 'no'⟧}\") }"),
        "{status}",
    ),
    Slip(
        "another value in its place",
        WORDS,
        inside('email @text name @text(text: "Hi {⟦name ?? email⟧}")'),
        "{name}",
    ),
    Slip(
        "two words", WORDS, inside('contact { jobTitle @text(text: "{⟦job title⟧}") }'), "jobTitle"
    ),
    Slip(
        "a colon for the bar",
        WORDS,
        inside('subscription { price @text(text: "{⟦price:money⟧}") }'),
        "{price|money}",
    ),
    Slip(
        "a directive in words",
        WORDS,
        inside('subscription { renewsAt @text(text: "{⟦renewsAt @date⟧}") }'),
        "{renewsAt|date}",
    ),
    Slip(
        "plural forms",
        WORDS,
        inside(
            "tickets(first: 5) @row { subject @main } "
            'incidents(first: 5) @each(heading: "⟦{count, plural, one {# one} other {# ones}}⟧")'
            " @row { title @main }"
        ),
        "any number",
    ),
    # Functions.
    Slip(
        "a word in place of null",
        FUNCTION,
        inside("name @text(text: \"Hi {name | ⟦default: 'there'⟧}\")"),
        "@default",
    ),
    Slip(
        "or for null",
        FUNCTION,
        inside("name @text(text: \"Hi {name |⟦| 'there'⟧}\")"),
        "@default",
    ),
    Slip("capitals", FUNCTION, inside('name @text(text: "Hi {name|⟦upcase⟧}")'), "There are"),
    Slip(
        "a date's pattern",
        FUNCTION,
        inside("subscription { renewsAt @text(text: \"{renewsAt|⟦date('DD.MM.')⟧}\") }"),
        "'date'",
    ),
    Slip(
        "another name of a function",
        FUNCTION,
        inside('subscription { price @text(text: "{price|⟦currency⟧}") }'),
        "money",
    ),
    # Paths.
    Slip(
        "this",
        PATH,
        inside('tickets(first: 5) @each { subject @text(text: "{⟦this⟧.subject}") }'),
        "{subject}",
    ),
    Slip(
        "the item by a name",
        PATH,
        inside('tickets(first: 5) @each { subject @text(text: "{⟦ticket⟧.subject}") }'),
        "{subject}",
    ),
    Slip(
        "how many by length",
        PATH,
        inside('tickets(first: 5) @each(heading: "{⟦tickets⟧.length}") @row { subject @main }'),
        "{count}",
    ),
    Slip(
        "how many by another name",
        PATH,
        inside('tickets(first: 5) @each(max: 2, more: "{⟦more⟧}") @row { subject @main }'),
        "{count}",
    ),
    # Addresses.
    Slip(
        "an address without its scheme",
        "link-scheme",
        inside('id @link(label: "O", url: ⟦"app.example.com/users/{id}"⟧)'),
        "https://app",
    ),
    Slip(
        "an address without its host",
        "link-scheme",
        inside('id @link(label: "O", url: ⟦"/users/{id}"⟧)'),
        "whole",
        by_hand=True,
    ),
    Slip(
        "no address",
        "link-target",
        inside('name ⟦@link⟧(label: "Open")'),
        "url:",
    ),
    # The card's own words.
    Slip(
        "a value in the title",
        "card-text-path",
        'query Q @card(title: "About ⟦{name}⟧") { customer { name @text } }',
        "as it is written",
    ),
    # Conditions.
    Slip(
        "a comparison in field:",
        WORDS,
        inside('subscription { status @when(field: "⟦status == ACTIVE⟧") @text }'),
        "is: ACTIVE",
    ),
    Slip(
        "braces in field:",
        WORDS,
        inside('subscription { status renewsAt @when(field: "⟦{status}⟧", is: ACTIVE) @date }'),
        'field: "status"',
    ),
    Slip(
        "a dollar sign in field:",
        WORDS,
        inside('subscription { status renewsAt @when(field: "⟦$status⟧", is: ACTIVE) @date }'),
        'field: "status"',
    ),
]
