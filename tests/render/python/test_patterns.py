"""Patterns that can take for ever are told from those that cannot."""

import pytest

from aggregator.render.python.patterns import nested


@pytest.mark.parametrize(
    ("pattern", "group"),
    [
        ("(a+)+", "(a+)+"),
        ("^(?:[^)]+,)*$", "(?:[^)]+,)*"),
        ("(?P<x>a*)*", "(?P<x>a*)*"),
        ("((a)+b)+", "((a)+b)+"),
        ("(a{2,})*?", "(a{2,})*"),
        ("(x(a+)y){3,}", "(x(a+)y){3,}"),
        ("([+]+){1,50}", "([+]+){1,50}"),
        ("(a|a)*$", "(a|a)*"),
        ("(?:a|b|A)+x", "(?:a|b|A)+"),
        (r"(?:\w|_|-)+$", r"(?:\w|_|-)+"),
        ("(x(.|y))*", "(x(.|y))*"),
        ("(a|)*", "(a|)*"),
        ("(a?b|b)*", "(a?b|b)*"),
        (r"(\ba|a)*", r"(\ba|a)*"),
        ("(?:(a)|b)+", "(?:(a)|b)+"),
    ],
)
def test_a_repeated_group_that_repeats_or_begins_alike_is_found(pattern: str, group: str) -> None:
    found = nested(pattern)
    assert found is not None
    assert found.startswith(group)


@pytest.mark.parametrize(
    "pattern",
    [
        "a+b+",
        "(ab)+",
        "(a+)?",
        "(a+){2}",
        "(a{3})*",
        "(?>a+)+",
        "(a++)+",
        "(a|a)",
        r"(?:\d|-|[a-z])+",
        "(?>a|a)*",
        "(?:Mr|Ms)?",
        "[a|a]*",
        r"(?:a|\|)*",
        "[(a+)+]",
        r"\(a+\)+",
        "(",
    ],
)
def test_other_patterns_are_fine(pattern: str) -> None:
    assert nested(pattern) is None
