"""What is written for a card draws what its blocks draw."""

from collections import Counter
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from graphql import Source
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.language.outline import Outline, outline
from aggregator.language.source import SharedFragments, as_card, parse_text
from aggregator.mapping.formatters import formatter
from aggregator.plans import written
from aggregator.render.card import Defaults
from aggregator.render.layout.compiler import Compiler, LayoutPlace
from aggregator.render.layout.frame import Frame
from aggregator.render.layout.pieces import Piece
from aggregator.render.layout.usual import usually
from tests.render.test_any_data import OUTLINE
from tests.support.card_data import data_of
from tests.support.rendering import NOW, customer, plain, schema, shown

# What most cards are made of, and what they call: templates, conditions, buttons, headings.
MOST = (
    'name @row(label: "Name") @divider id @row email @text(size: L, color: MUTED)',
    'name email @link(label: "{name}", url: "https://id.example.com/{id}") id',
    'contact @section(title: "Contact {name}") { email @row phone @badge(red: ["*"]) } name @row',
    'contact { name owner @spacer { email @row(label: "of {name}") name } }',
    'contact { email registeredAt @when(field: "email") @row(label: "Since") }',
    'subscription @section(box: true) { status @badge(red: [ACTIVE], grey: ["*"]) quantity @row }',
    'subscription { renewsAt @badge(red: ["past"]) @row status @row(label: "State") }',
    'subscription { plan { name @note(text: "of {name}") @text(color: ERROR) price @row } }',
    "vip @row score @badge @row",
    """invoices(first: 4) @each(max: 2, heading: "«{name}» {count}", empty: "None") @row {
      number @main status @aside @badge(grey: ["*"]) total @aside @money } name""",
    """invoices(first: 4) @each(max: 1, more: "{count} of «{name}»") @divider {
      number @text lines @each(max: 1) @row { description @main @divider } } name""",
    "tickets(first: 4) @each(max: 1) { subject @text status @row }",
    "account @row { name @main tier @aside }",
    "people { ... on Robot { model @text } name @text }",
)


def resolved(fields: str) -> Outline:
    text = f'query Q @card(title: "T") {{ customer {{ {fields} }} }}'
    file = parse_text(Path("most.graphql"), Source(text, "most.graphql"))
    assert file.problem is None, file.problem
    return outline(as_card(file, "team", SharedFragments()), schema())


class BothWays:
    """A card's blocks, and what is written for them. `taken`: how often that drew something."""

    def __init__(self, card: Outline) -> None:
        body = Compiler(card, Defaults()).selections(card.roots, LayoutPlace())
        assert body is not None
        self.blocks, self.usual = body, usually(body)
        self.taken: Counter[bool] = Counter()

    def same(self, data: dict[str, Any], known: bool) -> None:
        """Hold one to the other."""
        found: list[Piece] = []
        by_blocks, by_usual = frame(known=known), frame(known=known)
        self.blocks(data, by_blocks, (found, found))
        assert self.usual is not None
        drawn = self.usual(data, by_usual)
        self.taken[bool(drawn)] += bool(found)
        if drawn is not None:
            assert drawn == found
            assert by_usual.failures == by_blocks.failures
            assert (by_usual.count, by_usual.missed) == (by_blocks.count, by_blocks.missed)
            assert by_usual.around == []


def frame(*, known: bool) -> Frame:
    return Frame(formatter("en_US", "UTC"), NOW, "USD", known=known)


@pytest.mark.parametrize(("failing", "least"), [(False, 0.5), (True, 0.5)])
def test_of_any_data_the_same_is_drawn(failing: bool, least: float) -> None:
    taken: Counter[bool] = Counter()
    for card in [OUTLINE, *map(resolved, MOST)]:
        ways = BothWays(card)
        of_any = given(data_of(card, failing=failing), st.booleans())
        settings(max_examples=60, deadline=None)(of_any(ways.same))()
        taken += ways.taken
    assert taken[True] > least * taken.total(), taken  # else it would say little


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written, as it is."""
    code, found = written._code, []

    def kept(source: str) -> CodeType:
        found.append(source)
        return code(source)

    monkeypatch.setattr(written, "_code", kept)
    return found


def test_it_is_written_when_the_card_is_first_asked_for(sources: list[str]) -> None:
    card = customer('name @row(label: "Name")')
    assert sources == []
    assert shown(card, {"name": "Al"}) == shown(card, {"name": "Al"})
    assert len(sources) == 1


def test_cards_of_one_form_share_what_is_written_which_has_no_text_of_theirs(
    sources: list[str],
) -> None:
    evil = '\\"}; raise SystemExit #'
    words = evil.replace("\\", "\\\\").replace('"', '\\"').replace("}", "}}")
    for fields in (f'name @row(label: "{words}")', 'email @row(label: "Mail")'):
        assert shown(customer(fields), {"name": "Al", "email": "al@x.co"}).components
    assert sources[0] == sources[1]
    assert "SystemExit" not in sources[0]


def test_lists_deeper_than_loops_may_be_are_drawn_by_the_blocks(sources: list[str]) -> None:
    deep = "name @text"
    data: dict[str, Any] = {"name": "Al"}
    for _ in range(22):
        data = {"team": [data]}
        deep = f"team @each(max: 1) {{ {deep} }}"
    card = customer(deep)
    assert shown(card, data).components == [plain("Al")]
    assert shown(card, data).components
    assert len(sources) == 1


def test_a_card_in_python_is_a_function_already() -> None:
    assert usually(lambda _, __, ___: None) is None
