"""Card files as they may come: good ones changed, and good ones torn apart."""

import random
import re
import string

from aggregator.language.directives import DIRECTIVES

CARD = """
query SubscriptionStatus($customerId: ID) @card(title: "Subscription", ttl: "2m", empty: "None") {
  customer {
    name
    who: name @row(label: "Name {email}") @copy
    ... @section(title: "Mail", box: true) @when(field: "email", not: ["x"]) { email @link }
    subscription {
      plan { name @row(label: "Plan") features @default(text: "-") @badge }
      status @row(label: "Status") @badge(green: [ACTIVE], blue: [TRIALING], grey: ["*"])
      renewsAt @when(field: "status", is: [ACTIVE]) @row(label: "Renews") @date
      quantity @number(digits: 1) @text(error: ["< 10"]) @spacer(size: XS)
      id @link(label: "Open", url: "https://billing.example.com/{id}?plan={plan.name}")
    }
    invoices(first: 500) @where(field: "status", not: [VOID]) @divider @note(text: "a")
      @each(max: 2, heading: "{count} of {name}", more: "{count}", empty: "None") @row {
      number @main
      status
      issuedAt @main @date(style: DATE) @text(size: S, color: MUTED)
      total @aside @money
    }
    latest @each(max: 2) { ... on Ticket { subject @text } ...Incidents }
    usage { apiRatio @percent @row(label: "API") }
  }
}
fragment Incidents on Incident { title @text severity @badge }
"""

WORDS = [
    *"{}()[]:!$@=|&",
    "...",
    '"',
    '"""',
    "#",
    "\n",
    "\r",
    "\ufeff",
    "on",
    "null",
    "true",
    "*",
    '"{"',
    '"{a|date}"',
    '"{customer.name}"',
    '"< 1e999"',
    '"within 99999999d"',
    '"> 30d ago"',
    '"{count}"',
    '"{issuedAt|relative}"',
    '"https://"',
    "1e999",
    "-0",
    "fragment A on Customer { ...A }",
    "...A",
    "query",
    "mutation",
    "$customerId",
    "__typename",
    "__schema { types { name } }",
    *(f"@{directive.name}" for directive in DIRECTIVES),
    *(f"{name}:" for directive in DIRECTIVES for name in directive.args),
    "customer",
    "subscription",
    "plan",
    "latest",
    "invoices(first: 2)",
    "lines",
    "status",
    "ACTIVE",
]


def mutated(seed: int) -> str:
    """Change a good card a few times: words put in, taken out, doubled, swapped, misspelt."""
    rng = random.Random(seed)  # noqa: S311  # the same mutations on every run
    tokens = CARD.replace("(", " ( ").replace("{", " { ").split(" ")
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(tokens))
        other = rng.randrange(len(tokens))
        match rng.randrange(6):
            case 0:
                tokens.insert(at, rng.choice(WORDS))
            case 1:
                tokens[at] = rng.choice(WORDS)
            case 2:
                del tokens[at : at + rng.randint(1, 3)]
            case 3:
                tokens[at:at] = tokens[other : other + rng.randint(1, 12)]
            case 4:
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case _:
                word = tokens[at]
                cut = rng.randrange(len(word) + 1)
                tokens[at] = word[:cut] + rng.choice(string.printable) + word[cut + 1 :]
    return " ".join(tokens)


PIECES = re.compile(r'@\w+(?:\((?:[^()"]|"[^"]*")*\))?|"[^"]*"|\$?\w+|\s+|.', re.DOTALL)
LAYOUT = [
    *(piece for piece in PIECES.findall(CARD) if piece.startswith("@")),
    *(f"@{directive.name}" for directive in DIRECTIVES),
    '@workflow(label: "Run {name}", key: "x")',
    "@user(by: USER)",
    '@when(field: "plan.name")',
    '@when(is: ["past", true, 3, ACTIVE])',
    '@section(title: "{status}", box: true)',
    '@each(max: 1, more: "{count} {left}")',
    '@text(text: "[{name}](https://x.example)", markdown: true)',
    '@default(text: "{plan.features|date}")',
    "@date(style: RELATIVE)",
    "@skip(if: $customerId)",
]
NAMES = ["name", "status", "plan", "lines(first: 2)", "features", "total", "url", "id", "owner"]
TEXTS = [
    '""',
    '"{id}"',
    '"{plan}"',
    '"{{"',
    '"{"',
    '"{invoices.total|money}"',
    '"*"',
    '"mailto:{email}"',
]


def rewritten(seed: int) -> str:
    """Change a good card so that it stays GraphQL: other directives, other names, other texts."""
    rng = random.Random(seed)  # noqa: S311  # the same changes on every run
    pieces = PIECES.findall(CARD)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(40, len(pieces))
        piece = pieces[at]
        if piece.startswith("@"):
            pieces[at] = rng.choice(["", *LAYOUT])
        elif piece.startswith('"'):
            pieces[at] = rng.choice(TEXTS)
        elif piece[0].isalpha() and pieces[at + 1].isspace():
            more = f" {rng.choice(LAYOUT)}"
            pieces[at] = rng.choice([piece + more, rng.choice(NAMES), rng.choice(NAMES) + more])
    return "".join(pieces)
