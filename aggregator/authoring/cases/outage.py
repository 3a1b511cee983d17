"""The failure cases that nobody has to write: each source a card reads, down.

Whatever the card: it is drawn, nothing is said that is not said when the source answers (so no
`empty:` text and no `@default` for what failed), what does not come from the source stays, nothing
goes away in silence, and the card is asked again soon.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    is_abstract_type,
    visit,
)

from aggregator.authoring.cases.lines import line
from aggregator.authoring.cases.result import Absent, failing, inventing, refill, without
from aggregator.domain.card import Failed, Outcome, Result, Shown, Unavailable
from aggregator.domain.errors import InternalError, SourceTimeout
from aggregator.domain.plain.components import validate
from aggregator.domain.plain.response import CardAnswer
from aggregator.language.outline import argument
from aggregator.language.source import CardSource, directives
from aggregator.render.card import CompiledCard, RenderContext

SEPARATORS = ("componentDivider", "componentSpacer")

AnswerOf = Callable[[Outcome], CardAnswer]
"""What Plain is told of an outcome."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A source that a card reads, and which fields (`Type.field`) come from it."""

    source: str
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A result as it is drawn: its outcome, and what Plain is told."""

    outcome: Outcome
    answer: CardAnswer

    @property
    def selections(self) -> Counter[str]:
        """All that is said, wherever it stands; nothing when the whole card failed."""
        shown = self.outcome.components if isinstance(self.outcome, Shown) else ()
        return Counter(_pieces(shown))

    @property
    def is_bug(self) -> bool:
        """Whether drawing it went wrong."""
        return isinstance(self.outcome, Unavailable) and isinstance(
            self.outcome.error, InternalError
        )

    @property
    def failed(self) -> bool:
        """Whether it tells that something failed."""
        if isinstance(self.outcome, Shown):
            return bool(self.outcome.failures)
        return isinstance(self.outcome, Unavailable)


def outages(
    card: CompiledCard, schema: GraphQLSchema, provided: Mapping[str, Collection[str]]
) -> list[Outage]:
    """List the sources that `card` reads. `provided`: `Type.field` -> the sources it comes from."""
    sources: dict[str, set[str]] = {}
    for name in _reads(card, schema):
        for source in provided.get(name, ()):
            sources.setdefault(source, set()).add(name)
    return [Outage(source, frozenset(fields)) for source, fields in sorted(sources.items())]


@dataclass(frozen=True, slots=True)
class OutageSubject:
    """A card as it is held to the rules above.

    answer  what Plain is told of an outcome
    soon    seconds after which a card with a failure is asked again
    denies  it has a `@when(not:)` or a `@where(not:)`: what stands under it goes when its field
            fails, rightly; so does all of a card in Python that reads the field
    """

    card: CompiledCard
    schema: GraphQLSchema
    context: RenderContext
    answer: AnswerOf
    soon: int
    denies: bool = False

    def draw(self, result: Result) -> Drawn:
        """Draw a result. Raises whatever the card's rendering does."""
        outcome = self.card.render(result, self.context)
        return Drawn(outcome, self.answer(outcome))

    def variant(self, result: Result, absent: Absent) -> Result:
        return refill(result, self.card, self.schema, absent)


def denies(source: CardSource) -> bool:
    """Whether a card says `@when(not:)` or `@where(not:)`, itself or in a fragment it uses."""
    marks = [node for node in directives(source) if node.name.value in {"when", "where"}]
    return any(argument(mark, "not") is not None for mark in marks)


def faults(outage: Outage, subject: OutageSubject, healthy: Result) -> Iterator[str]:
    """Say what is wrong with a card when `outage` befalls a result that was `healthy`."""
    error = SourceTimeout(outage.source, f"{outage.source} did not answer")
    down = subject.variant(healthy, failing(outage.fields, error))
    if not _holds(down.data, error):
        return  # nothing of this source is in this result
    null = subject.variant(healthy, without(outage.fields))
    other = subject.variant(healthy, inventing(outage.fields))
    try:
        before = subject.draw(healthy)
        failed = subject.draw(down)
        apart = before.selections & subject.draw(null).selections & subject.draw(other).selections
    except Exception as raised:  # noqa: BLE001 -- whatever it is, it is the finding
        yield f"drawing it raises {type(raised).__name__}: {raised}"
        return
    if before.is_bug:
        return  # that it cannot be drawn at all is told of the case itself
    if failed.is_bug:
        yield "drawing it fails; the log says where"
        return
    if subject.denies or _is_empty_line(before, subject.card):
        apart = Counter()
    yield from _faults(before, failed, apart, subject.soon)


def _is_empty_line(drawn: Drawn, card: CompiledCard) -> bool:
    """Whether all that is shown is the card's `empty:`: with a failure nobody can tell that."""
    shown = drawn.outcome.components if isinstance(drawn.outcome, Shown) else ()
    texts = [str(body.get("plainText")) for each in shown for body in each.values()]
    return card.empty is not None and texts == [card.empty.strip()]


def _faults(before: Drawn, failed: Drawn, apart: Counter[str], soon: int) -> Iterator[str]:
    """`apart`: what is said whatever the source answers."""
    for problem in validate(failed.answer.components):
        yield f"Plain would refuse it: {problem}"
    for selection in failed.selections - before.selections:
        yield f"it says {selection}, which it does not say when the source answers"
    for selection in apart - failed.selections:
        yield f"{selection} does not come from the source and is gone"
    if before.selections != failed.selections and not failed.failed:
        yield "something is left out and nothing tells that a source failed"
    # What failed already, for another reason, may say the same as before and hold as long.
    if failed.failed and failed.answer.ttl != soon and failed.answer != before.answer:
        yield f"it is kept for {failed.answer.ttl} s instead of {soon} s"


def _reads(card: CompiledCard, schema: GraphQLSchema) -> list[str]:
    """List the fields that the card's operation reads; of an interface, those of its types."""
    info = TypeInfo(schema)
    found: dict[str, None] = {}

    class Fields(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            owner = info.get_parent_type()
            owners = [owner, *(schema.get_possible_types(owner) if is_abstract_type(owner) else ())]
            for each in owners:
                if each is not None:
                    found[f"{each.name}.{node.name.value}"] = None

    visit(card.document, TypeInfoVisitor(info, Fields()))
    return list(found)


def _holds(value: object, error: SourceTimeout) -> bool:
    """Whether `error` is in a result's data."""
    if isinstance(value, Mapping):
        return any(_holds(inner, error) for inner in value.values())
    if isinstance(value, list):
        return any(_holds(inner, error) for inner in value)
    return isinstance(value, Failed) and value.error is error


def _pieces(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        for wrapper, body in component.items():
            inner = [content for content in body.values() if isinstance(content, list)]
            if inner:
                for content in inner:
                    yield from _pieces(content)
            elif wrapper not in SEPARATORS:
                yield line(component)
