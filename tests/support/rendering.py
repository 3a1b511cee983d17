"""Cards compiled from text, and rendered for a fixed workspace at a fixed moment."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLSchema, Source, extend_schema, parse

from aggregator.domain.card import Failed, Result, Shown
from aggregator.domain.errors import SourceTimeout
from aggregator.domain.plain.components import validate
from aggregator.language.outline import outline
from aggregator.language.source import CardSource, SharedFragments, as_card, parse_text
from aggregator.render.card import CompiledCard, Defaults, RenderContext
from aggregator.render.compile import compile_outline
from tests.support.card_schema import card_schema

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

CONTEXT = RenderContext(locale="en_US", currency="USD", time_zone="UTC", now=NOW)

FAILED = Failed(SourceTimeout("billing", "Billing did not answer"))

_MORE = """
interface Named { name: String }
type Person implements Named { name: String age: Int }
type Robot implements Named { name: String model: String }
interface Holder { items(first: Int! = 5): [String!] }
type Shelf implements Holder { items(first: Int! = 5): [String!] }
extend type Customer {
  holder: Holder
  vip: Boolean
  score: Float
  bio: Markdown
  tags: [String!]
  links: [URL!]
  past: [SubscriptionStatus!]
  gaps: [Ticket]
  moments: [DateTime!]
  people: [Named]
  helper: Named
  boss: Customer
  team: [Customer!]
}
"""


@cache
def schema() -> GraphQLSchema:
    """Build the product's shapes, and a few that only tests need."""
    return extend_schema(card_schema(), parse(_MORE))


def compile_card(
    source: CardSource, schema: GraphQLSchema, defaults: Defaults | None = None
) -> CompiledCard:
    """Compile a card whether or not it would pass `check`."""
    return compile_outline(outline(source, schema), defaults)


def compiled(text: str, /, defaults: Defaults | None = None, **fragments: str) -> CompiledCard:
    """Compile the card `cards/billing/example.graphql` of this text; shared fragments by name."""
    document = parse("\n".join(fragments.values())) if fragments else None
    nodes = document.definitions if document else ()
    shared = SharedFragments(
        {node.name.value: node for node in nodes if isinstance(node, FragmentDefinitionNode)}
    )
    path = Path("cards/billing/example.graphql")
    file = parse_text(path, Source(dedent(text), str(path)))
    assert file.problem is None, file.problem
    return compile_card(as_card(file, "billing", shared), schema(), defaults)


def customer(fields: str, header: str = 'title: "T", ttl: "2m"', **more: Any) -> CompiledCard:
    """Compile a card that selects `fields` of the customer."""
    return compiled(f"query Example @card({header}) {{ customer {{ {fields} }} }}", **more)


def shown(card: CompiledCard, data: Mapping[str, Any] | None, **result: Any) -> Shown:
    """Render `data` of the customer, which must be shown, and hold it to Plain's rules."""
    outcome = card.render(Result({"customer": data}, **result), CONTEXT)
    assert isinstance(outcome, Shown), outcome
    assert validate(outcome.components) == []
    return outcome


def components(fields: str, data: Mapping[str, Any] | None, **more: Any) -> Sequence[Any]:
    """Render a card of these fields of the customer."""
    return shown(customer(fields, **more), data).components


def label(words: str) -> dict[str, Any]:
    """Words of the author's own."""
    return {"componentText": {"text": words, "textColor": "MUTED", "textSize": "M"}}


def plain(words: str, **looks: str) -> dict[str, Any]:
    return {"componentPlainText": {"plainText": words, **looks}}


def badge(words: str, color: str) -> dict[str, Any]:
    return {"componentBadge": {"badgeLabel": words, "badgeColor": color}}


def link(words: str, url: str) -> dict[str, Any]:
    return {"componentLinkButton": {"linkButtonLabel": words, "linkButtonUrl": url}}


def copy_button(value: str, tooltip: str) -> dict[str, Any]:
    return {"componentCopyButton": {"copyButtonValue": value, "copyButtonTooltipLabel": tooltip}}


def row(main: Sequence[Any], aside: Sequence[Any]) -> dict[str, Any]:
    return {"componentRow": {"rowMainContent": list(main), "rowAsideContent": list(aside)}}


def box(*content: Any) -> dict[str, Any]:
    return {"componentContainer": {"containerContent": list(content)}}


def divider(size: str | None = None) -> dict[str, Any]:
    return {"componentDivider": {"dividerSpacingSize": size} if size else {}}


def spacer(size: str = "M") -> dict[str, Any]:
    return {"componentSpacer": {"spacerSize": size}}
