from aggregator.lint.check import check_card
from tests.support.card_schema import card_schema
from tests.support.python_cards import assert_script_fine, script, source

CODE = script("return None")


def test_a_file_of_types_that_is_not_there_is_told_with_the_fix() -> None:
    (found,) = check_card(source(CODE, types=""), card_schema()).diagnostics
    assert (found.code, found.line, found.column) == ("python-types", 1, 1)
    assert found.message == "card_types.py is not there"
    assert found.hint == "Fix: aggregator types cards/team/card.graphql"


def test_a_stale_one_fails_the_check_and_the_card_serves() -> None:
    checked = check_card(source(CODE, types="class Trend: ..."), card_schema(), runs=True)
    (found,) = checked.diagnostics
    assert found.message == "card_types.py is stale"
    assert found.serves
    assert checked.compiled is not None


def test_the_file_as_it_is_written_is_fine() -> None:
    assert_script_fine("python-types", CODE)
