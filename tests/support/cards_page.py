"""docs/cards.md and cards/AGENTS.md: their examples are cards, checked, run on data and drawn.

`make docs` writes the drawings and the tables of arguments anew (`pages.py`).
"""

import io
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLDirective, GraphQLSchema, Source, extend_schema, parse, print_ast
from rich.console import Console

from aggregator.authoring.cases.lines import lines
from aggregator.authoring.cases.result import read_context, read_result
from aggregator.domain.plain.request import CardRequest
from aggregator.domain.plain.response import CardAnswer, read
from aggregator.language.directives import DIRECTIVES, with_layout
from aggregator.language.source import as_card, parse_text, read_fragments
from aggregator.lint.check import CheckedCard, check_card
from aggregator.pipeline.render import render_card
from aggregator.pipeline.respond import FailureWords, respond
from aggregator.render.card import Defaults
from aggregator.simulator.draw import draw
from tests.support.fenced import blocks, rewritten
from tests.support.rendering import CONTEXT
from tests.support.subjects import ROOT
from tests.support.the_world import the_world

PAGE = ROOT / "docs" / "cards.md"
GUIDE = ROOT / "cards" / "AGENTS.md"
WIDTH = 100
_TABLE = re.compile(r"(<!-- @(\w+) -->\n).*?(<!-- / -->)", re.DOTALL)
_SOURCES = {"billing": "Billing", "crm": "CRM", "helpdesk": "Helpdesk", "product": "Product"}


@dataclass(frozen=True)
class Example:
    """A card of the page, the case it is drawn of, and what the page shows of it.

    `drawings`: number of the block -> how (`text` or `text components`) and what.
    """

    heading: str
    card: str
    case: dict[str, Any]
    defaults: Defaults
    drawings: dict[int, tuple[str, str]]

    @property
    def key(self) -> str:
        return re.sub(r"\W+", "-", self.heading).strip("-").lower() or "card"


def examples(page: str) -> list[Example]:
    """List the examples: a card, its data, and what follows of drawings."""
    found: list[Example] = []
    card, example = "", None
    for number, block in enumerate(blocks(page)):
        if block.language == "graphql":
            card, example = block.text if "@card" in block.text else "", None
        elif block.language == "json" and card:
            body = json.loads(block.text)
            case = body if "data" in body else {"data": body}
            on = Defaults(**dict.fromkeys(block.flags, True))
            example = Example(block.heading, card, case, on, {})
            found.append(example)
        elif block.language == "text" and example is not None:
            example.drawings[number] = (block.info, block.text)
    return found


@cache
def schema() -> GraphQLSchema:
    """The product's schema, and the types that the page adds for its examples."""
    added = [block.text for block in blocks(text()) if block.info == "graphql schema"]
    return with_layout(extend_schema(the_world().schema, parse("\n".join(added))))


def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def checked(example: Example) -> CheckedCard:
    """Check and compile an example, the repository's shared fragments at hand."""
    path = Path(f"cards/team/{example.key}.graphql")
    shared = read_fragments(ROOT / "graphql" / "fragments")
    card = as_card(parse_text(path, Source(example.card, str(path))), "team", shared)
    return check_card(card, schema(), example.defaults)


def answered(example: Example) -> CardAnswer:
    """What Plain is told of an example."""
    card = checked(example).compiled
    assert card is not None, example.heading
    result = read_result(example.case, card, schema())
    outcome = render_card(card, result, read_context(example.case, CONTEXT))
    request = CardRequest((card.key,), None, None, None, "default")
    told = FailureWords("REFERENCE1", lambda source: _SOURCES.get(source, source))
    return read(respond(request, {card.key: outcome}, told), request.card_keys).cards[0]


def drawn(example: Example, how: str) -> str:
    answer = answered(example)
    if how == "text components":
        return "\n".join(lines(answer)[1:])
    card = checked(example).compiled
    console = Console(file=io.StringIO(), width=WIDTH, no_color=True, legacy_windows=False)
    console.print(draw(card.title if card else "", answer.components, answer.ttl))
    file = console.file
    assert isinstance(file, io.StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def table(directive: GraphQLDirective) -> str:
    """Tell what a directive is and takes, from the code."""
    where = " and ".join(each.name.lower().replace("_", " ") for each in directive.locations)
    often = ", may be repeated" if directive.is_repeatable else ""
    said = f"{directive.description} On a {where}{often}.\n"
    if not directive.args:
        return said
    rows = [
        f"| `{name}` | `{argument.type}`{_default(argument.default)} | {argument.description} |"
        for name, argument in directive.args.items()
    ]
    return "\n".join([said, "| argument | type | |", "|---|---|---|", *rows, ""])


def _default(given: Any) -> str:
    if given is None:
        return ""
    value = given.value if given.literal is None else print_ast(given.literal)
    return f" = `{json.dumps(value) if isinstance(value, bool) else value}`"


def page(before: str) -> str:
    """The page as it should be."""
    by_name = {each.name: each for each in DIRECTIVES}
    made = {
        number: drawn(example, how)
        for example in examples(before)
        for number, (how, _) in example.drawings.items()
    }
    after = rewritten(before, made.get)
    return _TABLE.sub(lambda it: f"{it[1]}{table(by_name[it[2]])}{it[3]}", after)
