"""Cards with one mistake each: of the card itself, of words, of values, of comparisons."""

from tests.support.slips_of_syntax import SYNTAX, Slip, inside

SLIPS_OF_MEANING = [
    # The card itself.
    Slip(
        "the word query is missing",
        SYNTAX,
        '⟦Q⟧ @card(title: "T") { customer { name @text } }',
        "query",
    ),
    Slip(
        "query in capitals",
        SYNTAX,
        '⟦Query⟧ Q @card(title: "T") { customer { name @text } }',
        '"Query"',
    ),
    Slip("only the directive", SYNTAX, '⟦@⟧card(title: "T") { customer { name @text } }', "query"),
    Slip(
        "a name of two words",
        SYNTAX,
        'query My ⟦Card⟧ @card(title: "T") { customer { name @text } }',
        "one word",
    ),
    Slip("text behind the card", SYNTAX, inside("name @text") + "⟦That⟧ is all\n", "ended"),
    Slip("no @card", "missing-card", "query ⟦WhoTheyAre⟧ { customer { name @text } }", "@card"),
    Slip(
        "@card on a field",
        "misplaced-directive",
        'query Q {\n  customer ⟦@card⟧(title: "T") { name @text }\n}\n',
        "query",
    ),
    Slip(
        "@card misspelt",
        "unknown-directive",
        'query Q ⟦@Card⟧(title: "T") { customer { name @text } }',
        "@Card",
    ),
    Slip(
        "a mutation",
        "not-a-query",
        '⟦mutation⟧ Q @card(title: "T") { customer { name @text } }',
        "query",
    ),
    Slip(
        "whose card it is as an argument",
        "root-argument",
        'query Q @card(title: "T") { customer(⟦id: "c_1"⟧) { name @text } }',
        "Remove",
    ),
    # Words.
    Slip("a field renamed as in SQL", "unknown-field", inside("name ⟦as⟧ who @text"), "who: name"),
    Slip("a directive of another language", "unknown-directive", inside("name ⟦@bold⟧"), "@text"),
    Slip(
        "a number in quotes",
        "wrong-value",
        inside('invoices(first: ⟦"3"⟧) @row { number @main }'),
        "without quotation marks",
    ),
    Slip(
        "a list where one text stands",
        "wrong-value",
        'query Q @card(title: "T", ttl: ⟦["5m"]⟧) { customer { name @text } }',
        "5m",
    ),
    Slip("the @ is missing", "unknown-field", inside("name ⟦text⟧"), "@text"),
    Slip(
        "the @ is missing before arguments",
        "unknown-field",
        inside('name ⟦row⟧(label: "Name")'),
        "@row",
    ),
    Slip("a directive misspelt", "unknown-directive", inside("name ⟦@bagde⟧"), "@bagde"),
    Slip("a field misspelt", "unknown-field", inside("⟦nmae⟧ @text"), "nmae"),
    Slip(
        "a field in snake case",
        "unknown-field",
        inside("subscription { ⟦renews_at⟧ @date }"),
        "renews_at",
    ),
    Slip("an argument misspelt", "unknown-argument", inside('name @row(⟦lable⟧: "Name")'), "lable"),
    Slip("@row without its label", "row-without-label", inside("name ⟦@row⟧"), "label"),
    Slip("no first:", "unbounded-list", inside("⟦invoices⟧ @row { number @main }"), "bound"),
    Slip("fields are missing", "missing-selection", inside("⟦account⟧"), "account"),
    # Values.
    Slip("an enum in quotes", "unknown-enum-value", inside('name @text(size: ⟦"S"⟧)'), "quotation"),
    Slip(
        "a colour in small letters",
        "unknown-enum-value",
        inside("name @text(color: ⟦muted⟧)"),
        "muted",
    ),
    Slip(
        "a colour as a text",
        "unknown-enum-value",
        inside('name @text(color: ⟦"muted"⟧)'),
        "quotation",
    ),
    Slip(
        "a colour by another name", "unknown-enum-value", inside("name @text(color: ⟦red⟧)"), "red"
    ),
    Slip(
        "a boolean as a text",
        "wrong-value",
        inside('name @text(text: "**a**", markdown: ⟦"true"⟧)'),
        "Boolean",
    ),
    Slip(
        "a boolean of Python",
        "wrong-value",
        inside('name @text(text: "**a**", markdown: ⟦True⟧)'),
        "Boolean",
    ),
    Slip(
        "a number as a text",
        "wrong-value",
        inside('invoices(first: ⟦"3"⟧) @row { number @main }'),
        "Int",
    ),
    Slip(
        "a ttl as a number",
        "wrong-value",
        'query Q @card(title: "T", ttl: ⟦300⟧) { customer { name @text } }',
        "String",
    ),
    Slip(
        "a ttl without quotes",
        SYNTAX,
        'query Q @card(title: "T", ttl: ⟦5m⟧) { customer { name @text } }',
        "unit",
    ),
    Slip(
        "a ttl in words",
        "card-ttl",
        'query Q @card(title: "T", ttl: ⟦"5 minutes"⟧) { customer { name @text } }',
        "ttl",
    ),
    Slip("@date on a text", "format-type", inside("name ⟦@date⟧"), "DateTime"),
    # Templates.
    Slip(
        "an open brace in a template",
        "template-syntax",
        inside('name @row(label: "a ⟦{⟧name")'),
        "never closed",
    ),
    Slip(
        "two braces and one", "template-braces", inside('name @row(label: "⟦{{name}⟧")'), "{name}"
    ),
    Slip("two braces", "template-braces", inside('name @row(label: "⟦{{name}}⟧")'), "{name}"),
    Slip("one brace and two", "template-braces", inside('name @row(label: "⟦{name}}⟧")'), "{name}"),
    Slip("a dollar sign", "template-braces", inside('name @row(label: "⟦${name}⟧")'), "{name}"),
    Slip(
        "a path misspelt",
        "unknown-path",
        inside('name @row(label: "{⟦emial⟧}") email @text'),
        "emial",
    ),
    Slip(
        "a function misspelt",
        "unknown-formatter",
        inside('contact { name @row(label: "{registeredAt|⟦dat⟧}") registeredAt }'),
        "dat",
    ),
    # Comparisons.
    Slip("no matches", "empty-match", inside("name @when(is: ⟦[]⟧) @text"), "never"),
    Slip(
        "no matches of a colour",
        "empty-match",
        inside('account { tier @badge(red: ⟦[]⟧, grey: ["*"]) }'),
        "never",
    ),
    Slip("no exceptions", "empty-match", inside("name @when(not: ⟦[]⟧) @text"), "always"),
    Slip(
        "a number compared with a text",
        "compared-text",
        inside('name @badge(red: [⟦"> 3"⟧])'),
        "number",
        by_hand=True,
    ),
    Slip(
        "a percentage for a ratio",
        "ratio-threshold",
        inside('usage { apiRatio @percent @text(error: [⟦"> 80"⟧]) }'),
        "ratio",
    ),
    Slip(
        "a threshold behind a wider one",
        "unreachable-match",
        inside('usage { apiRatio @percent @text(error: ["> 0.5"], warning: [⟦"> 0.8"⟧]) }'),
        "error:",
    ),
    Slip("@percent on a count", "format-type", inside("usage { apiCalls ⟦@percent⟧ }"), "ratio"),
    Slip(
        "more than the field gives",
        "number-range",
        inside("invoices(first: ⟦900⟧) @row { number @main }"),
        "500",
    ),
    # Habits of other programs.
    Slip("deferred", "unknown-directive", inside("name @text ⟦@defer⟧"), "answered whole"),
    Slip(
        "kept by a client",
        "unknown-directive",
        'query Q @card(title: "T") ⟦@cached(ttl: 60)⟧ { customer { name @text } }',
        "ttl",
    ),
    Slip("read by a client", "unknown-directive", inside("name @text ⟦@client⟧"), "in the graph"),
    Slip(
        "a language in the card",
        "unknown-directive",
        'query Q @card(title: "T") ⟦@inContext(language: EN)⟧ { customer { name @text } }',
        "settings",
    ),
    Slip(
        "if for when",
        "unknown-directive",
        inside('subscription { status ⟦@if⟧(is: ACTIVE) @row(label: "S") }'),
        "@when",
    ),
    Slip(
        "unless for when",
        "unknown-directive",
        inside('subscription { status ⟦@unless⟧(not: ACTIVE) @row(label: "S") }'),
        "@when",
    ),
    Slip(
        "hide for when",
        "unknown-directive",
        inside('subscription { status ⟦@hide⟧(not: ACTIVE) @row(label: "S") }'),
        "@when",
    ),
    Slip(
        "two titles",
        "duplicate-argument",
        'query Q @card(title: "T", ⟦title⟧: "U") { customer { name @text } }',
        "only one",
        by_hand=True,
    ),
]
