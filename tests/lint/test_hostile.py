"""Whatever a file holds: findings, never an exception, and never a check that broke."""

from pathlib import Path

import pytest
from graphql import Source
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.language.source import SharedFragments, as_card, parse_text, read_file
from aggregator.lint.check import CheckedCard, check_card
from aggregator.lint.registry import all_rules
from tests.support.card_mutations import CARD, WORDS, mutated, rewritten
from tests.support.card_schema import card_schema
from tests.support.cards import card, check_text
from tests.support.slips_of_syntax import inside

FAILED = {"check-failed", "not-compiled"}


def check(text: str, shared: SharedFragments | None = None) -> CheckedCard:
    """Check a text, and demand that every finding stands in it and can be written down."""
    path = Path("cards/team/card.graphql")
    file = parse_text(path, Source(text, str(path)))
    checked = check_card(as_card(file, "team", shared or SharedFragments()), card_schema())
    for diagnostic in checked.diagnostics:
        assert diagnostic.code not in FAILED, f"{diagnostic.text()}\n\n{text}"
        assert diagnostic.code in all_rules()
        assert 1 <= diagnostic.column < diagnostic.end_column <= len(diagnostic.excerpt) + 2
        diagnostic.text().encode()
    return checked


@pytest.mark.parametrize("block", range(4))
def test_cards_of_other_directives_and_fields_never_break_the_check(block: int) -> None:
    checked = [check(rewritten(block * 60 + number)) for number in range(60)]
    assert {card.serves for card in checked} == {True, False}
    said = {diagnostic.code for card in checked for diagnostic in card.diagnostics}
    assert len(said) > 20, "the changes should reach many rules"


def test_the_card_that_is_mutated_is_a_good_one() -> None:
    checked = check(CARD)
    assert checked.serves
    assert [diagnostic.code for diagnostic in checked.diagnostics] == ["unused-variable"]


@pytest.mark.parametrize("block", range(4))
def test_mutated_cards_never_break_the_check(block: int) -> None:
    outcomes = {check(mutated(block * 100 + number)).serves for number in range(100)}
    assert outcomes == {True, False}, "the mutations should leave some cards good"


@settings(max_examples=75, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_words_in_any_order_never_break_the_check(words: list[str]) -> None:
    check(" ".join(words))
    check(card(" ".join(words)))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_found(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.graphql"
    path.write_bytes(data)
    file = read_file(path)
    assert (file.document is None) == (file.problem is not None)


@settings(max_examples=75, deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters='"\\', exclude_categories=["Cc", "Cs"])))
def test_any_text_in_any_string_never_breaks_the_check(text: str) -> None:
    check(card(f'name @row(label: "{text}") @when(field: "{text}") @default(text: "{text}")'))
    check(card(f'name @link(label: "{text}", url: "{text}") @badge(red: ["{text}"])'))
    check(card("name @text", header=f'title: "{text}", ttl: "{text}", timeout: "{text}"'))


def nested(depth: int) -> str:
    return card("name " * 1 + "subscription { plan { name " * depth + "} }" * depth)


def doubling(count: int) -> str:
    """Write fragments that each spread the next one twice."""
    fragments = [
        f"fragment F{n} on Customer {{ a{n}: name @text ...F{n + 1} ...F{n + 1} }}"
        for n in range(count)
    ]
    last = f"fragment F{count} on Customer {{ name @text }}"
    return "\n".join([card("...F0"), *fragments, last])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (nested(14), "unknown-field"),
        (nested(20), "too-deep"),
        (nested(5_000), "too-deep"),
        (card("name @text(text: " + "[" * 400 + "]" * 400 + ")"), "too-deep"),
        (doubling(5), None),
        (doubling(30), "too-complex"),
        (card(" ".join(f"a{n}: name" for n in range(2_500))), "too-complex"),
        ("\n".join([card("name @text"), *("fragment A on Plan { name }",) * 60]), "too-complex"),
        (card("name @row(label: " + "'a " * 60_000 + ")"), "syntax-error"),
        (card("...A") + " fragment A on Customer { ...B } fragment B on Customer { ...A }", None),
    ],
    ids=[
        "deep and wrong",
        "too deep",
        "far too deep",
        "deep value",
        "few doubling fragments",
        "many doubling fragments",
        "many fields",
        "many definitions",
        "many quotation marks",
        "cycle",
    ],
)
def test_bombs_are_findings(text: str, code: str | None) -> None:
    codes = {diagnostic.code for diagnostic in check(text).diagnostics}
    assert code is None or code in codes


def test_a_long_chain_of_shared_fragments_is_a_finding(tmp_path: Path) -> None:
    names = range(3_000)
    text = "\n".join(f"fragment F{n} on Customer {{ ...F{n + 1} }}" for n in names[:400])
    path = Path("graphql/fragments/chain.graphql")
    file = parse_text(path, Source(text, str(path)))
    assert file.document is not None
    by_name = {node.name.value: node for node in file.document.definitions if hasattr(node, "name")}
    shared = SharedFragments(by_name, (file,))  # type: ignore[arg-type]  # all are fragments
    checked = check(card("name @text ...F0"), shared)
    assert not checked.serves
    assert {diagnostic.code for diagnostic in checked.diagnostics} == {"too-complex"}


def test_many_fields_of_one_name_are_told_apart_or_refused() -> None:
    check(card("name: id @text " * 300 + "name @text"))


def test_many_findings_are_capped_and_none_that_stops_the_card_is_lost() -> None:
    checked = check(card("account { name @text " + "domain " * 400 + "} nmae @text"))
    assert len(checked.diagnostics) == 100
    assert not checked.serves
    assert "unknown-field" in {diagnostic.code for diagnostic in checked.diagnostics}


@pytest.mark.parametrize(
    "words",
    [
        "{" * 50_000,
        "{% " * 20_000,
        "{{#" * 20_000,
        "{{" + " " * 50_000 + "x",
        "<%=" * 20_000,
        "{" + "a." * 25_000 + "b}",
        "{{" + "a." * 25_000 + "b}}",
        "{" + "a " * 25_000 + "}",
        "{count, plural, " + "{" * 50_000,
        "> " + " " * 50_000 + "x",
    ],
)
def test_words_of_other_languages_are_looked_for_in_bounded_steps(words: str) -> None:
    """What would take squares of their length takes minutes here, and the test's own limit."""
    for look in ('text(text: "%s")', 'link(url: "%s")', 'when(field: "%s") @text'):
        found = check_text(inside(f"name @{look % words}"))
        assert "check-failed" not in {each.code for each in found}
    found = check_text(inside(f'subscription {{ renewsAt @text(error: ["{words}"]) }}'))
    assert next(each.code for each in found) in {"match-word", "syntax-error"}


@pytest.mark.parametrize(
    "text",
    [
        "```\n" + "\n" * 100_000,
        "`" * 60_000 + "\n" + "x" * 60_000,
        "~~~" * 20_000,
        "---\n" + "-\n" * 50_000,
        "-" * 60_000 + "\n" + "\n" * 60_000,
    ],
)
def test_fences_and_heads_of_other_files_are_looked_for_in_bounded_steps(text: str) -> None:
    """As above: squares would take minutes."""
    assert [each.code for each in check_text(text)] == ["syntax-error"]
