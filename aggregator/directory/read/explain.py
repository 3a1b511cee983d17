"""Why a request's ids mean whom they mean: each key, the links that answer it, and what it decided.

The same keys and the same rules as `resolve`, with all that is said of each link. For engineers:
it reads more, and is asked by nothing that Plain waits for but a card that shows it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, func, literal, select, union_all

from aggregator.directory.explained import (
    Candidate,
    Explanation,
    ResolutionState,
    SaidLink,
    TraceStep,
)
from aggregator.directory.kinds import DISPLAY_NAME, KINDS, OWN_ID, WEAK, LinkTrust
from aggregator.directory.read.held import Held
from aggregator.directory.read.keys import STRONG, AskedKey, keys_of
from aggregator.directory.read.resolve import Conflict, Decision, decide, resolve_people
from aggregator.directory.tables import links, subjects
from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.errors import AmbiguousCustomer
from aggregator.domain.identity import EMAIL
from aggregator.store.prepared import Among, PreparedRead, PreparedReads


async def explain_people(
    reads: PreparedReads, workspace_id: str, people: Sequence[CustomerIds], order: Sequence[str]
) -> dict[CustomerIds, Explanation]:
    """Explain each of `people`; in two statements more than it takes to resolve them."""
    found = await resolve_people(reads, workspace_id, people, order)
    asked = {who: keys_of(who, order) for who in people}
    holding = await _holding(reads, workspace_id, [key for keys in asked.values() for key in keys])
    ids = {each.id for each in found.values() if isinstance(each, CustomerMatch)}
    ids |= {link.subject_id for links_ in holding.values() for link in links_}
    said = await _said(reads, workspace_id, sorted(ids))
    return {who: _explained(keys, holding, said, found.get(who)) for who, keys in asked.items()}


_Holding = Mapping[tuple[str, str], list[SaidLink]]


def _explained(
    asked: Sequence[AskedKey],
    holding: _Holding,
    said: Mapping[str, list[SaidLink]],
    found: CustomerMatch | AmbiguousCustomer | None,
) -> Explanation:
    verified = _held(holding, LinkTrust.VERIFIED)
    strong = {value: links_ for value, links_ in holding.items() if value[0] not in WEAK}
    claimed = _held(strong, LinkTrust.CLAIMED)
    decision = decide(asked, verified, claimed)
    counted = claimed if decision is not None and decision.claimed else verified
    meant = found.id if isinstance(found, CustomerMatch) else None
    matched_by = found.matched_by if isinstance(found, CustomerMatch) else None
    deciding = frozenset({matched_by}) if matched_by else frozenset()
    if isinstance(decision, Conflict):
        deciding = frozenset(decision.kinds)
    trace = tuple(
        TraceStep(
            key.kind,
            key.value,
            _rule(key, holding.get((key.stored, key.value), []), counted, decision, meant),
            key.kind in deciding,
            tuple(holding.get((key.stored, key.value), ())),
        )
        for key in asked
    )
    ids: tuple[str, ...] = ()
    state = ResolutionState.UNKNOWN
    if meant is not None:
        state, ids = ResolutionState.FOUND, (meant,)
    elif isinstance(decision, Conflict):
        state, ids = ResolutionState.CONFLICT, decision.candidates
    candidates = tuple(_candidate(id_, asked, counted, said) for id_ in ids)
    others = found.others if isinstance(found, CustomerMatch) else frozenset()
    spoken = tuple(said.get(meant or "", ()))
    return Explanation(state, matched_by, candidates, trace, spoken, others)


def _held(holding: _Holding, trust: LinkTrust) -> Held:
    held = {
        value: frozenset(link.subject_id for link in links_ if link.trust == trust)
        for value, links_ in holding.items()
    }
    return {value: ids for value, ids in held.items() if ids}


def _rule(
    key: AskedKey,
    holding: Sequence[SaidLink],
    counted: Held,
    decision: Decision | Conflict | None,
    meant: str | None,
) -> str:
    """Say in words what became of a key."""
    if key.blocked is not None:
        return f"finds nobody: {key.blocked}"
    ids = counted.get((key.stored, key.value), frozenset())
    if not ids and holding:
        return _ONLY_CLAIMED
    if not ids:
        return "finds nobody: nobody has it, which contradicts nothing"
    if isinstance(decision, Conflict) and key.kind in decision.kinds:
        return _SHARED if meant is None else f"{len(ids)} have it: {_TOLD_APART}"
    return _of_one(key, decision, meant)


_ONLY_CLAIMED = "finds nobody: it is only claimed, by whoever wrote it"
_BY_CLAIM = "decides: it is only claimed, by whoever wrote it, and nothing that is verified decides"
_SHARED = "conflicts: several are meant, and there is no silent winner"
_TOLD_APART = "what was said beside it told them apart"


def _of_one(key: AskedKey, decision: Decision | Conflict | None, meant: str | None) -> str:
    """Say what became of a key that somebody has, and that is in no conflict."""
    if key.kind in STRONG:
        by_claim = decision is not None and decision.claimed
        return _BY_CLAIM if by_claim else "decides: it belongs to one customer"
    if not isinstance(decision, Decision) or decision.matched_by != key.kind:
        return "not asked: an id that comes before it decides"
    if meant is None:
        return "finds nobody: the name that was said beside it is another one"
    return "decides: no id that comes before it is held, and one customer has it"


def _candidate(
    id_: str,
    asked: Sequence[AskedKey],
    counted: Held,
    said: Mapping[str, list[SaidLink]],
) -> Candidate:
    own = {link.kind: link.value for link in reversed(said.get(id_, [])) if not link.system}
    by = (key.kind for key in asked if id_ in counted.get((key.stored, key.value), ()))
    return Candidate(id_, own.get(DISPLAY_NAME), own.get(EMAIL), tuple(by))


async def _holding(reads: PreparedReads, workspace_id: str, asked: Iterable[AskedKey]) -> _Holding:
    """Read the links that hold the keys, the claimed ones too."""
    values: dict[str, Any] = {kind: [] for kind in (OWN_ID["customer"], *KINDS["customer"])}
    for key in dict.fromkeys(asked):
        if key.blocked is None:
            values[key.stored].append(key.value)
    held: dict[tuple[str, str], list[SaidLink]] = defaultdict(list)
    for norm, *said in await reads.fetch(_HOLDING, {**values, "workspace": workspace_id}):
        link = _link(said)
        held[link.kind, norm].append(link)
    return held


async def _said(
    reads: PreparedReads, workspace_id: str, ids: Sequence[str]
) -> Mapping[str, list[SaidLink]]:
    said: dict[str, list[SaidLink]] = defaultdict(list)
    rows = await reads.fetch(_SAID, {"workspace": workspace_id, "ids": list(ids)})
    for row in rows:
        link = _link(row)
        said[link.subject_id].append(link)
    for each in said.values():
        each.sort(key=lambda link: (link.system, link.kind, link.trust != "verified", link.since))
    return said


def _link(row: Sequence[Any]) -> SaidLink:
    subject_id, system, kind, value, trust, source, actor, since = row
    return SaidLink(subject_id, system, kind, value, trust, source, actor, _moment(since))


def _moment(raw: Any) -> datetime:
    """A moment as the driver gives it: SQLite's is text."""
    found = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


_LINK = (
    *(links.c.subject_id, links.c.system, links.c.kind, links.c.value_raw, links.c.trust),
    *(links.c.source, links.c.actor, links.c.valid_from),
)

_SAID = PreparedRead(
    select(*_LINK).where(
        links.c.workspace_id == bindparam("workspace"),
        links.c.subject == literal("customer"),
        Among(links.c.subject_id, "ids"),
        links.c.valid_to.is_(None),
    )
)

_HOLDING = PreparedRead(
    union_all(
        select(
            *(subjects.c.id, func.coalesce(subjects.c.merged_into, subjects.c.id)),
            *(literal(""), literal(OWN_ID["customer"]), subjects.c.id),
            *(literal(LinkTrust.VERIFIED.value), literal("directory"), literal("directory")),
            subjects.c.created_at,
        ).where(
            subjects.c.workspace_id == bindparam("workspace"),
            subjects.c.subject == literal("customer"),
            Among(subjects.c.id, OWN_ID["customer"]),
        ),
        *(
            select(links.c.value_norm, *_LINK).where(
                links.c.workspace_id == bindparam("workspace"),
                links.c.subject == literal("customer"),
                links.c.system == literal(""),
                links.c.kind == literal(kind),
                Among(links.c.value_norm, kind),
                links.c.valid_to.is_(None),
            )
            for kind in KINDS["customer"]
        ),
    )
)
