"""Any one sign of a card left out: told once, near its place, by words and not by a crash."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import GraphQLSchema, Source

from aggregator.authoring.workbench import build_workbench
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.folder import FRAGMENTS
from aggregator.language.source import as_card, parse_text, read_fragments
from aggregator.lint.check import check_card
from aggregator.settings import load_settings
from tests.support.product import ROOT
from tests.support.syntax import text_of

CARDS = sorted((ROOT / "cards").rglob("*.graphql"))
NEAR = 2
"""Lines between what was left out and where the finding stands, or where its fix writes."""


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> GraphQLSchema:
    empty = tmp_path_factory.mktemp("home")
    return build_workbench(load_settings(None, {"cards": empty, "graphql": empty}, {})).schema


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_any_sign_left_out_is_told_once_near_its_place(path: Path, schema: GraphQLSchema) -> None:
    body = path.read_text(encoding="utf-8")
    shared = read_fragments(ROOT / "graphql" / FRAGMENTS)
    told_once = deletions = 0
    for at, line in signs(body):
        broken = body[:at] + body[at + 1 :]
        source = as_card(parse_text(path, Source(broken, str(path))), "team", shared)
        diagnostics = check_card(source, schema).diagnostics
        assert any(is_near(diagnostic, line) for diagnostic in diagnostics), f"{line}: {broken}"
        told_once += len(diagnostics) == 1
        deletions += 1
    assert deletions >= 15
    assert told_once / deletions >= 0.9


def signs(body: str) -> Iterator[tuple[int, int]]:
    """List where a brace, a bracket, a colon, an at sign or a quotation mark stands; its line."""
    for token in text_of(body).tokens:
        if token.kind == "sign":
            yield token.start, token.line
        elif token.kind == "string":
            yield token.start, token.line
            yield token.end - 1, token.line


def is_near(diagnostic: Diagnostic, line: int) -> bool:
    places = [diagnostic.line, *(edit.line for edit in diagnostic.fix)]
    return any(abs(place - line) <= NEAR for place in places)
