"""Whatever a card holds that check accepts, its plan is made, and its smallest query is a query."""

import random
import re

import pytest
from graphql import parse, validate

from aggregator.lint.calls.budget import CallBudget
from aggregator.lint.calls.minimal import query_text
from aggregator.lint.check import check_card
from aggregator.lint.check_calls import CallRules, look, plan_cards
from tests.support.calls import lookups, source
from tests.support.cards import card
from tests.support.product import ROOT
from tests.support.the_world import the_world

SCHEMA = the_world().schema
CALLS = CallRules(lookups(slow=["tickets", "plan"], twice=["crm"]), CallBudget(1, 1, 1, 2, 2))
_TOKEN = re.compile(r'"[^"]*"|\w+|[^\s\w]')
TEXTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "cards").rglob("*.graphql"))]


def planned(*texts: str) -> int:
    """Plan the texts that are good cards, and look for everything; how many there were."""
    cards = [source(text, f"card-{number}") for number, text in enumerate(texts)]
    good = [each for each in cards if check_card(each, SCHEMA).serves]
    calls = plan_cards(good, SCHEMA, CALLS)
    for _, rule, found in look(calls):
        rule.diagnostic(found).text()
    if calls.lookup_paths:
        assert validate(SCHEMA, parse(query_text(calls.lookup_paths))) == []
    return len(good)


@pytest.mark.parametrize("seed", range(40))
def test_cards_with_words_moved_about_are_planned(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  # the same on every run
    texts = []
    for text in TEXTS:
        tokens = _TOKEN.findall(text)
        place, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        change = rng.choice(("drop", "copy", "swap"))
        if change == "drop":
            del tokens[place]
        elif change == "copy":
            tokens.insert(place, tokens[other])
        else:
            tokens[place], tokens[other] = tokens[other], tokens[place]
        texts.append(" ".join(tokens))
    planned(*texts, *TEXTS)


def test_a_list_with_hundreds_of_bounds_is_planned() -> None:
    lists = " ".join(f"a{n}: tickets(first: {n}) {{ subject @text }}" for n in range(1, 480))
    assert planned(card(lists)) == 1


def test_fragments_that_double_are_planned_as_long_as_they_are_accepted() -> None:
    fragments = [
        f"fragment F{n} on Customer {{ usage {{ health @text }} ...F{n + 1} ...F{n + 1} }}"
        for n in range(8)
    ]
    last = "fragment F8 on Customer { seats { used @text } }"
    assert planned("\n".join([card("...F0"), *fragments, last])) == 1
