"""A place in a string's value is found again in the file, whatever escapes and indents it."""

from graphql import FieldNode, OperationDefinitionNode, Source, StringValueNode, parse
from hypothesis import given
from hypothesis import strategies as st

from aggregator.language.span import Span, inside


def string_in(text: str) -> StringValueNode:
    """Return the string of `{ f(a: ...) }`."""
    operation = parse(Source(text, "p")).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    field = operation.selection_set.selections[0]
    assert isinstance(field, FieldNode)
    value = (field.arguments or ())[0].value
    assert isinstance(value, StringValueNode)
    return value


def escaped(character: str) -> st.SearchStrategy[str]:
    """Write one character in one of the ways that GraphQL has for it."""
    ways = [f"\\u{{{ord(character):x}}}"]
    if ord(character) < 0x10000:
        ways.append(f"\\u{ord(character):04x}")
    else:
        pair = character.encode("utf-16-be")
        ways.append(f"\\u{pair[:2].hex()}\\u{pair[2:].hex()}")
    if character not in '"\\\n\r':
        ways.append(character)
    return st.sampled_from(ways)


PLAIN = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])


@given(before=st.lists(PLAIN.flatmap(escaped)), after=st.lists(PLAIN.flatmap(escaped)))
def test_a_word_after_any_escapes_is_found(before: list[str], after: list[str]) -> None:
    node = string_in(
        f'{{ f(a: "{"".join(before)}\x00") }}'.replace("\x00", "NEEDLE" + "".join(after))
    )
    start = node.value.rindex("NEEDLE", 0, len(before) + 6)
    span = inside(node, start, start + 6)
    assert span.source.body[span.start : span.end] == "NEEDLE"


LINE = st.text(alphabet=' \tab"\\é日', max_size=8)


@given(before=st.lists(LINE, max_size=4), indent=st.text(" \t", max_size=6), after=st.lists(LINE))
def test_a_word_in_any_block_string_is_found(
    before: list[str], indent: str, after: list[str]
) -> None:
    lines = [*before, f"{indent}x NEEDLE y", *after]
    raw = "\n".join(line.replace('"""', '\\"""') for line in lines)
    raw = raw.rstrip('"\\') + "\n"
    node = string_in('{ f(a: """' + raw + '""") }')
    start = node.value.index("NEEDLE")
    span = inside(node, start, start + 6)
    assert span.source.body[span.start : span.end] == "NEEDLE"


def test_an_escape_is_marked_whole() -> None:
    node = string_in(r'{ f(a: "a\u00e9b") }')
    span = inside(node, 1, 2)
    assert span.source.body[span.start : span.end] == r"\u00e9"


def test_other_line_breaks_than_graphqls_do_not_count() -> None:
    body = "a\u2028b\x0cc\x85d\r\ne\rf\ng"
    place = Span(Source(body, "p"), body.index("g"), body.index("g") + 1).place()
    assert (place.line, place.column) == (4, 1)
    assert Span(Source(body, "p"), 6, 7).place().excerpt == "a\u2028b\x0cc\x85d"
