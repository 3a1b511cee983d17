"""What other rules would come to: who would be one, who would be told apart, whom nothing finds.

They are tried on what the directory holds. Nothing is written, and nobody is merged by a rule.

| | |
|---|---|
| join | several have a value that finds somebody, and nothing tells them apart: no two ids of a kind, no decision |
| split | nothing that was known of a customer before would have led a later source to them |
| unfound | no value finds them any more |

Each is told where the rules of now do not come to it.
"""  # noqa: E501 a table

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import (
    DISPLAY_NAME,
    EXCLUSIVE,
    KINDS,
    DecisionVerdict,
    LinkTrust,
)
from aggregator.directory.read.finding_rules import FindingRules
from aggregator.directory.read.links import chunks
from aggregator.directory.read.said_of import said_of
from aggregator.directory.read.shown import shown_of
from aggregator.directory.tables import decisions, links, subjects
from aggregator.domain.identity import EMAIL

EXAMPLES = 20
"""Of each, so many are named."""

MANY = 50
"""A value that more have is the mailbox of many, and joins nobody."""

_PAGE = 1_000
_CUSTOMER: Final = "customer"
_BY_HAND = "edit"  # names whom it means by our own id, which no rule changes


@dataclass(frozen=True, slots=True)
class JoinTried:
    """Customers who would be one, and by what."""

    ids: Sequence[str]
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class SplitTried:
    """A customer of whom a source would have made somebody else."""

    id: str
    source: str


@dataclass(slots=True)
class RulesTried:
    """What it comes to; `joined`: how many customers would be one with somebody.

    names  what those of the examples are called, by their ids, where they have a name
    """

    customers: int = 0
    joins: int = 0
    joined: int = 0
    splits: int = 0
    unfound: int = 0
    join_examples: list[JoinTried] = field(default_factory=list)
    split_examples: list[SplitTried] = field(default_factory=list)
    unfound_examples: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def named(self) -> list[str]:
        """Give the ids of all examples."""
        ids = [*self.unfound_examples, *(split.id for split in self.split_examples)]
        return sorted({*ids, *(id_ for join in self.join_examples for id_ in join.ids)})


async def simulate(
    connection: AsyncConnection, workspace_id: str, now: FindingRules, rules: FindingRules
) -> RulesTried:
    """Try `rules` in place of those of `now`. It takes a look at every customer."""
    tried = RulesTried()
    trial = _Trial(connection, workspace_id, now.checked(), rules.checked(), tried)
    counted = await connection.execute(
        select(func.count()).where(_subject(workspace_id), subjects.c.merged_into.is_(None))
    )
    tried.customers = counted.scalar_one()
    await _unfound(trial)
    await _splits(trial)
    await _joins(trial)
    tried.names = await _names(connection, workspace_id, tried.named())
    return tried


async def _names(
    connection: AsyncConnection, workspace_id: str, ids: Sequence[str]
) -> dict[str, str]:
    if not ids:
        return {}
    said = await said_of(connection, workspace_id, [_CUSTOMER], ids)
    called = links.c.system == "", links.c.kind == DISPLAY_NAME, links.c.valid_to.is_(None)
    of: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in await connection.execute(select(links).where(said, *called)):
        link = dict(row._mapping)  # noqa: SLF001 its public name for rows
        for id_ in {row.record_id, row.subject_id}:
            of[id_].append(link)
    return {id_: shown_of(id_, rows)[DISPLAY_NAME] for id_, rows in of.items()}


@dataclass(frozen=True, slots=True)
class _Trial:
    """What is tried where, and what it comes to."""

    connection: AsyncConnection
    workspace_id: str
    now: FindingRules
    rules: FindingRules
    tried: RulesTried


def _subject(workspace_id: str) -> ColumnElement[bool]:
    return and_(subjects.c.workspace_id == workspace_id, subjects.c.subject == _CUSTOMER)


def _identities(workspace_id: str) -> ColumnElement[bool]:
    columns = links.c
    return and_(
        columns.workspace_id == workspace_id,
        columns.subject == _CUSTOMER,
        columns.system == "",
        columns.kind.in_(KINDS[_CUSTOMER]),
    )


def _finding(workspace_id: str, rules: FindingRules) -> ColumnElement[bool]:
    columns = links.c
    trust = list(LinkTrust) if rules.claimed else [LinkTrust.VERIFIED]
    return and_(
        _identities(workspace_id),
        columns.kind.in_(rules.kinds),
        columns.value_norm.not_in(rules.blocked),
        columns.valid_to.is_(None),
        columns.trust.in_([each.value for each in trust]),
    )


async def _unfound(trial: _Trial) -> None:
    mine = links.c.subject_id == subjects.c.id
    of = (
        _subject(trial.workspace_id),
        exists().where(_finding(trial.workspace_id, trial.now), mine),
        ~exists().where(_finding(trial.workspace_id, trial.rules), mine),
    )
    counted = await trial.connection.execute(select(func.count()).select_from(subjects).where(*of))
    trial.tried.unfound = counted.scalar_one()
    some = select(subjects.c.id).where(*of).order_by(subjects.c.id).limit(EXAMPLES)
    trial.tried.unfound_examples = list((await trial.connection.execute(some)).scalars())


async def _splits(trial: _Trial) -> None:
    columns, after = links.c, ""
    of = columns.workspace_id == trial.workspace_id, columns.subject == _CUSTOMER
    several = (
        select(columns.subject_id)
        .where(*of, columns.valid_to.is_(None))
        .group_by(columns.subject_id)
        .having(func.count(columns.source.distinct()) > 1)
        .order_by(columns.subject_id)
        .limit(_PAGE)
    )
    while True:
        found = await trial.connection.execute(several.where(columns.subject_id > after))
        ids = list(found.scalars())
        if not ids:
            return
        after = ids[-1]
        said: dict[str, list[Any]] = defaultdict(list)
        for row in await trial.connection.execute(
            select(links).where(*of, columns.subject_id.in_(ids))
        ):
            said[row.record_id].append(row)
        for record_id, rows in said.items():
            for source in _split_off(rows, trial.now, trial.rules):
                trial.tried.splits += 1
                if len(trial.tried.split_examples) < EXAMPLES:
                    trial.tried.split_examples.append(SplitTried(record_id, source))


def _split_off(rows: Sequence[Any], now: FindingRules, rules: FindingRules) -> list[str]:
    """List the sources that would have found nobody, where by the rules of now they did."""
    began: dict[str, int] = {}
    for row in rows:
        began[row.source] = min(row.added_by, began.get(row.source, row.added_by))
    first = min(began.values())
    return [
        source
        for source, seq in began.items()
        if seq > first
        and source != _BY_HAND
        and _leads(rows, now, seq)
        and not _leads(rows, rules, seq)
    ]


def _leads(rows: Sequence[Any], rules: FindingRules, seq: int) -> bool:
    """Whether anything that was known before an event finds them."""
    return any(
        row.added_by < seq
        and (row.ended_by is None or row.ended_by >= seq)
        and not row.system
        and rules.find(row.kind, row.value_norm, row.trust)
        for row in rows
    )


async def _joins(trial: _Trial) -> None:
    joined: set[str] = set()
    async for shared in _shared(trial.connection, trial.workspace_id, trial.rules):
        apart = await _what_tells_apart(trial.connection, trial.workspace_id, shared)
        for (kind, value), rows in shared.items():
            for ids in _groups(rows, apart, trial.now):
                trial.tried.joins += 1
                joined.update(ids)
                if len(trial.tried.join_examples) < EXAMPLES:
                    trial.tried.join_examples.append(JoinTried(ids, kind, value))
    trial.tried.joined = len(joined)


Shared = dict[tuple[str, str], list[Any]]
"""Kind and value as compared -> links of whoever has it."""


async def _shared(
    connection: AsyncConnection, workspace_id: str, rules: FindingRules
) -> AsyncIterator[Shared]:
    """Give the values that several have, some at a time."""
    columns = links.c
    several = (
        select(columns.kind, columns.value_norm)
        .where(_finding(workspace_id, rules))
        .group_by(columns.kind, columns.value_norm)
        .having(func.count(columns.subject_id.distinct()) > 1)
    )
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for kind, value in await connection.execute(several):
        values[kind, rules.compared(kind, value)].add(value)
    if rules.email_tags:
        tagged = select(columns.value_norm).where(
            _finding(workspace_id, rules), columns.kind == EMAIL, columns.value_norm.like("%+%@%")
        )
        for value in (await connection.execute(tagged)).scalars():
            mailbox = rules.compared(EMAIL, value)
            values[EMAIL, mailbox].update((mailbox, value))
    keys = sorted(values)
    for start in range(0, len(keys), _PAGE):
        piece = keys[start : start + _PAGE]
        asked = {value for key in piece for value in values[key]}
        found: Shared = defaultdict(list)
        holding = select(columns.subject_id, columns.kind, columns.value_norm, columns.trust)
        for row in await connection.execute(
            holding.where(_finding(workspace_id, rules), columns.value_norm.in_(asked))
        ):
            key = row.kind, rules.compared(row.kind, row.value_norm)
            if row.value_norm in values[key] and rules.find(row.kind, row.value_norm, row.trust):
                found[key].append(row)
        yield {key: found[key] for key in piece if key in found}


@dataclass(frozen=True, slots=True)
class _Apart:
    """What tells customers apart: strong ids, by kind, and what was decided of two."""

    ids: Mapping[str, Mapping[str, set[str]]]
    different: frozenset[frozenset[str]]

    def tells(self, one: str, other: str) -> bool:
        if frozenset((one, other)) in self.different:
            return True
        ours, theirs = self.ids.get(one, {}), self.ids.get(other, {})
        return any(not ours[kind] & theirs[kind] for kind in ours.keys() & theirs.keys())


async def _what_tells_apart(
    connection: AsyncConnection, workspace_id: str, shared: Shared
) -> _Apart:
    who = {row.subject_id for rows in shared.values() if len(rows) <= MANY for row in rows}
    ids: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    columns = links.c
    for piece in chunks(sorted(who)):
        strong = select(columns.subject_id, columns.kind, columns.value_norm).where(
            _identities(workspace_id),
            columns.kind.in_(EXCLUSIVE),
            columns.subject_id.in_(piece),
            columns.valid_to.is_(None),
        )
        for subject_id, kind, value in await connection.execute(strong):
            ids[subject_id][kind].add(value)
    decided = await connection.execute(
        select(decisions.c.left_id, decisions.c.right_id).where(
            decisions.c.workspace_id == workspace_id,
            decisions.c.subject == _CUSTOMER,
            decisions.c.verdict == DecisionVerdict.DIFFERENT.value,
            decisions.c.valid_to.is_(None),
        )
    )
    return _Apart(ids, frozenset(frozenset(tuple(pair)) for pair in decided))


def _groups(rows: Sequence[Any], apart: _Apart, now: FindingRules) -> list[list[str]]:
    """Give those who would be one by a value, and are not by the rules of now."""
    found_now: dict[str, set[str]] = {row.subject_id: set() for row in rows}
    for row in rows:
        if now.find(row.kind, row.value_norm, row.trust):
            found_now[row.subject_id].add(now.compared(row.kind, row.value_norm))
    if not 1 < len(found_now) <= MANY:
        return []
    groups: list[list[str]] = []
    for id_ in sorted(found_now):
        for group in groups:
            if all(
                not apart.tells(id_, other) and not found_now[id_] & found_now[other]
                for other in group
            ):
                group.append(id_)
                break
        else:
            groups.append([id_])
    return [group for group in groups if len(group) > 1]
