"""A catalogue of 25 distinct cards of mixed depth, for counts and benchmarks."""

from pathlib import Path

_BODIES = (
    'subscription { status @row(label: "Status") @badge(grey: ["*"]) }',
    'subscription { renewsAt @row(label: "Renews") @date }',
    'subscription { plan { name @row(label: "Plan") } }',
    'subscription { quantity @row(label: "Seats") plan { price @row(label: "Price") @money } }',
    'subscription { plan { features @row(label: "Includes") } }',
    "invoices(first: 1) @each @row { number @main total @aside @money }",
    'invoices(first: 3) @each @row { number @main status @aside @badge(grey: ["*"]) }',
    "invoices(first: 10) @each @row { issuedAt @main @date amountDue @aside @money }",
    'contact { name @row(label: "Name") }',
    'contact { lastSeenAt @row(label: "Seen") @date(style: DATETIME) }',
    'contact { owner { name @row(label: "Owner") } }',
    'account { name @row(label: "Company") }',
    'account { tier @row(label: "Tier") @badge(grey: ["*"]) domain @row(label: "Domain") }',
    'account { owner { name @row(label: "Owner") email @row(label: "E-mail") } }',
    'tickets(first: 1) @each @row { subject @main status @aside @badge(grey: ["*"]) }',
    'tickets(first: 5) @each @row { subject @main priority @aside @badge(grey: ["*"]) }',
    'conversations(first: 2) @each @row { subject @main channel @aside @badge(grey: ["*"]) }',
    'usage { apiRatio @row(label: "API") @percent }',
    'usage { health @row(label: "Health") @badge(grey: ["*"]) }',
    'seats { used @row(label: "Seats") }',
    "features(first: 3) @each @row { name @main enabled @aside }",
    'incidents(first: 2) @each @row { title @main severity @aside @badge(grey: ["*"]) }',
    (
        'contact { name @row(label: "Name") } subscription { status @row(label: "Status") '
        '@badge(grey: ["*"]) }'
    ),
    (
        'email @row(label: "E-mail") usage { apiCalls @row(label: "Calls") @number } '
        "tickets(first: 2) @each @row { subject @main }"
    ),
    (
        'account { owner { name @row(label: "Owner") } } subscription { plan { name '
        '@row(label: "Plan") } } incidents(first: 1) @each @row { title @main }'
    ),
)

KEYS = tuple(f"card-{number:02}" for number in range(1, len(_BODIES) + 1))


def write_catalog(folder: Path) -> Path:
    """Write the cards into `folder`, spread over five teams."""
    for number, (key, body) in enumerate(zip(KEYS, _BODIES, strict=True)):
        team = folder / f"team-{number % 5}"
        team.mkdir(parents=True, exist_ok=True)
        (team / f"{key}.graphql").write_text(
            f'query Card{number} @card(title: "Card {number}", ttl: "1m") {{\n'
            f"  customer {{ {body} }}\n}}\n"
        )
    return folder
