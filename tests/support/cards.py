"""Broken cards with the place of each finding marked in the text: `plan { ⟦nmae⟧ }`."""

import re
from collections.abc import Mapping
from pathlib import Path

from graphql import Source

from aggregator.language.diagnostics import Diagnostic
from aggregator.language.source import (
    SharedFragments,
    TextFile,
    as_card,
    parse_text,
    read_fragments,
)
from aggregator.lint.check import check_card
from tests.support.card_schema import card_schema

_MARK = re.compile("⟦(.*?)⟧", re.DOTALL)


def card(inside: str, *, header: str = 'title: "T"', variables: str = "") -> str:
    """Write a card around what a customer selects."""
    given = f"({variables})" if variables else ""
    return f"query Q{given} @card({header}) {{ customer {{ {inside} }} }}"


def check_text(
    text: str, key: str = "card", shared: SharedFragments | None = None
) -> tuple[Diagnostic, ...]:
    """Check one card's text by itself."""
    source = as_card(parsed(text, key), "team", shared or SharedFragments())
    return check_card(source, card_schema()).diagnostics


def parsed(text: str, key: str = "card") -> TextFile:
    """Parse a card's text as if it stood in its file."""
    path = Path(f"cards/team/{key}.graphql")
    return parse_text(path, Source(text, str(path)))


def assert_found(
    code: str,
    marked: str,
    *did_you_mean: str,
    key: str = "card",
    shared: SharedFragments | None = None,
) -> Diagnostic:
    """Assert that `code` is found exactly under the marked tokens; return the first finding.

    `did_you_mean` must be among what the first one suggests.
    """
    expected = []
    plain = ""
    rest = marked
    while match := _MARK.search(rest):
        plain += rest[: match.start()]
        expected.append((_place(plain), match[1]))
        plain += match[1]
        rest = rest[match.end() :]
    plain += rest
    all_found = check_text(plain, key, shared)
    found = [each for each in all_found if each.code == code]
    said = "\n\n".join(each.text() for each in all_found)
    places = [((each.line, each.column), under(each)) for each in found]
    assert expected, "mark the token that the finding stands under"
    assert places == expected, said
    for meant in did_you_mean:
        assert meant in found[0].did_you_mean, said
    return found[0]


def assert_fine(code: str, text: str, shared: SharedFragments | None = None) -> None:
    """Assert that `code` is not found, and that the card is not broken by anything else."""
    found = check_text(text, shared=shared)
    said = "\n\n".join(each.text() for each in found)
    assert code not in {each.code for each in found}, said
    assert all(each.serves for each in found), said


def under(diagnostic: Diagnostic) -> str:
    """Return the characters that the finding points at."""
    return diagnostic.excerpt[diagnostic.column - 1 : diagnostic.end_column - 1]


def shared_fragments(folder: Path, files: Mapping[str, str]) -> SharedFragments:
    """Write files of shared fragments and read them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_fragments(folder)


def _place(before: str) -> tuple[int, int]:
    lines = re.split(r"\r\n|[\n\r]", before)
    return len(lines), len(lines[-1]) + 1
