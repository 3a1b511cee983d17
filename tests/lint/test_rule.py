"""A check needs no list: its file is its code, its docstring explains it, its test is named so."""

import re
from pathlib import Path

import pytest

from aggregator.domain.severity import Severity
from aggregator.lint import rules
from aggregator.lint.elsewhere import OF_A_CHANGE, OF_FILES
from aggregator.lint.of_connectors import OF_CONNECTORS
from aggregator.lint.of_types import OF_TYPES
from aggregator.lint.registry import all_rules
from tests.support.cards import assert_fine, card, check_text
from tests.support.mended import mended

FOUND_WHILE_READING = {
    "card-suffix",
    "check-failed",
    "file-too-large",
    "no-cards",
    "not-a-fragment",
    "not-compiled",
    "not-utf8",
    "python-syntax",
    "python-without-query",
    "refused-link",
    "syntax-error",
    "too-complex",
    "too-deep",
    "unreadable-file",
    "wrong-setting",
}
"""Not looked for in a card, and tested where they are found."""

FOUND_TOGETHER = {"duplicate-key", "too-many-cards"}

OF_CALLS = {"chain-too-deep", "n-plus-one", "too-many-exchanges", "too-many-lookups"}
"""Follow from the lookups that connectors declare and from settings, not from a text alone."""

OF_PYTHON = {
    "python-import",
    "python-inside",
    "python-keeps",
    "python-not-pure",
    "python-raises",
    "python-regex",
    "python-render",
    "python-template",
    "python-types",
    "python-with-layout",
}
"""About the Python beside a card's query."""

OF_A_CHANGE_CODES = {
    "argument-added",
    "argument-gone",
    "default-changed",
    "field-gone",
    "member-added",
    "no-longer-valid",
    "now-deprecated",
    "now-nullable",
    "type-changed",
    "type-gone",
    "value-added",
    "value-gone",
}
"""Of two schemas, not of a card: tested in test_impact.py."""


OF_CONNECTOR_CODES = {rule.code for rule in (*OF_CONNECTORS, *OF_TYPES)}
"""Of a connector's files, not of a card: tested where connectors are read."""


def test_every_file_looks_for_the_rule_of_its_name_and_a_table_holds_the_others() -> None:
    folder = Path(rules.__file__).parent
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py")} - {"--init--"}
    assert {rule.code for rule in OF_FILES} == FOUND_WHILE_READING
    assert {rule.code for rule in OF_A_CHANGE} == OF_A_CHANGE_CODES
    assert sorted([*files, *FOUND_WHILE_READING, *OF_A_CHANGE_CODES, *OF_CONNECTOR_CODES]) == list(
        all_rules()
    )
    assert len(all_rules()) > 70


def test_every_rule_is_explained_in_a_paragraph() -> None:
    for code, rule in all_rules().items():
        assert len(rule.explanation) > 30, code
        assert rule.explanation.split("\n\n")[0].rstrip().endswith((".", "`.")), code


NOT_OF_A_TEXT = (
    (FOUND_WHILE_READING - {"syntax-error"})
    | FOUND_TOGETHER
    | OF_A_CHANGE_CODES
    | OF_CONNECTOR_CODES
    | OF_CALLS
    | OF_PYTHON
    | {
        "invalid-key",
        "source-field-required",
        "text-too-long",
    }
)
"""About files, the schema and sizes: no card's text shows them in a few lines."""


def test_every_rule_about_a_cards_text_has_an_example() -> None:
    without = {code for code, rule in all_rules().items() if rule.example is None}
    assert without == NOT_OF_A_TEXT


@pytest.mark.parametrize("code", [code for code, rule in all_rules().items() if rule.example])
def test_the_wrong_example_is_found_and_the_right_one_is_fine(code: str) -> None:
    example = all_rules()[code].example
    assert example is not None
    found = {diagnostic.code for diagnostic in check_text(_whole(example.wrong))}
    assert code in found
    assert_fine(code, _whole(example.right))


@pytest.mark.parametrize("code", [code for code, rule in all_rules().items() if rule.example])
def test_the_fix_of_the_wrong_example_takes_the_finding_away(code: str) -> None:
    example = all_rules()[code].example
    assert example is not None
    text = _whole(example.wrong)
    before = [diagnostic for diagnostic in check_text(text) if diagnostic.code == code]
    if before[0].fix:
        after = [each.code for each in check_text(mended(text, before[0].fix))]
        assert after.count(code) < len(before)
        assert "syntax-error" not in after


def _whole(example: str) -> str:
    """An example is a document, or what a customer selects."""
    return example if re.match(r"(query|mutation|fragment|type) ", example) else card(example)


def test_every_rule_is_looked_for_or_found_while_reading() -> None:
    idle = {
        code
        for code, rule in all_rules().items()
        if not (rule.card or rule.catalog or rule.core or rule.schema or rule.calls)
    }
    assert idle == FOUND_WHILE_READING | OF_A_CHANGE_CODES | OF_CONNECTOR_CODES


def test_every_rule_has_a_test_of_its_own() -> None:
    tests = {path.stem for path in (Path(__file__).parent / "rules").glob("test_*.py")}
    elsewhere = FOUND_WHILE_READING | FOUND_TOGETHER | OF_A_CHANGE_CODES | OF_CONNECTOR_CODES
    expected = set(all_rules()) - elsewhere
    assert tests == {f"test_{code.replace('-', '_')}" for code in expected}


def test_warnings_and_hints_never_stop_a_card() -> None:
    for code, rule in all_rules().items():
        assert rule.serves or rule.severity is Severity.ERROR, code


def test_codes_are_words_to_search_for() -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", code) for code in all_rules())
