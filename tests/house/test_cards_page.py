"""docs/cards.md: its examples are cards, its drawings theirs, and all of the language is there."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import DirectiveNode, Visitor, parse, visit

from aggregator.domain.plain.components import validate
from aggregator.domain.plain.request import VARIABLES
from aggregator.language.directives import COMPONENTS, DIRECTIVES, FORMATS
from aggregator.language.kinds import kind_of
from aggregator.lint.registry import all_rules
from tests.support.cards_page import answered, checked, examples, schema, text
from tests.support.fenced import blocks
from tests.support.subjects import ROOT

PAGE = text()
EXAMPLES = examples(PAGE)


def used(card: str) -> list[DirectiveNode]:
    found: list[DirectiveNode] = []

    class Directives(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            found.append(node)

    visit(parse(card), Directives())
    return found


def wrappers(components: object) -> Iterator[str]:
    if isinstance(components, list):
        for each in components:
            yield from wrappers(each)
    elif isinstance(components, Mapping):
        for name, inner in components.items():
            if name.startswith("component"):
                yield name
            yield from wrappers(inner)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda it: it.key)
def test_an_example_is_a_card_without_findings_that_plain_accepts(example: Any) -> None:
    assert [found.text() for found in checked(example).diagnostics] == []
    assert validate(answered(example).components) == []
    assert example.drawings


def test_every_card_and_every_data_of_the_page_is_an_example() -> None:
    found = blocks(PAGE)
    assert sum("@card" in block.text for block in found) == len(EXAMPLES)
    assert sum(block.language == "json" for block in found) == len(EXAMPLES)
    assert all(json.loads(block.text) for block in found if block.language == "json")


@pytest.mark.parametrize("directive", DIRECTIVES, ids=lambda it: it.name)
def test_each_directive_has_its_place_and_is_shown_with_all_its_arguments(directive: Any) -> None:
    assert f"\n### @{directive.name}\n\n<!-- @{directive.name} -->\n" in PAGE
    shown = [node for example in EXAMPLES for node in used(example.card)]
    given = {
        argument.name.value
        for node in shown
        if node.name.value == directive.name
        for argument in node.arguments or ()
    }
    assert directive.name in {node.name.value for node in shown}
    assert given == set(directive.args)


def test_all_of_plains_components_are_reached() -> None:
    schema_of_plain = (ROOT / "docs" / "plain-response.schema.json").read_text(encoding="utf-8")
    named = re.findall(r'"(component[A-Z]\w+)"', schema_of_plain)
    known = {name for name in named if not name.endswith("Content")}
    reached = {name for it in EXAMPLES for name in wrappers(answered(it).components)}
    assert len(known) == 12
    assert reached == known


def test_formats_and_components_are_named_where_the_rules_say_one_of_each() -> None:
    rule = PAGE[PAGE.index("3. A field has at most") : PAGE.index("4. Colours")]
    assert {*FORMATS, *COMPONENTS} == set(re.findall(r"@(\w+)", rule))


def test_the_codes_it_names_are_findings_and_the_variables_are_those_there_are() -> None:
    table = PAGE[PAGE.index("## What is an error") : PAGE.index("## Editors")]
    codes = {code for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
             for code in re.findall(r"`([a-z-]+)`", row)}  # fmt: skip
    assert len(codes) > 25
    assert codes <= set(all_rules())
    part = PAGE[PAGE.index("## Variables") : PAGE.index("## Fragments")]
    assert set(re.findall(r"\$(\w+)", part.partition("```")[0])) == set(VARIABLES)


def test_every_type_of_a_value_has_its_row() -> None:
    table = PAGE[PAGE.index("## What the type decides") : PAGE.index("## Templates")]
    for name in ("DateTime", "Money", "Int", "Float", "Boolean", "ID", "URL", "Markdown", "Email"):
        type_ = schema().get_type(name)
        assert type_ is not None
        assert re.search(rf"^\| [^|]*\b{name}\b", table, re.MULTILINE), kind_of(type_)
