"""Which findings are told: what another explains is not, whichever rule comes first."""

from graphql import Source

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.span import Span
from aggregator.lint.description import Description
from aggregator.lint.rule import Rule
from aggregator.lint.told import told

_FILE = Source("a b c d e f", "card.graphql")


def _rule(code: str, severity: Severity = Severity.ERROR) -> Rule:
    return Rule.without_check(Description.of(code, "Said.", severity))


_ERROR, _OTHER = _rule("one"), _rule("other")
_HINT = _rule("hint", Severity.HINT)


def _at(start: int, cause: Span | None = None, covers: Span | None = None) -> Violation:
    return Violation(Span(_FILE, start, start + 1), f"at {start}", cause=cause, covers=covers)


def _said(*found: tuple[Rule, Violation]) -> list[str]:
    return [each.message for each in told(found)]


def test_what_a_finding_covers_is_not_told() -> None:
    whole = Span(_FILE, 0, 5)
    assert _said((_OTHER, _at(2)), (_ERROR, _at(0, covers=whole)), (_OTHER, _at(6))) == [
        "at 0",
        "at 6",
    ]


def test_of_two_that_cover_each_other_one_is_told() -> None:
    whole = Span(_FILE, 0, 5)
    assert _said((_ERROR, _at(0, covers=whole)), (_OTHER, _at(2, covers=whole))) == ["at 0"]


def test_the_larger_cover_wins() -> None:
    inner, outer = Span(_FILE, 2, 5), Span(_FILE, 0, 9)
    found = ((_ERROR, _at(2, covers=inner)), (_OTHER, _at(0, covers=outer)), (_HINT, _at(4)))
    assert _said(*found) == ["at 0"]


def test_a_warning_covers_no_error() -> None:
    whole = Span(_FILE, 0, 5)
    assert _said((_HINT, _at(0, covers=whole)), (_ERROR, _at(2))) == ["at 0", "at 2"]


def test_an_error_explains_what_names_it_as_its_cause() -> None:
    whole = Span(_FILE, 0, 5)
    assert _said((_HINT, _at(0, cause=whole)), (_ERROR, _at(2))) == ["at 2"]
    assert _said((_OTHER, _at(0, cause=whole)), (_ERROR, _at(2))) == ["at 2"]


def test_nothing_explains_itself() -> None:
    whole = Span(_FILE, 0, 5)
    assert _said((_ERROR, _at(0, cause=whole))) == ["at 0"]


def test_two_errors_that_name_each_other_are_both_told() -> None:
    whole = Span(_FILE, 0, 5)
    found = ((_ERROR, _at(0, cause=whole)), (_OTHER, _at(2, cause=whole)))
    assert _said(*found) == ["at 0", "at 2"]


def test_an_error_in_another_file_explains() -> None:
    whole = Span(_FILE, 0, 5)
    elsewhere = Violation(Span(Source("a", "other.graphql"), 0, 1), "there")
    assert _said((_HINT, _at(0, cause=whole)), (_ERROR, elsewhere)) == ["there"]
