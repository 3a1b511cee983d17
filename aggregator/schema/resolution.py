"""Why a customer is who they are: identities, their id in each source, and how they were found."""

import enum
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import strawberry

from aggregator.directory.explained import (
    Candidate,
    Explanation,
    ResolutionState,
    SaidLink,
    TraceStep,
)
from aggregator.domain.customer import OWN_KEYS, CustomerIds
from aggregator.domain.lookup import Connector
from aggregator.schema.context import OperationContext
from aggregator.schema.inferred_ids import InferredId
from aggregator.schema.provided import ProvidedField
from aggregator.schema.systems import Source

_IDENTITIES = frozenset({"plain_id", "external_id", "email", "phone"})

_TRUST = (
    "`verified`, or `claimed`: such an id finds only where nothing verified does, an address or a "
    "number never."
)


@strawberry.enum(description="Whether the ids that were given mean somebody.")
class ResolutionOutcome(enum.Enum):
    FOUND = strawberry.enum_value("found", description="One customer.")
    UNKNOWN = strawberry.enum_value("unknown", description="Nobody.")
    CONFLICT = strawberry.enum_value("conflict", description="Several, and none of them is shown.")


@strawberry.enum(description="How the id of a customer in a source is known.")
class SourceIdState(enum.Enum):
    LINKED = strawberry.enum_value("linked", description="Somebody said it.")
    INFERRED = strawberry.enum_value(
        "inferred", description="The source named it, when it was asked by one of their own ids."
    )
    OWN = strawberry.enum_value("own", description="It is asked by the customer's own id.")
    MISSING = strawberry.enum_value("missing", description="Nobody knows it.")


@strawberry.type(description="An id of a customer, and who said so.")
class CustomerIdentity:
    kind: str = strawberry.field(description="`plain_id`, `external_id`, `email` or `phone`.")
    value: str = strawberry.field(description="As it was said.")
    trust: str = strawberry.field(description=_TRUST)
    said_by: str = strawberry.field(description="Whose word it is: `import`, `backend`, `edit`...")
    since: datetime = strawberry.field(description="When it was said.")


@strawberry.type(description="What a connected source knows a customer by.")
class SourceIdentity:
    source: str = strawberry.field(description="The source's name.")
    kind: str = strawberry.field(description="What its connector calls this id.")
    id: strawberry.ID | None = strawberry.field(description="The id; null where nobody knows it.")
    state: SourceIdState = strawberry.field(description="How it is known.")
    reason: str = strawberry.field(description="The same in words.")
    trust: str | None = strawberry.field(description="Of a link: `verified` or `claimed`.")
    checked_at: datetime | None = strawberry.field(
        description="When it was said, or when the source was asked."
    )


@strawberry.type(description="A link that an id was looked up by.")
class ResolutionLink:
    customer_id: strawberry.ID = strawberry.field(description="Whose it is.")
    trust: str = strawberry.field(description=_TRUST)
    said_by: str = strawberry.field(description="Whose word it is.")
    actor: str = strawberry.field(description="Who did it.")
    since: datetime = strawberry.field(description="When it was said.")

    @classmethod
    def of(cls, link: SaidLink) -> "ResolutionLink":
        id_ = strawberry.ID(link.subject_id)
        return cls(
            customer_id=id_,
            trust=link.trust,
            said_by=link.source,
            actor=link.actor,
            since=link.since,
        )


@strawberry.type(description="What one of the ids that were given came to.")
class ResolutionStep:
    kind: str = strawberry.field(description="The kind of id.")
    value: str = strawberry.field(description="As it is compared.")
    rule: str = strawberry.field(description="What became of it, and why.")
    decided: bool = strawberry.field(description="Whether it says who is meant.")
    links: list[ResolutionLink] = strawberry.field(description="Whoever has it.")

    @classmethod
    def of(cls, step: TraceStep) -> "ResolutionStep":
        links = [ResolutionLink.of(link) for link in step.links]
        return cls(
            kind=step.kind, value=step.value, rule=step.rule, decided=step.decided, links=links
        )


@strawberry.type(description="Somebody whom the ids could mean.")
class ResolutionCandidate:
    id: strawberry.ID = strawberry.field(description="The id in the directory.")
    name: str | None = strawberry.field(
        description="The name in the directory; of several, null in a card."
    )
    email: str | None = strawberry.field(
        description="The e-mail address in the directory; of several, null in a card."
    )
    found_by: list[str] = strawberry.field(description="The kinds of id that say so.")

    @classmethod
    def of(cls, candidate: Candidate, *, named: bool) -> "ResolutionCandidate":
        return cls(
            id=strawberry.ID(candidate.id),
            name=candidate.name if named else None,
            email=candidate.email if named else None,
            found_by=list(candidate.found_by),
        )


@strawberry.type(description="How the ids that were given came to mean this customer.")
class Resolution:
    state: ResolutionOutcome = strawberry.field(description="Whether one is meant.")
    matched_by: str | None = strawberry.field(description="The kind of id that found them.")
    candidates: list[ResolutionCandidate] = strawberry.field(description="Who could be meant.")
    trace: list[ResolutionStep] = strawberry.field(description="Each id, the deciding ones first.")


async def _resolution(context: OperationContext, asked: CustomerIds) -> Resolution:
    found = await _explained(context, asked)
    # A card is shown to whoever serves the one who wrote: of the others it may be, no word.
    named = found.state is ResolutionState.FOUND or context.writer is not None
    return Resolution(
        state=ResolutionOutcome(found.state.value),
        matched_by=found.matched_by,
        candidates=[ResolutionCandidate.of(each, named=named) for each in found.candidates],
        trace=[ResolutionStep.of(each) for each in found.trace],
    )


async def _identities(context: OperationContext, asked: CustomerIds) -> list[CustomerIdentity]:
    found = await _explained(context, asked)
    return [
        CustomerIdentity(
            kind=link.kind,
            value=link.value.strip(),
            trust=link.trust,
            said_by=link.source,
            since=link.since,
        )
        for link in found.links
        if not link.system and link.kind in _IDENTITIES
    ]


async def _sources(context: OperationContext, root: Any) -> list[SourceIdentity]:
    found = await _explained(context, root.asked)
    providers = context.request_context.providers.values()
    sources = {route[0].source.name: route[0].source for routes in providers for route in routes}
    inferred = context.request_context.inferred
    return [
        each
        for source in sources.values()
        for each in _of_source(
            source, found, root.asked, [*inferred.known(source, root.keys)] if inferred else []
        )
    ]


async def _explained(context: OperationContext, asked: CustomerIds) -> Explanation:
    found: Explanation | None = await context.explained(asked)
    return found or Explanation(ResolutionState.UNKNOWN, None, (), (), ())


def _of_source(
    source: Source, found: Explanation, asked: CustomerIds, inferred: Sequence[InferredId]
) -> Iterator[SourceIdentity]:
    """Everything that `source` can be asked by about a customer."""
    connector = source.connector
    for kind in connector.directory.customer:
        links = [each for each in found.links if (each.system, each.kind) == (source.name, kind)]
        named = [each for each in inferred if f"{source.name}.{kind}" in each.keys]
        if links:
            yield _linked(source.name, kind, links[0])
        elif named:
            yield _inferred(kind, named[0])
        else:
            yield _missing(source.name, kind, _nobody(source.name, kind, found.state))
    for kind in sorted(_own_kinds(connector)):
        mine = [each for each in found.links if not each.system and each.kind == kind]
        if kind in found.others:
            yield _missing(
                source.name,
                kind,
                f"not asked: the directory knows this {_OWN_WORDS[kind]} as somebody else's too",
            )
        elif mine:
            reason = f"asked by the customer's own {_OWN_WORDS[kind]}, {_said(mine[0])}"
            yield SourceIdentity(
                source=source.name,
                kind=kind,
                id=strawberry.ID(mine[0].value.strip()),
                state=SourceIdState.OWN,
                reason=reason,
                trust=mine[0].trust,
                checked_at=mine[0].since,
            )
        else:
            yield _by_request(source.name, kind, found.state, asked)


_OWN_WORDS = {"external_id": "external id", "email": "e-mail address"}


def _own_kinds(connector: Connector) -> set[str]:
    """The customer's own ids by which a lookup is asked first."""
    led_to = {name for each in connector.lookups for name in each.via.values()}
    first = [each for each in connector.lookups if not each.via or each.name in led_to]
    return {each.key for each in first if each.key in OWN_KEYS}


def _by_request(
    source: str, kind: str, state: ResolutionState, asked: CustomerIds
) -> SourceIdentity:
    value = asked.own.get(kind)
    words = _OWN_WORDS[kind]
    if state is ResolutionState.CONFLICT or not value:
        return _missing(source, kind, _nobody(source, kind, state))
    return SourceIdentity(
        source=source,
        kind=kind,
        id=strawberry.ID(value.strip()),
        state=SourceIdState.OWN,
        reason=f"asked by the {words} of the request, which nobody has linked",
        trust="claimed",
        checked_at=None,
    )


def _linked(source: str, kind: str, link: SaidLink) -> SourceIdentity:
    return SourceIdentity(
        source=source,
        kind=kind,
        id=strawberry.ID(link.value.strip()),
        state=SourceIdState.LINKED,
        reason=f"linked, {_said(link)}",
        trust=link.trust,
        checked_at=link.since,
    )


def _inferred(kind: str, inferred: InferredId) -> SourceIdentity:
    return SourceIdentity(
        source=inferred.source,
        kind=kind,
        id=strawberry.ID(inferred.keys[f"{inferred.source}.{kind}"]),
        state=SourceIdState.INFERRED,
        reason=inferred.reason,
        trust=None,
        checked_at=inferred.checked_at,
    )


def _missing(source: str, kind: str, reason: str) -> SourceIdentity:
    return SourceIdentity(
        source=source,
        kind=kind,
        id=None,
        state=SourceIdState.MISSING,
        reason=reason,
        trust=None,
        checked_at=None,
    )


def _nobody(source: str, kind: str, state: ResolutionState) -> str:
    if state is ResolutionState.CONFLICT:
        return "not asked: the ids that were given belong to different customers"
    if state is ResolutionState.UNKNOWN:
        return "the directory knows nobody by these ids"
    return f"nobody has linked {source}.{kind}. Fix: import it, or `customers link`"


def _said(link: SaidLink) -> str:
    return f"{link.trust}, said by {link.source} on {link.since:%Y-%m-%d}"


def _by_asked(how: Any) -> ProvidedField:
    return ProvidedField(lambda context, root, _first: how(context, root.asked))


RESOLUTION = _by_asked(_resolution)
IDENTITIES = _by_asked(_identities)
SOURCES = ProvidedField(lambda context, root, _first: _sources(context, root))

OF_THE_DIRECTORY: Sequence[str] = ("identities", "sources", "resolution")
"""Fields of a customer that say who they are and why, also where that is in conflict."""
