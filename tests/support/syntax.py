"""The first mistake of syntax in a text, and the text as its fix leaves it."""

from graphql import Source

from aggregator.language.diagnostics import Violation
from aggregator.language.syntax import find_mistake
from aggregator.language.syntax.tokens import TokenizedText
from tests.support.mended import mended

HEAD = 'query Q @card(title: "T") '


def text_of(body: str) -> TokenizedText:
    """Read a file's body in tokens."""
    return TokenizedText.of(Source(body))


def mistake_in(body: str) -> Violation:
    """Find the mistake that must be there."""
    found = find_mistake(Source(body))
    assert found is not None, body
    return found


def assert_mended(body: str, said: str, line: int, right: str) -> None:
    """Hold a mistake to its words and its line, and the text to what its fix makes of it."""
    found = mistake_in(body)
    assert said in f"{found.message} {found.hint}"
    assert found.span.ends()[0] == line
    assert mended(body, found.fix()) == right
    assert find_mistake(Source(right)) is None
