"""A name in braces that nothing fills is told in what is JMESPath too, with its place and caret."""

from pathlib import Path

import pytest

from aggregator.connectors.reading import read_connector

TEXT = """\
name: Crm
authentication: bearer
options:
  team: {description: whose, default: ops}
directory: {customer: contact}
people:
  request: {path: /people, params: {of: "{team}"}}
  records: "data[?team == '{team}']"
  pages: {cursor: "pages.{team}.next", param: "from_{team}"}
  since: {param: "since_{team}"}
  kind: contact
  id: "ids.{team}"
  fields:
    email: "{team}.email"
    display_name: {path: name, transform: template, options: {text: "{value} of {team}"}}
lookups:
  person:
    provides: Customer.contact
    key: email
    request: GET /people
    batch: {style: ids-param, param: email, max: 20}
    records: "data[?team == '{team}']"
    match: "{team}.email"
    pages: {page: "page_{team}", last: "pages.{team}.last"}
    keys: {contact: "{team}.id"}
    fields: {id: "{team}.id", email: {path: email, transform: trim}}
"""


def told(folder: Path, text: str) -> list[str]:
    file = folder / "connector.yaml"
    file.write_text(text)
    return [each.text() for each in read_connector("crm", file).diagnostics]


def test_an_option_may_stand_in_every_path(tmp_path: Path) -> None:
    assert told(tmp_path, TEXT) == []


@pytest.mark.parametrize(
    "line",
    [number for number, line in enumerate(TEXT.splitlines()) if "{team}" in line],
    ids=lambda number: TEXT.splitlines()[number].strip().partition(":")[0],
)
def test_a_misspelt_one_is_told_where_it_stands(tmp_path: Path, line: int) -> None:
    lines = TEXT.splitlines()
    count = lines[line].count("{team}")
    lines[line] = lines[line].replace("{team}", "{taem}")
    said = told(tmp_path, "\n".join(lines) + "\n")
    assert len(said) == count
    for each in said:
        first, shown, caret, *_ = each.splitlines()
        assert f"connector.yaml:{line + 1}:" in first
        assert "{taem}" in first
        assert "team" in each.replace("{taem}", "")
        assert shown.endswith(lines[line].lstrip())
        assert "^" in caret


def test_without_any_option_a_name_in_a_text_is_told_too(tmp_path: Path) -> None:
    """Nobody's team is called `{team}`, so the list would be empty for ever."""
    text = TEXT.replace("options:\n  team: {description: whose, default: ops}\n", "")
    assert len(told(tmp_path, text)) == TEXT.count("{team}")
