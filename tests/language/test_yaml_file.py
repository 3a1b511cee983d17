"""YAML with the place of each word: what is read, and what is refused where it stands."""

import pytest
from graphql import Source
from hypothesis import given
from hypothesis import strategies as st

from aggregator.language.diagnostics import UnreadableFile
from aggregator.language.yaml_file import MAX_DEPTH, Items, Scalar, Table, YamlNode, parse_yaml


def read(text: str) -> YamlNode:
    node = parse_yaml(Source(text, "x.yaml"))
    assert not isinstance(node, UnreadableFile), node.found.message
    return node


def values(node: YamlNode) -> object:
    if isinstance(node, Table):
        return {word: values(entry.value) for word, entry in node.entries.items()}
    return [values(each) for each in node.items] if isinstance(node, Items) else node.text


def test_a_scalar_is_its_text_as_it_is_written() -> None:
    text = "a: no\nb: 1.10\nc: 007\nd: '~'\ne: ~\nf:\ng: [x, 2026-01-01]\nyes: {on: 12:30}\n"
    assert values(read(text)) == {
        "a": "no", "b": "1.10", "c": "007", "d": "~", "e": None, "f": None,
        "g": ["x", "2026-01-01"], "yes": {"on": "12:30"},
    }  # fmt: skip


def test_each_word_and_value_has_its_place_behind_characters_of_any_width() -> None:
    node = read("é: ü\r\n😀: {🎈: last}\n")
    assert isinstance(node, Table)
    inner = node.entries["😀"].value
    assert isinstance(inner, Table)
    last = inner.entries["🎈"]
    assert (last.key.text, last.key.place()[:3]) == ("🎈", (2, 5, 6))
    assert (last.value.span.text, last.value.span.place()[:3]) == ("last", (2, 8, 12))


def test_an_anchor_repeats_what_it_names() -> None:
    assert values(read("a: &n {x: 1}\nb: *n\n")) == {"a": {"x": "1"}, "b": {"x": "1"}}


def test_an_empty_file_is_nothing() -> None:
    node = read("# only words\n")
    assert isinstance(node, Scalar)
    assert node.text is None


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in ("ab", "bc", "cd", "de", "ef")
)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: [1,\nb: 2", "yaml-syntax", 2, 5),
        ("a: b: c", "yaml-syntax", 1, 5),
        ("\ta: 1", "yaml-syntax", 1, 1),
        ('a: "open', "yaml-syntax", 1, 9),
        ("a: \x01", "yaml-syntax", 1, 4),
        ("---\na: 1\n---\nb: 2", "yaml-syntax", 3, 1),
        ("a: !!python/object/apply:os.system [x]", "yaml-syntax", 1, 4),
        ("a: !secret x", "yaml-syntax", 1, 4),
        ("? [a]\n: b", "yaml-syntax", 1, 3),
        ("a: *gone", "yaml-syntax", 1, 4),
        ("a: &a [*a]", "yaml-syntax", 1, 8),
        ("a: 1\nb: 2\na: 3", "yaml-twice", 3, 1),
        ("a: {b: 1, 'b': 2}", "yaml-twice", 1, 11),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "too-deep", 1, MAX_DEPTH + 1),
        (LAUGHS, "too-complex", 4, 29),
        ("\n".join(f"k{n}: v" for n in range(6000)), "too-complex", 5001, 1),
    ],
)
def test_what_is_refused_is_told_where_it_stands(
    text: str, code: str, line: int, column: int
) -> None:
    problem = parse_yaml(Source(text, "x.yaml"))
    assert isinstance(problem, UnreadableFile)
    place = problem.found.span.place()
    assert (problem.code, place.line, place.column) == (code, line, column)


@given(st.text(alphabet="ab:-[]{},&*!|>'\"#?%@` \t\n~0é\x00", max_size=60))
def test_no_text_is_too_odd_to_be_read_or_refused(text: str) -> None:
    assert isinstance(parse_yaml(Source(text, "x")), UnreadableFile | Scalar | Items | Table)
