"""What of customers is compared, read from the directory."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import (
    ACCOUNT_LINK,
    DISPLAY_NAME,
    EXTERNAL_ID,
    PLAIN_ID,
    DecisionVerdict,
    LinkTrust,
)
from aggregator.directory.suggest.evidence import PersonFacts, company_of
from aggregator.directory.tables import decisions, links, subjects
from aggregator.domain.identity import EMAIL, PHONE

_SUBJECT = "customer"
_COMPARED = (EMAIL, PHONE, DISPLAY_NAME, ACCOUNT_LINK, EXTERNAL_ID, PLAIN_ID)

# Built once: building a statement costs more than running it.
_NEWEST = (
    select(subjects.c.id)
    .where(
        subjects.c.workspace_id == bindparam("workspace"),
        subjects.c.subject == _SUBJECT,
        subjects.c.merged_into.is_(None),
        subjects.c.id < bindparam("before"),
    )
    .order_by(subjects.c.id.desc())
    .limit(bindparam("most"))
)
_LINKS = select(
    links.c.subject_id, links.c.kind, links.c.value_norm, links.c.value_raw, links.c.trust
).where(
    links.c.workspace_id == bindparam("workspace"),
    links.c.subject == _SUBJECT,
    links.c.subject_id.in_(bindparam("ids", expanding=True)),
    links.c.system == "",
    links.c.kind.in_(_COMPARED),
    links.c.valid_to.is_(None),
)
_THERE = select(subjects.c.id).where(
    subjects.c.workspace_id == bindparam("workspace"),
    subjects.c.subject == _SUBJECT,
    subjects.c.merged_into.is_(None),
    subjects.c.id.in_(bindparam("ids", expanding=True)),
)
_DECIDED = (
    select(decisions.c.left_id, decisions.c.right_id, decisions.c.verdict)
    .where(
        decisions.c.workspace_id == bindparam("workspace"),
        decisions.c.subject == _SUBJECT,
        decisions.c.verdict.in_(
            [
                verdict.value
                for verdict in (
                    DecisionVerdict.SAME,
                    DecisionVerdict.DIFFERENT,
                    DecisionVerdict.UNMERGED,
                )
            ]
        ),
        decisions.c.valid_to.is_(None),
    )
    .order_by(decisions.c.added_by)
)
_MEANS = select(subjects.c.id, subjects.c.merged_into).where(
    subjects.c.workspace_id == bindparam("workspace"),
    subjects.c.subject == _SUBJECT,
    subjects.c.merged_into.isnot(None),
    subjects.c.id.in_(bindparam("ids", expanding=True)),
)

LAST_ID = "cust_~"
"""Sorts behind every id of a customer."""

_AT_ONCE = 1_000
"""Ids in one statement."""

Pair = tuple[str, str]
"""Two ids, the smaller first."""


def pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


async def newest(
    connection: AsyncConnection, workspace_id: str, before: str, most: int
) -> list[str]:
    """List customers that were there before one, the newest first; merged ones are no more."""
    given = {"workspace": workspace_id, "before": before, "most": most}
    return list((await connection.execute(_NEWEST, given)).scalars())


async def there(connection: AsyncConnection, workspace_id: str, ids: Iterable[str]) -> set[str]:
    """Say which of `ids` are customers, and not merged into others."""
    return {
        id_
        for row in await _rows(connection, _THERE, workspace_id, sorted(set(ids)))
        for id_ in row
    }


async def facts_of(
    connection: AsyncConnection, workspace_id: str, ids: Sequence[str]
) -> dict[str, PersonFacts]:
    """Read what is compared of customers, whether anything is said of them or not."""
    found = {id_: PersonFacts(id_) for id_ in ids}
    companies: dict[str, str | None] = {}
    for id_, kind, norm, raw, trust in await _rows(connection, _LINKS, workspace_id, ids):
        person, verified = found[id_], trust == LinkTrust.VERIFIED
        if kind == EMAIL:
            domain = norm.rpartition("@")[2]
            if domain not in companies:
                companies[domain] = company_of(domain)
            person.add_email(norm, companies[domain], verified=verified)
        elif kind == PHONE:
            person.add_phone(norm, verified=verified)
        elif kind == DISPLAY_NAME:
            person.add_name(raw)
        elif kind == ACCOUNT_LINK:
            person.companies.add(norm)
        else:
            person.own_ids.add(f"{kind} {norm}")
    return found


async def decided(connection: AsyncConnection, workspace_id: str) -> tuple[set[Pair], set[Pair]]:
    """Give which two are decided to be the same, and which are not to be suggested.

    Those are never the same, or were told apart by somebody. A decision holds for whom its ids
    mean now.
    """
    rows = (await connection.execute(_DECIDED, {"workspace": workspace_id})).all()
    ids = sorted({id_ for row in rows for id_ in row[:2]})
    means: dict[str, str] = dict(await _rows(connection, _MEANS, workspace_id, ids))
    latest: dict[Pair, str] = {}
    different: set[Pair] = set()
    for left, right, verdict in rows:
        two = pair(means.get(left, left), means.get(right, right))
        latest[two] = verdict
        if verdict == DecisionVerdict.DIFFERENT:
            different.add(two)
    apart = {two for two, verdict in latest.items() if verdict == DecisionVerdict.UNMERGED}
    same = {two for two, verdict in latest.items() if verdict == DecisionVerdict.SAME}
    return same - different, different | apart


async def _rows(
    connection: AsyncConnection, statement: Any, workspace_id: str, ids: Sequence[str]
) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(ids), _AT_ONCE):
        given = {"workspace": workspace_id, "ids": ids[start : start + _AT_ONCE]}
        found += (await connection.execute(statement, given)).all()
    return found
