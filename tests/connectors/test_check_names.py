"""A name in braces that nothing fills is told with its place, wherever it stands in a lookup."""

from pathlib import Path

import pytest

from aggregator.connectors.reading import read_connector

OPTIONS = """\
options:
  team: {description: whose, default: ops}
  table: {description: which, default: people, pattern: "[a-z]+"}
"""
REST = """\
name: Crm
authentication: bearer
{options}lookups:
  person:
    provides: Customer.contact
    key: email
    request: {{method: POST, path: "/people/{{team}}", params: {{of: "{{team}}"}}, headers: {{X-Of: "{{team}}"}}, body: {{in: ["{{team}}"]}}}}
    batch: {{style: body-ids, field: emails, max: 20}}
    records: data
    match: email
    fields: {{id: id, email: email}}
"""  # noqa: E501
SQL = """\
name: Shop
authentication: none
{options}lookups:
  person:
    provides: Customer.contact
    key: email
    request:
      sql: SELECT id, email FROM {{table}} WHERE tags = '{{open}}' AND email = ANY(:keys)
    batch: {{style: sql-any, max: 20}}
    records: rows
    match: email
    fields: {{id: id, email: email}}
"""
SEARCH = """\
name: Crm
authentication: bearer
{options}lookups:
  person:
    provides: Customer.contact
    key: email
    request: {{path: /people, params: {{query: "of:{{team}} ({{keys}})"}}}}
    batch: {{style: search-or, each: "{{team}}:{{key}}", between: " ", max: 20}}
    records: data
    match: email
    fields: {{id: id, email: email}}
"""


def told(folder: Path, text: str, before: str = "", after: str = "") -> list[str]:
    """Say what is told of a manifest in which one text is another."""
    written = text.format(options=OPTIONS)
    assert before in written
    file = folder / "connector.yaml"
    file.write_text(written.replace(before, after) if before else written)
    return [each.text().splitlines()[0] for each in read_connector("crm", file).diagnostics]


@pytest.mark.parametrize("text", [REST, SQL, SEARCH], ids=["rest", "sql", "search"])
def test_what_is_written_right_is_not_told(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "before", "after", "place"),
    [
        (REST, "/people/{team}", "/people/{taem}", "10:35"),
        (REST, 'of: "{team}"', 'of: "{taem}"', "10:66"),
        (REST, 'X-Of: "{team}"', 'X-Of: "{taem}"', "10:93"),
        (REST, 'in: ["{team}"]', 'in: ["{taem}"]', "10:116"),
        (SEARCH, "of:{team}", "of:{taem}", "10:46"),
        (SEARCH, '"{team}:{key}"', '"{taem}:{key}"', "11:37"),
        (SQL, "FROM {table}", "FROM {tabel}", "11:12"),
        (SQL, "'{open}'", "'{tabel}'", "11:12"),
    ],
)
def test_a_misspelt_option_is_told_with_its_place(
    tmp_path: Path, text: str, before: str, after: str, place: str
) -> None:
    (said,) = told(tmp_path, text, before, after)
    assert f"connector.yaml:{place}: error: {{ta" in said
    meant = "table" if text is SQL else "team"
    assert f"Did you mean {{{meant}}}?" in said


def test_a_key_in_braces_where_the_style_puts_none_is_told(tmp_path: Path) -> None:
    (said,) = told(tmp_path, REST, 'of: "{team}"', 'of: "{key}"')
    assert "{key} is no option of this connector (its options: team, table)" in said


def test_a_misspelt_parameter_of_a_statement_is_told_with_its_place(tmp_path: Path) -> None:
    said = told(tmp_path, SQL, "ANY(:keys)", "ANY(:kyes)")
    assert any(":kyes is nothing here; bound are keys" in each for each in said)
    assert all("connector.yaml:11:12: error: " in each for each in said)


def test_a_bound_that_the_statement_lacks_is_told(tmp_path: Path) -> None:
    (said,) = told(
        tmp_path, SQL, "    match: email\n", "    match: email\n    many: true\n    per_key: most\n"
    )
    assert (
        "connector.yaml:16:14: error: The statement has no :most, so it would bound nothing" in said
    )
