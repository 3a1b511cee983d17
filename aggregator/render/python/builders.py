"""What a Python card is built of: a card's pieces, with the card language's own manners.

Null and blank pieces are left out wherever they are put, texts are cut at Plain's limits with "…",
what a source says is never markdown and never an address of its own. Anything else that Plain
would refuse raises ValueError when it is built.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from aggregator.domain.money import Money
from aggregator.domain.plain.components import (
    Badge,
    BadgeColor,
    Component,
    Container,
    CopyButton,
    Divider,
    Leaf,
    LinkButton,
    PlainText,
    Row,
    Size,
    Spacer,
    Spacing,
    Text,
    TextColor,
    WorkflowButton,
)
from aggregator.domain.plain.limits import URL_STARTS
from aggregator.domain.text import blank, trimmed
from aggregator.language.addresses import spans
from aggregator.render.layout import build
from aggregator.render.layout.links import (
    begins_well,
    encode_value,
    linked,
)
from aggregator.render.layout.markdown import escape_markdown
from aggregator.render.python.data import Markdown

_PLACE = re.compile(r"\{\{|\}\}|\{\d*\}|[{}]")

Part: TypeAlias = Leaf | str | None
"""What a row holds: a component, text, or nothing."""


class Card:
    """What is shown, from above; what is None is left out. Without any piece the card is empty."""

    __slots__ = ("components",)

    def __init__(self, *content: Component | str | None) -> None:
        self.components: tuple[Component, ...] = _present(content)
        for part in self.components:
            if not isinstance(part, Component):
                raise ValueError(f"Card: cannot hold a {type(part).__name__}")  # noqa: TRY004 -- one kind of error for whatever a component cannot hold


def text(
    words: str | None, *, size: Size | None = None, color: TextColor | None = None
) -> PlainText | None:
    """Show words as they are, whoever wrote them."""
    return build.text(words or "", size, color)


def markdown(
    template: str,
    *values: str | None,
    size: Size | None = None,
    color: TextColor | None = None,
) -> Text | None:
    """Show bold, italic and links; each `{}` takes a value, which stands for itself in it.

    Only a value of the scalar Markdown keeps its markdown; one in an address is percent-encoded. A
    null value leaves out the whole, and so does one that makes an address nobody may open.
    """
    if any(value is None or blank(value) for value in values):
        return None
    given = [it for it in values if it]
    return build.markdown(_filled(template, given) or "", size, color)


def badge(label: str | None, color: BadgeColor = "GREY") -> Badge | None:
    """Show a word or two in a coloured pill."""
    return build.badge(label or "", color)


def link(label: str | None, url: str | None, *values: str | None) -> LinkButton | None:
    """Show a button that opens an address; each `{}` in it takes a value, percent-encoded.

    An address that may not be opened (another scheme, no host) leaves out the button.
    """
    if url is None or any(value is None for value in values):
        return None
    encoded = [encode_value(value) for value in values if value is not None]
    return build.link(label or "", _put(_numbered(url), encoded) if values else url)


def copy(value: str | None, tooltip: str = "Copy") -> CopyButton | None:
    """Show a button that copies a value exactly; one too long for Plain leaves out the button."""
    return build.copy(trimmed(value or ""), tooltip)


def workflow(label: str, *, id: str | None = None, key: str | None = None) -> WorkflowButton | None:  # noqa: A002 -- as @workflow says it
    """Show a button that starts one of Plain's workflows, named by its id or its key."""
    return build.workflow(label, id, key)


def divider(size: Spacing | None = None) -> Divider:
    """Draw a line, where there is something on both sides of it."""
    return Divider(size)


def spacer(size: Spacing = "M") -> Spacer:
    """Leave room, where there is something on both sides of it."""
    return Spacer(size)


def row(main: Part | Iterable[Part], *aside: Part) -> Row | None:
    """Put pieces left and right: `row("Plan", badge("Growth"))`.

    Text at the left is a muted label, which goes when there is nothing at the right of it. Several
    pieces at the left are a list.
    """
    right = _present(aside)
    if isinstance(main, str):
        label = text(main, color="MUTED")
        return build.row((label,), right) if label and right else None
    return build.row(_present(main if isinstance(main, Iterable) else (main,)), right)


def box(*content: Leaf | Row | str | None) -> Container | None:
    """Draw a border around pieces."""
    return build.box(_present(content))


def totals(amounts: Iterable[Money | None]) -> tuple[Money, ...]:
    """Add amounts up, exactly and each currency by itself, in the order they are first met."""
    found: dict[str, Money] = {}
    for money in amounts:
        if money is not None:
            known = found.get(money.currency)
            found[money.currency] = money if known is None else known + money
    return tuple(found.values())


def _numbered(template: str) -> str:
    """Give each `{}` the number of its value."""
    counter = itertools.count()
    return _PLACE.sub(lambda it: f"{{{next(counter)}}}" if it[0] == "{}" else it[0], template)


def _put(numbered: str, values: Sequence[str]) -> str:
    """Put values into their places: unlike str.format this reads no attribute that a text names.

    Raises ValueError for a place without a value, and for a brace that is none.
    """

    def put(found: re.Match[str]) -> str:
        if found[0] in {"{{", "}}"}:
            return found[0][0]
        number = found[0][1:-1]
        if not number.isdigit() or int(number) >= len(values):
            raise ValueError("a template has a {} for each value, and braces for nothing else")
        return values[int(number)]

    return _PLACE.sub(put, numbered)


def _present(content: Iterable[object]) -> tuple[Any, ...]:
    """Take the pieces that are there, text as a component; whoever holds them looks further."""
    made = (text(part) if isinstance(part, str) else part for part in content)
    return tuple(part for part in made if part is not None)


def _filled(template: str, values: Sequence[str]) -> str | None:
    """Fill a markdown template; None when an address in it may not be linked."""
    numbered = _numbered(template)
    safe = [it if isinstance(it, Markdown) else escape_markdown(it) for it in values]
    encoded = [encode_value(it) for it in values]
    filled, at = [], 0
    for start, end, bare in spans(numbered):
        written = numbered[start:end]
        address = _put(written, encoded)
        if address == written:
            continue
        if not begins_well(written, bare=bare):
            raise ValueError(
                f"markdown: an address starts with {', '.join(URL_STARTS)}, written out"
            )
        url = linked(address)
        if url is None:
            return None
        filled += [_put(numbered[at:start], safe), url]
        at = end
    filled.append(_put(numbered[at:], safe))
    return trimmed("".join(filled))
