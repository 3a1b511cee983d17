from pathlib import Path

from graphql import Source

from aggregator.language.source import as_card, parse_text
from aggregator.lint.check import check_card
from tests.support.card_schema import card_schema
from tests.support.cards import shared_fragments, under
from tests.support.python_cards import PATH, checked, script, script_of, source

CODE = script("return None")


def test_a_layout_directive_beside_python_is_found_under_its_name() -> None:
    inside = 'name @text subscription { status @row(label: "S") }'
    query = f'query Trend @card(title: "T") {{ customer {{ {inside} }} }}'
    found = [it for it in checked(CODE, query).diagnostics if it.code == "python-with-layout"]
    assert [under(it) for it in found] == ["@text", "@row"]
    assert found[0].message == "@text has no effect: card.py says how this card looks"


def test_what_the_card_directive_says_stays() -> None:
    assert checked(CODE).diagnostics == ()


def test_a_shared_fragment_may_be_read_layout_and_all(tmp_path: Path) -> None:
    shared = shared_fragments(tmp_path, {"who.graphql": "fragment Who on Customer { name @text }"})
    query = 'query Trend @card(title: "T") { customer { ...Who } }'
    plain = source(CODE, 'query Trend @card(title: "T") { customer { name } }')
    card = as_card(parse_text(PATH, Source(query, str(PATH))), "team", shared, script_of(plain))
    assert check_card(card, card_schema()).diagnostics == ()
