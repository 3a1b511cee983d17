"""A change of the schema, told as what it does to cards, lines and teams."""

from functools import cache
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema

from aggregator.domain.errors import CardError
from aggregator.language.source import SharedFragments, read_fragments
from aggregator.lint.check import check_cards
from aggregator.lint.impact import Effect, Impact, ImpactReport, impact, read_schema
from aggregator.schema.build import sdl
from tests.support.card_schema import SDL
from tests.support.cards import card, under
from tests.support.the_world import the_world

ROOT = Path(__file__).parents[2]


@cache
def schema(*changes: tuple[str, str]) -> GraphQLSchema:
    text = SDL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return build_schema(text)


def told(folder: Path, cards: dict[str, str], *changes: tuple[str, str]) -> ImpactReport:
    """Say what the changes do to cards, `team/key` -> what a customer selects."""
    for name, text in cards.items():
        path = folder / "cards" / f"{name}.graphql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if text.startswith("query") else card(text), encoding="utf-8")
    shared = read_fragments(folder / "fragments")
    return impact([folder / "cards"], schema(), schema(*changes), shared)


def only(report: ImpactReport) -> Impact:
    assert len(report.impacts) == 1, "\n\n".join(each.text() for each in report.impacts)
    return report.impacts[0]


SOLD = (
    "subscription { status @badge(green: [ACTIVE], red: [PAST_DUE], grey: [TRIALING, CANCELED]) }"
)

CASES: list[tuple[str, str, tuple[str, str], str]] = [
    ("field-gone", "contact { jobTitle @text }", ("  jobTitle: String\n", ""), "jobTitle"),
    (
        "argument-gone",
        'invoices(first: 3, label: "x") @row { number @main }',
        (", label: String)", ")"),
        "label",
    ),
    (
        "argument-added",
        "tickets(first: 3) @row { subject @main }",
        ("tickets(first: Int! = 10)", "tickets(first: Int! = 10, queue: ID!)"),
        "tickets",
    ),
    ("value-gone", SOLD, (" PAST_DUE ", " "), "PAST_DUE"),
    (
        "type-gone",
        "latest @each(max: 3) { ... on Ticket { subject @text } ... on Incident { title @text } }",
        ("union Happening = Ticket | Incident", "union Happening = Ticket"),
        "... on Incident { title @text }",
    ),
    (
        "type-changed",
        "account { domain @text }",
        ("  domain: String\n", "  domain: URL\n"),
        "domain",
    ),
    (
        "type-changed",
        "contact { phone @text }",
        ("  phone: String\n", "  phone: [String!]\n"),
        "phone",
    ),
    (
        "no-longer-valid",
        'usage { apiCalls @row(label: "Calls") @number }',
        ("  apiCalls: Int\n", "  apiCalls: String\n"),
        "@number",
    ),
    ("value-added", SOLD, (" CANCELED }", " CANCELED PAUSED }"), "@badge"),
    (
        "now-nullable",
        "tickets(first: 3) @row { subject @main }",
        ("  subject: String!\n", "  subject: String\n"),
        "subject",
    ),
    (
        "now-nullable",
        "subscription { plan { features @text } }",
        ("  features: [String!]\n", "  features: [String]\n"),
        "features",
    ),
    (
        "now-deprecated",
        "account { industry @text }",
        ("  industry: String\n", '  industry: String @deprecated(reason: "Use sector.")\n'),
        "industry",
    ),
    (
        "default-changed",
        "invoices @each(max: 50) @row { number @main }",
        ("invoices(first: Int! = 10,", "invoices(first: Int! = 5,"),
        "invoices",
    ),
    (
        "member-added",
        "latest @each(max: 3) { ... on Ticket { subject @text } }",
        ("union Happening = Ticket | Incident", "union Happening = Ticket | Incident | Invoice"),
        "latest",
    ),
]

WEAKER = {"value-added", "now-nullable", "now-deprecated", "default-changed", "member-added"}


@pytest.mark.parametrize(("code", "selects", "change", "token"), CASES)
def test_a_change_is_named_at_the_token_that_it_hits(
    tmp_path: Path, code: str, selects: str, change: tuple[str, str], token: str
) -> None:
    report = told(tmp_path, {"billing/hit": selects, "crm/other": "name @text"}, change)
    found = [each for each in report.impacts if each.diagnostic.code == code]
    assert [under(each.diagnostic) for each in found] == [token]
    (hit,) = found
    assert [(each.key, each.team) for each in hit.cards] == [("hit", "billing")]
    assert hit.effect is (Effect.WEAKENS if code in WEAKER else Effect.BREAKS)
    assert report.failed == (code not in WEAKER)
    assert hit.text().splitlines()[0].endswith(f"[{code}]")
    assert f": {hit.effect}: " in hit.text()
    assert "Card: hit of billing." in hit.text()


@pytest.mark.parametrize("selects", sorted({selects for _, selects, _, _ in CASES}))
def test_no_change_touches_nothing(tmp_path: Path, selects: str) -> None:
    report = told(tmp_path, {"billing/hit": selects})
    assert report.impacts == ()
    assert report.left_out == ()
    assert not report.failed


@pytest.mark.parametrize(
    ("selects", "change"),
    [
        ("contact { phone @text }", ("  jobTitle: String\n", "")),
        ("account { industry @text }", ("  industry: String\n", "  industry: String!\n")),
        ('subscription { status @badge(grey: ["*"]) }', (" CANCELED }", " CANCELED PAUSED }")),
        ("subscription { status @text }", (" CANCELED }", " }")),
        (
            "invoices(first: 3) @row { number @main }",
            ("invoices(first: Int! = 10,", "invoices(first: Int! = 5,"),
        ),
        (
            "tickets(first: 3) @row { subject @main }",
            ("tickets(first: Int! = 10)", "tickets(first: Int! = 10, queue: ID)"),
        ),
        (
            "latest @each(max: 3) { __typename @text }",
            ("Ticket | Incident", "Ticket | Incident | Invoice"),
        ),
    ],
    ids=["not used", "required", "rest", "not named", "given", "optional", "not told apart"],
)
def test_what_a_card_does_not_rely_on_is_no_impact(
    tmp_path: Path, selects: str, change: tuple[str, str]
) -> None:
    assert told(tmp_path, {"billing/fine": selects}, change).impacts == ()


def test_a_new_enum_value_names_every_card_and_line_without_a_colour_for_it(tmp_path: Path) -> None:
    text = """query Q @card(title: "T") {
      customer {
        subscription {
          status @badge(green: [ACTIVE], red: [PAST_DUE], grey: [TRIALING, CANCELED])
          again: status @text(error: [PAST_DUE], muted: [ACTIVE, TRIALING, CANCELED])
          rest: status @badge(green: [ACTIVE], grey: ["*"])
        }
      }
    }"""
    report = told(
        tmp_path,
        {"a/one": text, "b/two": SOLD, "c/no": "name @text"},
        (" CANCELED }", " CANCELED PAUSED }"),
    )
    hits = [
        (each.cards[0].key, each.diagnostic.line, each.diagnostic.code) for each in report.impacts
    ]
    assert hits == [("one", 4, "value-added"), ("one", 5, "value-added"), ("two", 1, "value-added")]
    assert all("PAUSED" in each.diagnostic.message for each in report.impacts)
    assert report.by_team(Effect.WEAKENS) == {"a": ["one"], "b": ["two"]}
    assert report.by_team(Effect.BREAKS) == {}


def test_a_place_in_a_shared_fragment_is_told_once_with_every_card_that_uses_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "fragments").mkdir()
    (tmp_path / "fragments" / "who.graphql").write_text(
        "fragment Who on Customer { contact { jobTitle @text } }", encoding="utf-8"
    )
    report = told(
        tmp_path,
        {"a/one": "...Who", "b/two": "...Who", "b/three": "name @text"},
        ("  jobTitle: String\n", ""),
    )
    hit = only(report)
    assert Path(hit.diagnostic.path).name == "who.graphql"
    assert "Cards: one of a, two of b." in hit.text()
    assert report.by_team(Effect.BREAKS) == {"a": ["one"], "b": ["two"]}


def test_a_renamed_field_suggests_its_new_name(tmp_path: Path) -> None:
    change = ("  jobTitle: String\n", "  jobTitel: String\n")
    hit = only(told(tmp_path, {"a/one": "contact { jobTitle @text }"}, change))
    assert hit.diagnostic.did_you_mean == ("jobTitel",)


def test_a_card_that_breaks_is_not_counted_as_weakened_too(tmp_path: Path) -> None:
    both = "contact { jobTitle @text } tickets(first: 3) @row { subject @main }"
    report = told(
        tmp_path,
        {"a/one": both},
        ("  jobTitle: String\n", ""),
        ("  subject: String!\n", "  subject: String\n"),
    )
    assert len(report.impacts) == 2
    assert report.by_team(Effect.BREAKS) == {"a": ["one"]}
    assert report.by_team(Effect.WEAKENS) == {}


def test_a_card_that_was_not_valid_before_is_left_out(tmp_path: Path) -> None:
    report = told(tmp_path, {"a/bad": "nmae @text"}, ("  jobTitle: String\n", ""))
    assert report.impacts == ()
    assert [each.key for each in report.left_out] == ["bad"]


def test_every_card_that_stops_serving_is_among_those_that_break(tmp_path: Path) -> None:
    cards = {f"t/{number}": selects for number, (_, selects, _, _) in enumerate(CASES)}
    changes = {change[0]: change for _, _, change, _ in CASES}
    report = told(tmp_path, cards, *changes.values())
    after = check_cards([tmp_path / "cards"], schema(*changes.values()), SharedFragments())
    stopped = {card.source.key for card in after.broken}
    assert len(stopped) >= 5
    assert stopped <= set(report.by_team(Effect.BREAKS)["t"])


def test_the_exported_schema_changes_nothing_for_the_cards_here() -> None:
    shared = read_fragments(ROOT / "graphql" / "fragments")
    before = read_schema(sdl(the_world().schema), "schema.graphql")
    report = impact([ROOT / "cards"], before, the_world().schema, shared)
    assert report.impacts == ()
    assert len(report.cards) >= 8
    assert report.left_out == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("type Query {", "old.graphql:1:13 is no GraphQL schema: Expected Name, found <EOF>"),
        ("type Query { a: Nope }", "old.graphql is no GraphQL schema: Unknown type 'Nope'"),
        ("scalar A", "old.graphql is no GraphQL schema: Query root type must be provided"),
        ("query { a }", "old.graphql is no GraphQL schema"),
    ],
)
def test_what_is_no_schema_is_told_in_a_line(text: str, said: str) -> None:
    with pytest.raises(CardError) as raised:
        read_schema(text, "old.graphql")
    assert raised.value.message.splitlines()[0].startswith(said)
