"""How a finding is written: the caret stands under the whole token, whatever the line holds."""

import json
import unicodedata

from graphql import Source

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Diagnostic, Replacement, Violation, render
from aggregator.language.span import Span


def diagnostic(body: str, token: str, **more: object) -> Diagnostic:
    start = body.index(token)
    found = Violation(
        Span(Source(body, "cards/a/b.graphql"), start, start + len(token)),
        "It is wrong",
        **more,  # type: ignore[arg-type]  # did_you_mean and hint
    )
    return Diagnostic.at(found, "some-code", Severity.ERROR, serves=False)


def columns(text: str) -> int:
    """Count terminal columns."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def test_a_finding_is_a_head_the_line_a_caret_and_what_was_meant() -> None:
    text = diagnostic(
        "query {\n  nmae\n}", "nmae", did_you_mean=("name", "game"), hint="Try."
    ).text()
    assert text == (
        "cards/a/b.graphql:2:3: error: It is wrong [some-code]\n"
        "    2 |   nmae\n"
        "      |   ^^^^\n"
        '      = did you mean "name" or "game"?\n'
        "      = Try."
    )


def test_the_caret_stands_right_after_tabs_wide_and_combining_characters() -> None:
    body = '\t日本 e\u0301\t😀 "x" nmae'
    lines = diagnostic(body, "nmae").text().split("\n")
    shown, caret = lines[1], lines[2]
    assert "\t" not in shown
    assert columns(shown[: shown.index("nmae")]) == caret.index("^")
    assert caret.count("^") == 4


def test_a_wide_token_has_a_wide_caret() -> None:
    lines = diagnostic('a "日本"', "日本").text().split("\n")
    assert lines[2].count("^") == 4


def test_long_lines_are_neither_wrapped_nor_cropped() -> None:
    body = "a " * 500 + "nmae" + " b" * 400
    assert body in diagnostic(body, "nmae").text()


def test_of_an_endless_line_the_part_around_the_token_is_shown() -> None:
    lines = diagnostic("a" * 100_000 + " nmae " + "b" * 100_000, "nmae").text().split("\n")
    assert len(lines[1]) < 1_000
    start = lines[2].index("^")
    assert lines[1][start : start + 4] == "nmae"


def test_what_would_move_a_terminals_cursor_is_made_visible() -> None:
    text = diagnostic("a \x1b[31m\x07\u202e nmae", "nmae").text()
    assert not set("\x1b\x07\u202e") & set(text)


def test_a_finding_at_the_very_end_has_a_caret() -> None:
    found = Violation(Span(Source("query {", "p"), 7, 8), "Unclosed")
    lines = Diagnostic.at(found, "c", Severity.ERROR, serves=False).text().split("\n")
    assert lines[2] == "      |        ^"


def test_a_token_over_several_lines_is_marked_on_its_first() -> None:
    lines = diagnostic('a """x\n y"""', '"""x\n y"""').text().split("\n")
    assert lines[1:3] == ['    1 | a """x', "      |   ^^^^"]


def test_a_finding_about_an_empty_file_is_one_line() -> None:
    found = Violation(Span(Source("", "p"), 0, 1), "Nothing here")
    text = Diagnostic.at(found, "c", Severity.WARNING, serves=True).text()
    assert text == "p:1:1: warning: Nothing here [c]"


def test_json_has_every_field_and_survives_a_round_trip() -> None:
    one = diagnostic("query {\n  nmae\n}", "nmae", did_you_mean=("name",))
    read = json.loads(json.dumps(one.as_json()))
    assert read == {
        "code": "some-code",
        "severity": "error",
        "message": "It is wrong",
        "path": "cards/a/b.graphql",
        "line": 2,
        "column": 3,
        "endColumn": 7,
        "excerpt": "  nmae",
        "didYouMean": ["name"],
        "hint": None,
        "serves": False,
        "fix": [{"line": 2, "column": 3, "endLine": 2, "endColumn": 7, "text": "name"}],
    }


def test_findings_are_parted_by_an_empty_line() -> None:
    one = diagnostic("nmae", "nmae")
    assert render([one, one]) == f"{one.text()}\n\n{one.text()}"


def test_a_fix_that_reaches_into_another_file_is_none() -> None:
    """Whoever applies edits applies them to the file that the finding is in."""
    own, other = (Span(Source("name", f"cards/a/{key}.graphql"), 0, 4) for key in "bc")
    changes = (Replacement(own, ""), Replacement(other, ""))
    assert len(Violation(own, "It is wrong", changes=changes[:1]).fix()) == 1
    assert Violation(own, "It is wrong", changes=changes).fix() == ()
