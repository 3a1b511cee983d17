"""Links: which values lead to a customer or an account, written and read in bulk.

A link without a system is an identity of the person's own (`plain_id`, `external_id`, `email`; for
an account also `domain`); with one, it is their key in that source.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, TypeVar

from sqlalchemy import CompoundSelect, Select, Table, bindparam, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.tables import accounts, customers, identities
from aggregator.domain.identity import DOMAIN, EMAIL

SubjectKind = Literal["customer", "account"]

PLAIN_ID = "plain_id"
EXTERNAL_ID = "external_id"
OWN_ID: Mapping[SubjectKind, str] = {"customer": "customer_id", "account": "account_id"}
"""The kind under which the directory's own id is asked for; it is no link, but the row itself."""

KINDS: Mapping[SubjectKind, tuple[str, ...]] = {
    "customer": (PLAIN_ID, EXTERNAL_ID, EMAIL),
    "account": (PLAIN_ID, EXTERNAL_ID, DOMAIN),
}
"""Kinds of a subject's own identities, strongest first."""

EXCLUSIVE = frozenset({PLAIN_ID, EXTERNAL_ID})
"""Kinds of which a value belongs to one subject at a time."""

WEAK = frozenset({EMAIL, DOMAIN})
"""Kinds that may find a subject, but never contradict a strong one."""

TABLES: Mapping[SubjectKind, Table] = {"customer": customers, "account": accounts}

MAX_VARIABLES = 10_000
"""Values in one statement. SQLite takes 32,766 variables, PostgreSQL's protocol one more."""

IdentityValue = tuple[str, str]
"""Kind and normalised value."""

_T = TypeVar("_T")


class LinkTrust(StrEnum):
    """How a link is known. Only a verified one may ever join two records."""

    VERIFIED = "verified"  # told by the company's own system
    CLAIMED = "claimed"  # told by the person: an e-mail as they typed it


@dataclass(frozen=True, slots=True)
class LinkSet:
    """The valid links of one subject: its own identities, and `"<source>.<kind>"` -> key."""

    own: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


def chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Cut `values` so that each piece fits one statement; usually one piece."""
    for start in range(0, len(values), MAX_VARIABLES):
        yield values[start : start + MAX_VARIABLES]


def _holders_statement(subject: SubjectKind) -> CompoundSelect[Any]:
    """Build `kind, value, subject_id` of whoever holds the values, bound by the name of their kind.

    One branch a kind: each is a run of look-ups in one index, on any database.
    """
    columns, rows, own = identities.c, TABLES[subject].c, OWN_ID[subject]
    branches: list[Select[Any]] = [
        select(literal(own), rows.id, rows.id).where(
            rows.workspace_id == bindparam("workspace"),
            rows.id.in_(bindparam(own, expanding=True)),
        )
    ]
    branches += [
        select(literal(kind), columns.value_norm, columns.subject_id).where(
            columns.workspace_id == bindparam("workspace"),
            columns.subject == subject,
            columns.system == "",
            columns.kind == kind,
            columns.value_norm.in_(bindparam(kind, expanding=True)),
            columns.valid_to.is_(None),
        )
        for kind in KINDS[subject]
    ]
    return union_all(*branches)


def _links_statement(subject: SubjectKind) -> Select[Any]:
    columns = identities.c
    # No ORDER BY: SQLite would rather walk the whole workspace in that order than sort.
    return select(
        columns.id, columns.subject_id, columns.system, columns.kind, columns.value_raw
    ).where(
        columns.workspace_id == bindparam("workspace"),
        columns.subject == subject,
        columns.subject_id.in_(bindparam("ids", expanding=True)),
        columns.valid_to.is_(None),
    )


# Built once: building a statement costs more than running it.
_SUBJECTS: tuple[SubjectKind, ...] = ("customer", "account")
_HOLDERS = {subject: _holders_statement(subject) for subject in _SUBJECTS}
_LINKS = {subject: _links_statement(subject) for subject in _SUBJECTS}


async def holders(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    values: Iterable[IdentityValue],
) -> dict[IdentityValue, set[str]]:
    """Find who holds each value: value -> ids of subjects. One statement; absent: nobody."""
    held: dict[IdentityValue, set[str]] = defaultdict(set)
    for piece in chunks(list(dict.fromkeys(values))):
        norms: dict[str, list[str]] = {kind: [] for kind in (OWN_ID[subject], *KINDS[subject])}
        for kind, norm in piece:
            norms[kind].append(norm)
        found = await connection.execute(_HOLDERS[subject], {"workspace": workspace_id, **norms})
        for kind, norm, subject_id in found:
            held[kind, norm].add(subject_id)
    return dict(held)


async def known(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, ids: Sequence[str]
) -> dict[str, LinkSet]:
    """Read the valid links of each subject in `ids`. One statement; absent: it has none.

    Of several values of one kind the oldest is given.
    """
    rows: list[tuple[str, ...]] = []
    for piece in chunks(ids):
        values = {"workspace": workspace_id, "ids": piece}
        rows.extend(await connection.execute(_LINKS[subject], values))
    own: dict[str, dict[str, str]] = defaultdict(dict)
    keys: dict[str, dict[str, str]] = defaultdict(dict)
    for _, subject_id, system, kind, raw in sorted(rows):
        if system:
            keys[subject_id].setdefault(f"{system}.{kind}", raw.strip())
        else:
            own[subject_id].setdefault(kind, raw.strip())
    return {id_: LinkSet(own.get(id_, {}), keys.get(id_, {})) for id_ in own.keys() | keys.keys()}
