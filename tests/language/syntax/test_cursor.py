"""Where the reading of a file is."""

from aggregator.language.syntax.cursor import TokenCursor
from tests.support.syntax import text_of


def at(body: str, number: int) -> TokenCursor:
    cursor = TokenCursor(text_of(body))
    cursor.number = number
    return cursor


def test_it_never_leaves_the_file() -> None:
    cursor = at("a b", 0)
    assert cursor.before().text == "a"
    for _ in range(9):
        cursor.move()
    assert cursor.named() == "the end of the file"
    assert cursor.after(5).kind == "end"


def test_a_bracket_is_closed_by_the_one_of_its_depth_or_by_the_end() -> None:
    assert at("( [ ] ( ) ) x", 0).closing() == 5
    assert at("( [ ]", 0).closing() == 3


def test_arguments_are_told_from_a_selection() -> None:
    assert at('{ label: "N" }', 0).holds_arguments()
    assert at("{ status: PAID }", 0).holds_arguments()
    assert not at("{ mine: status }", 0).holds_arguments()
    assert not at("{ name }", 0).holds_arguments()
