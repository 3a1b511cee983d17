"""How a new card shows a value."""

from graphql import GraphQLEnumType, build_schema

from aggregator.authoring.scaffold.choice import FieldChoice
from aggregator.authoring.scaffold.looks import badge, in_column, in_row, quoted, well_first

SCHEMA = build_schema("""
scalar DateTime scalar Money scalar URL scalar Markdown
enum Status { OPEN VOID PAID FAILED NEW }
type Query {
  status: Status at: DateTime sum: Money n: Int ratio: Float other: Float
  "How much of it, 1 is all." share: Float
  url: URL text: Markdown tags: [String!] name: String on: Boolean
}
""")


def choice(name: str) -> FieldChoice:
    assert SCHEMA.query_type
    return FieldChoice(name, "Query", SCHEMA.query_type.fields[name])


def test_a_badge_has_a_colour_for_every_value_by_what_the_value_means() -> None:
    status = SCHEMA.get_type("Status")
    assert isinstance(status, GraphQLEnumType)
    assert badge(status) == (
        "@badge(green: [PAID], blue: [NEW], yellow: [OPEN], red: [FAILED], grey: [VOID])"
    )
    assert well_first(status) == ["PAID", "NEW", "OPEN", "FAILED", "VOID"]


def test_a_value_in_its_row_is_formatted_by_its_type() -> None:
    assert in_row(choice("at"), "At") == '@row(label: "At") @date'
    assert in_row(choice("sum"), "Sum") == '@row(label: "Sum") @money'
    assert in_row(choice("n"), "N") == '@row(label: "N") @number'
    assert in_row(choice("ratio"), "R") == '@row(label: "R") @percent'
    assert in_row(choice("share"), "S") == '@row(label: "S") @percent'
    assert in_row(choice("other"), "O") == '@row(label: "O") @number'
    assert in_row(choice("tags"), "Tags") == '@row(label: "Tags")'
    assert in_row(choice("url"), "Invoice") == '@divider @link(label: "Open invoice")'
    assert in_row(choice("url"), "CRM") == '@divider @link(label: "Open CRM")'
    assert in_row(choice("text"), "T") == "@spacer(size: S) @text(markdown: true)"


def test_a_value_in_a_list_stands_in_the_column_that_suits_it() -> None:
    assert in_column(choice("name")) == "@main"
    assert in_column(choice("at")) == "@main @date @text(size: S, color: MUTED)"
    assert in_column(choice("sum")) == "@aside @money"
    assert in_column(choice("on")) == "@aside"
    assert in_column(choice("url")) == '@aside @link(label: "Open")'
    assert in_column(choice("text")) == "@main @text(markdown: true)"
    assert in_column(choice("status")).startswith("@aside @badge(")


def test_words_are_quoted_as_graphql_reads_them() -> None:
    assert quoted('a "b" \\ ü') == '"a \\"b\\" \\\\ ü"'
