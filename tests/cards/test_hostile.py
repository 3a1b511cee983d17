"""Whatever a file holds: findings, never an exception, and never a check that broke."""

import random
import re
import string
from pathlib import Path

import pytest
from graphql import Source
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.cards.check import CheckedCard, check_card
from aggregator.cards.directives import DIRECTIVES
from aggregator.cards.rule import all_rules
from aggregator.cards.source import SharedFragments, as_card, parse_text, read_file
from tests.support.card_schema import card_schema
from tests.support.cards import card

CARD = """
query SubscriptionStatus($customerId: ID) @card(title: "Subscription", ttl: "2m", empty: "None") {
  customer {
    who: name @row(label: "Name {email}") @copy
    ... @section(title: "Mail", box: true) @when(field: "email", not: ["x"]) { email @link }
    subscription {
      plan { name @row(label: "Plan") features @default(text: "-") @badge }
      status @row(label: "Status") @badge(green: [ACTIVE], blue: [TRIALING], grey: ["*"])
      renewsAt @when(field: "status", is: [ACTIVE]) @row(label: "Renews") @date
      quantity @number(digits: 1) @text(error: ["< 10"]) @spacer(size: XS)
      id @link(label: "Open", url: "https://billing.example.com/{id}?plan={plan.name}")
    }
    invoices(first: 3) @divider @note(text: "a") @each(heading: "Latest", empty: "None") @row {
      number @main
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

FAILED = {"check-failed", "not-compiled"}


def check(text: str, shared: SharedFragments | None = None) -> CheckedCard:
    """Check a text, and demand that every finding stands in it and can be written down."""
    path = Path("cards/team/card.graphql")
    file = parse_text(path, Source(text, str(path)))
    checked = check_card(as_card(file, "team", shared or SharedFragments()), card_schema())
    for finding in checked.findings:
        assert finding.code not in FAILED, f"{finding.text()}\n\n{text}"
        assert finding.code in all_rules()
        assert 1 <= finding.column < finding.end_column <= len(finding.excerpt) + 2
        finding.text().encode()
    return checked


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


@pytest.mark.parametrize("block", range(4))
def test_cards_of_other_directives_and_fields_never_break_the_check(block: int) -> None:
    checked = [check(rewritten(block * 60 + number)) for number in range(60)]
    assert {card.serves for card in checked} == {True, False}
    said = {finding.code for card in checked for finding in card.findings}
    assert len(said) > 20, "the changes should reach many rules"


def test_the_card_that_is_mutated_is_a_good_one() -> None:
    checked = check(CARD)
    assert checked.serves
    assert [finding.code for finding in checked.findings] == ["unused-variable"]


@pytest.mark.parametrize("block", range(4))
def test_mutated_cards_never_break_the_check(block: int) -> None:
    outcomes = {check(mutated(block * 100 + number)).serves for number in range(100)}
    assert outcomes == {True, False}, "the mutations should leave some cards good"


@settings(max_examples=75, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_words_in_any_order_never_break_the_check(words: list[str]) -> None:
    check(" ".join(words))
    check(card(" ".join(words)))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_found(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.graphql"
    path.write_bytes(data)
    file = read_file(path)
    assert (file.document is None) == (file.problem is not None)


@settings(max_examples=75, deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters='"\\', exclude_categories=["Cc", "Cs"])))
def test_any_text_in_any_string_never_breaks_the_check(text: str) -> None:
    check(card(f'name @row(label: "{text}") @when(field: "{text}") @default(text: "{text}")'))
    check(card(f'name @link(label: "{text}", url: "{text}") @badge(red: ["{text}"])'))
    check(card("name @text", header=f'title: "{text}", ttl: "{text}", timeout: "{text}"'))


def nested(depth: int) -> str:
    return card("name " * 1 + "subscription { plan { name " * depth + "} }" * depth)


def doubling(count: int) -> str:
    """Write fragments that each spread the next one twice."""
    fragments = [
        f"fragment F{n} on Customer {{ a{n}: name @text ...F{n + 1} ...F{n + 1} }}"
        for n in range(count)
    ]
    last = f"fragment F{count} on Customer {{ name @text }}"
    return "\n".join([card("...F0"), *fragments, last])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (nested(14), "unknown-field"),
        (nested(20), "too-deep"),
        (nested(5_000), "too-deep"),
        (card("name @text(text: " + "[" * 400 + "]" * 400 + ")"), "too-deep"),
        (doubling(5), None),
        (doubling(30), "too-complex"),
        (card(" ".join(f"a{n}: name" for n in range(2_500))), "too-complex"),
        ("\n".join([card("name @text"), *("fragment A on Plan { name }",) * 60]), "too-complex"),
        (card("...A") + " fragment A on Customer { ...B } fragment B on Customer { ...A }", None),
    ],
    ids=[
        "deep and wrong",
        "too deep",
        "far too deep",
        "deep value",
        "few doubling fragments",
        "many doubling fragments",
        "many fields",
        "many definitions",
        "cycle",
    ],
)
def test_bombs_are_findings(text: str, code: str | None) -> None:
    codes = {finding.code for finding in check(text).findings}
    assert code is None or code in codes


def test_a_long_chain_of_shared_fragments_is_a_finding(tmp_path: Path) -> None:
    names = range(3_000)
    text = "\n".join(f"fragment F{n} on Customer {{ ...F{n + 1} }}" for n in names[:400])
    path = Path("graphql/fragments/chain.graphql")
    file = parse_text(path, Source(text, str(path)))
    assert file.document is not None
    by_name = {node.name.value: node for node in file.document.definitions if hasattr(node, "name")}
    shared = SharedFragments(by_name, (file,))  # type: ignore[arg-type]  # all are fragments
    checked = check(card("name @text ...F0"), shared)
    assert not checked.serves
    assert {finding.code for finding in checked.findings} == {"too-complex"}


def test_many_fields_of_one_name_are_told_apart_or_refused() -> None:
    check(card("name: id @text " * 300 + "name @text"))


def test_many_findings_are_capped_and_none_that_stops_the_card_is_lost() -> None:
    checked = check(card("name @text " + "email " * 400 + "nmae @text"))
    assert len(checked.findings) == 100
    assert not checked.serves
    assert "unknown-field" in {finding.code for finding in checked.findings}
