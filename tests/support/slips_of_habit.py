"""Cards with one mistake each, of people who come from other languages and programs."""

from tests.support.slips_of_syntax import SYNTAX, Slip, inside

ARGUMENT, MATCH, ENUM = "unknown-argument", "match-word", "unknown-enum-value"


def _card(head: str) -> str:
    return f'query Q @card(title: "T", {head}) {{ customer {{ name @text }} }}'


def _status(look: str) -> str:
    return inside(f"subscription {{ status {look} }}")


def _calls(word: str) -> str:
    return inside(f"usage {{ apiCalls @text(error: [⟦{word}⟧]) }}")


def _renews(word: str) -> str:
    return inside(f"subscription {{ renewsAt @text(error: [⟦{word}⟧]) }}")


SLIPS_OF_HABIT = [
    # Operators.
    Slip("two equals signs", SYNTAX, _status("@when(is ⟦==⟧ ACTIVE) @text"), "colon"),
    Slip("a colon and two of them", SYNTAX, _status("@when(is: ⟦==⟧ ACTIVE) @text"), "One colon"),
    Slip("or", SYNTAX, _status("@when(is: ⟦ACTIVE or TRIALING⟧) @text"), "[ACTIVE, TRIALING]"),
    Slip("and", SYNTAX, _status("@when(is: ⟦ACTIVE and TRIALING⟧) @text"), "list"),
    Slip("a bar", SYNTAX, _status("@when(is: ⟦ACTIVE | TRIALING⟧) @text"), "list"),
    Slip("two bars", SYNTAX, _status("@when(is: ⟦ACTIVE || PAST_DUE || TRIALING⟧) @text"), "list"),
    Slip("not", SYNTAX, _status("@when(is: ⟦!⟧ACTIVE) @text"), "not: ACTIVE"),
    Slip("texts added", SYNTAX, inside('name @text(text: "Hi " ⟦+⟧ name)'), "Hi {name}"),
    Slip("texts side by side", SYNTAX, inside('name @text(text: "Hi " ⟦"there"⟧)'), "Hi there"),
    # Null.
    Slip("is null", "empty-match", inside("name @when(is: ⟦null⟧) @text"), 'not: ["*"]'),
    Slip("is not null", "empty-match", inside("name @when(not: ⟦null⟧) @text"), "Leave it out"),
    # Copied text.
    Slip(
        "a fence of Markdown",
        SYNTAX,
        '⟦```⟧graphql\nquery Q @card(title: "T") { customer { name @text } }\n```\n',
        "Markdown",
    ),
    Slip(
        "front matter",
        SYNTAX,
        '⟦---⟧\ntitle: T\n---\nquery Q @card(title: "T") { customer { name @text } }\n',
        "YAML",
    ),
    Slip("a sign without width", SYNTAX, inside("na⟦\u200b⟧me @text"), "Remove"),
    # Comparisons of numbers.
    Slip("at least, turned", MATCH, _calls('"=> 10"'), '">= 10"'),
    Slip("at least in letters", MATCH, _calls('"gte 10"'), '">= 10"'),
    Slip("over", MATCH, _calls('"over 10"'), '"> 10"'),
    Slip("thousands with a comma", MATCH, _calls('"> 10,000"'), '"> 10000"'),
    Slip("thousands with a letter", MATCH, _calls('"> 10k"'), '"> 10000"'),
    Slip(
        "a percent sign",
        MATCH,
        inside('usage { apiRatio @percent @text(error: [⟦"> 80%"⟧]) }'),
        '"> 0.8"',
    ),
    Slip(
        "a currency's sign",
        MATCH,
        inside('subscription { price @text(error: [⟦"> $100"⟧]) }'),
        '"> 100"',
    ),
    Slip(
        "a currency",
        MATCH,
        inside('subscription { price @text(error: [⟦"> 100 USD"⟧]) }'),
        '"> 100"',
    ),
    # Comparisons of moments.
    Slip("an age without ago", MATCH, _renews('"> 30d"'), '"> 30d ago"'),
    Slip("an age in words", MATCH, _renews('"older than 30 days"'), '"> 30d ago"'),
    Slip("months", MATCH, _renews('"> 1 month ago"'), '"> 30d ago"'),
    Slip("weeks", MATCH, _renews('"within 2w"'), '"within 14d"'),
    Slip("days in words", MATCH, _renews('"within 7 days"'), '"within 7d"'),
    Slip("in some days", MATCH, _renews('"in 7 days"'), '"within 7d"'),
    Slip("the last days", MATCH, _renews('"last 7 days"'), '"< 7d ago"'),
    Slip("before now", MATCH, _renews('"< now"'), '"past"'),
    Slip("a negative age", MATCH, _renews('"< -7d"'), '"> 7d ago"'),
    Slip("a day of the calendar", MATCH, _renews('"< 2026-01-01"'), "past", by_hand=True),
    # Booleans.
    Slip(
        "yes",
        MATCH,
        inside("features(first: 3) @row { name @main enabled @aside @badge(green: [⟦YES⟧]) }"),
        "true",
    ),
    # Arguments by other names.
    Slip("row by title", ARGUMENT, inside('name @row(⟦title⟧: "Name")'), "label"),
    Slip(
        "section by label",
        ARGUMENT,
        inside('account @section(⟦label⟧: "A") { name @text }'),
        "title",
    ),
    Slip("badge by text", ARGUMENT, inside('name @badge(⟦text⟧: "VIP")'), "label"),
    Slip(
        "link by href",
        ARGUMENT,
        inside('account { id @link(⟦href⟧: "https://x.example.com/{id}") }'),
        "url",
    ),
    Slip(
        "workflow by its name", ARGUMENT, inside('id @workflow(label: "Go", ⟦name⟧: "go")'), "key"
    ),
    Slip("default by value", ARGUMENT, inside('name @default(⟦value⟧: "-") @text'), "text"),
    Slip(
        "each by limit",
        ARGUMENT,
        inside("tickets(first: 9) @each(⟦limit⟧: 3) @row { subject @main }"),
        "max",
    ),
    Slip("list by limit", ARGUMENT, inside("tickets(⟦limit⟧: 5) @row { subject @main }"), "first"),
    Slip("list by last", ARGUMENT, inside("tickets(⟦last⟧: 5) @row { subject @main }"), "first"),
    Slip(
        "number by decimals",
        ARGUMENT,
        inside("usage { apiCalls @number(⟦decimals⟧: 2) }"),
        "digits",
    ),
    Slip("when by equals", ARGUMENT, _status("@when(⟦equals⟧: ACTIVE) @text"), "is"),
    Slip("grey in American", ARGUMENT, _status('@badge(green: [ACTIVE], ⟦gray⟧: ["*"])'), "grey"),
    Slip("orange", ARGUMENT, _status('@badge(⟦orange⟧: [PAST_DUE], grey: ["*"])'), "yellow"),
    Slip("ttl in words", ARGUMENT, _card('⟦timeToLive⟧: "5m"'), "ttl"),
    # Arguments that nobody needs.
    Slip(
        "an order",
        ARGUMENT,
        inside("tickets(first: 5, ⟦orderBy⟧: {createdAt: DESC}) @row { subject @main }"),
        "newest first",
    ),
    Slip(
        "a currency's name",
        ARGUMENT,
        inside('subscription { price @money(⟦currency⟧: "EUR") }'),
        "has its",
    ),
    Slip(
        "a zone", ARGUMENT, inside('subscription { renewsAt @date(⟦timezone⟧: "UTC") }'), "setting"
    ),
    Slip(
        "a pattern",
        ARGUMENT,
        inside('subscription { renewsAt @date(⟦format⟧: "DD.MM.") }'),
        "locale",
    ),
    Slip("the key", ARGUMENT, _card('⟦key⟧: "q"'), "file"),
    # Sizes, durations.
    Slip("a size in a word", ENUM, inside("name @text(size: ⟦LARGE⟧)"), "L"),
    Slip(
        "a style of a date", ENUM, inside("subscription { renewsAt @date(style: ⟦SHORT⟧) }"), "DATE"
    ),
    Slip("weeks of a ttl", "card-ttl", _card('ttl: ⟦"1w"⟧'), "7d"),
    Slip("a duration of ISO 8601", "card-ttl", _card('ttl: ⟦"PT5M"⟧'), "5m"),
    Slip("a ttl that is too short", "card-ttl", _card('ttl: ⟦"5s"⟧'), "15s"),
    Slip("a timeout that is too long", "card-timeout", _card('timeout: ⟦"20s"⟧'), "10s"),
    # What is missing or too much.
    Slip("no title", "missing-argument", "query Q ⟦@card⟧ { customer { name @text } }", "title"),
    Slip("no words", "missing-argument", inside("name ⟦@note⟧ @text"), "text"),
    Slip(
        "two formats",
        "two-formats",
        inside("subscription { price @money ⟦@number⟧ }"),
        "one format",
    ),
    Slip("two looks", "two-components", inside("name @text ⟦@badge⟧"), "one component"),
    Slip("the same twice", "repeated-directive", inside("name @text ⟦@text⟧(size: S)"), "twice"),
    Slip("a condition alone", "decoration-alone", inside('name ⟦@when⟧(is: "Ann")'), "@text"),
    Slip("braces behind a value", "selection-on-leaf", inside("name @text ⟦{⟧ first }"), "single"),
    Slip(
        "a badge of an object",
        "value-layout-on-object",
        inside("account ⟦@badge⟧(green: [FREE]) { name @text }"),
        "object",
    ),
    Slip("a colour for some", "uncoloured-value", _status("⟦@badge⟧(green: [ACTIVE])"), "rest"),
    Slip(
        "a fragment that nothing spreads",
        "unused-fragment",
        inside("name @text") + "fragment ⟦F⟧ on Customer { email @text }\n",
        "nowhere",
    ),
    # Where a card begins.
    Slip("user", "unknown-root", 'query Q @card(title: "T") { ⟦user⟧ { name @text } }', "customer"),
    Slip("me", "unknown-root", 'query Q @card(title: "T") { ⟦me⟧ { name @text } }', "customer"),
    Slip(
        "no root", "unknown-root", 'query Q @card(title: "T") { ⟦name⟧ @text }', "customer { name }"
    ),
    Slip(
        "a subscription",
        "not-a-query",
        '⟦subscription⟧ Q @card(title: "T") { customer { name @text } }',
        "query",
    ),
    # Names.
    Slip(
        "another name behind the field", "unknown-field", inside("name: ⟦who⟧ @text"), "who: name"
    ),
    Slip("a left column", "unknown-directive", inside("account @row { name ⟦@left⟧ }"), "@main"),
    Slip(
        "columns",
        "unknown-directive",
        inside("account ⟦@columns⟧ { name @main tier @aside }"),
        "@row",
    ),
]
