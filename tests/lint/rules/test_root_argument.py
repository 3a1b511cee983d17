from pathlib import Path

import pytest

from aggregator.language.diagnostics import Edit
from tests.support.cards import assert_fine, assert_found, card, check_text, shared_fragments


def test_another_customer_cannot_be_asked_for() -> None:
    assert_found(
        "root-argument", 'query Q @card(title: "T") { customer(⟦by: {email: "a"}⟧) { name @text } }'
    )


@pytest.mark.parametrize("root", ["customer", "who: customer"])
def test_a_variable_that_only_a_root_reads_is_part_of_the_mistake(root: str) -> None:
    found = check_text(f'query Q($x: ID!) @card(title: "T") {{ {root}(id: $x) {{ name @text }} }}')
    assert [each.code for each in found] == ["root-argument"]


def test_its_fix_in_a_shared_fragment_edits_that_file_alone(tmp_path: Path) -> None:
    text = "fragment Who on Query {\n  customer(id: $x) { name @text }\n}"
    shared = shared_fragments(tmp_path, {"who.graphql": text})
    [found] = check_text('query Q($x: ID!) @card(title: "T") { ...Who }', shared=shared)
    assert found.path == str(tmp_path / "who.graphql")
    assert found.fix == (Edit(2, 11, 2, 19, ""),)


def test_what_is_no_root_is_not_called_the_requests_own() -> None:
    found = check_text('query Q @card(title: "T") { customers(first: 1) { totalCount @text } }')
    assert [each.code for each in found] == ["unknown-root"]


def test_a_root_without_arguments_is_fine() -> None:
    assert_fine("root-argument", card("name @text"))
