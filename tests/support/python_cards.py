"""Cards in Python for tests: a query, its script, and the types that belong to them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphql import Source

from aggregator.domain.card import Outcome, Result
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.script import Script, parse_script, types_path
from aggregator.language.source import CardSource, SharedFragments, as_card, parse_text
from aggregator.lint.check import CheckedCard, check_card
from aggregator.render.card import CompiledCard, Defaults
from aggregator.render.python.typing_file import types_text
from tests.support.card_schema import card_schema
from tests.support.rendering import CONTEXT

PATH = Path("cards/team/card.graphql")

QUERY = """
query Trend @card(title: "Trend", ttl: "5m") {
  customer {
    name
    subscription { status renewsAt }
    invoices(first: 3) { number total status }
  }
}
"""

HEAD = """\
from aggregator.render.python import Card, CardContext, badge, link, markdown, row, text, totals

from .card_types import Trend


"""

DEFINED = "def render(data: Trend, card: CardContext) -> Card | None:\n"

_MARK = re.compile("⟦(.*?)⟧", re.DOTALL)


def script(body: str) -> str:
    """Write a script around what `render` does, `customer` being there."""
    lines = "".join(f"    {line}\n" for line in ("customer = data.customer", *body.splitlines()))
    return f"{HEAD}{DEFINED}{lines}"


def source(code: str | bytes, query: str = QUERY, types: str | None = None) -> CardSource:
    """Read a card's texts as if they stood in files; `types` None: as they should be."""
    card = as_card(parse_text(PATH, Source(query, str(PATH))), "team", SharedFragments())
    written = types_text(card, card_schema()) if types is None else types or None
    data = code if isinstance(code, bytes) else code.encode()
    path = PATH.with_suffix(".py")
    return as_card(
        card.file, "team", SharedFragments(), parse_script(path, str(path), data, written)
    )


def checked(code: str | bytes, query: str = QUERY, **settings: Any) -> CheckedCard:
    """Check a card in Python, and compile it if it can serve."""
    return check_card(source(code, query), card_schema(), Defaults(**settings), runs=True)


def compiled(code: str, query: str = QUERY, **settings: Any) -> CompiledCard:
    """Compile a card in Python; it must have no finding."""
    found = checked(code, query, **settings)
    assert found.diagnostics == (), "\n\n".join(each.text() for each in found.diagnostics)
    assert found.compiled is not None
    return found.compiled


def drawn(body: str, customer: Mapping[str, Any] | None = None, **settings: Any) -> Outcome:
    """Draw a card whose `render` has this body, for a customer with these fields."""
    return draw(compiled(script(body), **settings), customer)


def draw(card: CompiledCard, customer: Mapping[str, Any] | None = None) -> Outcome:
    """Draw a card for a customer with these fields; the others are null."""
    usual = {"name": "Alex", "subscription": None, "invoices": None}
    return card.render(Result({"customer": {**usual, **(customer or {})}}), CONTEXT)


def assert_script_found(code: str, marked: str, query: str = QUERY) -> Diagnostic:
    """Assert that `code` is found exactly under the marked characters of a script."""
    plain = _MARK.sub(lambda found: found[1], marked)
    found = [each for each in checked(plain, query).diagnostics if each.code == code]
    before = [_MARK.sub(lambda it: it[1], marked[: it.start()]) for it in _MARK.finditer(marked)]
    expected = [
        (text.count("\n") + 1, len(text) - text.rfind("\n"), len(token))
        for text, token in zip(before, _MARK.findall(marked), strict=True)
    ]
    assert expected, "mark what the finding stands under"
    assert [(it.line, it.column, it.end_column - it.column) for it in found] == expected
    return found[0]


def assert_script_fine(code: str, text: str) -> None:
    """Assert that `code` is not found in a script, nor anything else that stops its card."""
    found = checked(text).diagnostics
    assert code not in {each.code for each in found}
    assert all(each.serves for each in found), "\n\n".join(each.text() for each in found)


def write_card(folder: Path, code: str, query: str = QUERY, key: str = "card") -> Path:
    """Write a card's query, script and types into `folder`; gives the query's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{key}.graphql"
    path.write_text(query, encoding="utf-8")
    path.with_suffix(".py").write_text(code, encoding="utf-8")
    card = as_card(parse_text(path, Source(query, str(path))), folder.name, SharedFragments())
    types_path(path).write_text(types_text(card, card_schema()), encoding="utf-8")
    return path


def script_of(card: CardSource) -> Script:
    assert card.script is not None
    return card.script
