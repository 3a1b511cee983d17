"""Checks need no list: a file is a code, its docstring the explanation."""

import re
from pathlib import Path

import pytest

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance import checks
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.registry import all_checks


def test_every_file_is_a_check_with_its_code() -> None:
    folder = Path(checks.__file__).parent
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py")} - {"--init--"}
    assert set(all_checks()) == files
    assert len(files) > 50


def test_every_check_asks_or_reads_and_says_how_often() -> None:
    for code, check in all_checks().items():
        assert (check.asks is None) != (check.reads is None), code
        assert check.requests == 0 or check.asks is not None, code


def test_every_check_tells_rule_sight_and_fix_in_whole_sentences() -> None:
    for code, check in all_checks().items():
        for text in (check.summary, check.seen, check.fix):
            assert re.search(r"[.}]\)?$", text), (code, text)
            assert "\n" not in text, code


def test_a_docstring_without_a_fix_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="An agent sees"):
        Check.of("checks.odd", "A rule.\n\nAn agent sees: nothing.", Severity.HINT)


def test_the_parts_of_a_docstring_are_single_lines() -> None:
    explanation = """A rule
    in two lines.

    And why.

    An agent sees: one
    thing.
    Fix: another
    one.
    """
    check = Check.of("checks.odd_one", explanation, Severity.HINT)
    assert check.code == "odd-one"
    assert check.rule == "A rule in two lines.\n\nAnd why."
    assert (check.summary, check.seen, check.fix) == (
        "A rule in two lines.",
        "one thing.",
        "another one.",
    )
