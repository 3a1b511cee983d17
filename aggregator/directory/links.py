"""Links: which values lead to a customer or an account, written and read in bulk.

A link without a system is an identity of the person's own (`plain_id`, `external_id`, `email`; for
an account also `domain`); with one, it is their key in that source.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, TypeVar

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.normalise import DOMAIN, EMAIL
from aggregator.directory.tables import accounts, customers, identities

Subject = Literal["customer", "account"]

PLAIN_ID = "plain_id"
EXTERNAL_ID = "external_id"
OWN_ID: Mapping[Subject, str] = {"customer": "customer_id", "account": "account_id"}
"""The kind under which the directory's own id is asked for; it is no link, but the row itself."""

EXCLUSIVE = frozenset({PLAIN_ID, EXTERNAL_ID})
"""Kinds of which a value belongs to one subject at a time."""

WEAK = frozenset({EMAIL, DOMAIN})
"""Kinds that may find a subject, but never contradict a strong one."""

TABLES = {"customer": customers, "account": accounts}

MAX_VARIABLES = 10_000
"""Values in one statement. SQLite takes 32,766 variables, PostgreSQL's protocol one more."""

Value = tuple[str, str]
"""Kind and normalised value."""

_T = TypeVar("_T")


class Trust(StrEnum):
    """How a link is known. Only a verified one may ever join two records."""

    VERIFIED = "verified"  # told by the company's own system
    CLAIMED = "claimed"  # told by the person: an e-mail as they typed it


@dataclass(frozen=True, slots=True)
class Known:
    """The valid links of one subject: its own identities, and `"<source>.<kind>"` -> key."""

    own: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


def chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Cut `values` so that each piece fits one statement; usually one piece."""
    for start in range(0, len(values), MAX_VARIABLES):
        yield values[start : start + MAX_VARIABLES]


async def holders(
    connection: AsyncConnection, workspace_id: str, subject: Subject, values: Iterable[Value]
) -> dict[Value, set[str]]:
    """Find who holds each value: value -> ids of subjects. One statement; absent: nobody."""
    held: dict[Value, set[str]] = defaultdict(set)
    for piece in chunks(list(dict.fromkeys(values))):
        by_kind: dict[str, list[str]] = defaultdict(list)
        for kind, norm in piece:
            by_kind[kind].append(norm)
        # One branch a kind: each is a run of look-ups in one index, on any database.
        branches = [
            _holders_of(workspace_id, subject, kind, norms) for kind, norms in by_kind.items()
        ]
        for position, norm, subject_id in await connection.execute(union_all(*branches)):
            held[position, norm].add(subject_id)
    return dict(held)


def _holders_of(
    workspace_id: str, subject: Subject, kind: str, norms: Sequence[str]
) -> Select[Any]:
    if kind == OWN_ID[subject]:
        table = TABLES[subject]
        return select(literal(kind), table.c.id, table.c.id).where(
            table.c.workspace_id == workspace_id, table.c.id.in_(norms)
        )
    return select(identities.c.kind, identities.c.value_norm, identities.c.subject_id).where(
        identities.c.workspace_id == workspace_id,
        identities.c.subject == subject,
        identities.c.system == "",
        identities.c.kind == kind,
        identities.c.value_norm.in_(norms),
        identities.c.valid_to.is_(None),
    )


async def known(
    connection: AsyncConnection, workspace_id: str, subject: Subject, ids: Sequence[str]
) -> dict[str, Known]:
    """Read the valid links of each subject in `ids`. One statement; absent: it has none.

    Of several values of one kind the oldest is given.
    """
    own: dict[str, dict[str, str]] = defaultdict(dict)
    keys: dict[str, dict[str, str]] = defaultdict(dict)
    columns = identities.c
    for piece in chunks(ids):
        statement = (
            select(columns.subject_id, columns.system, columns.kind, columns.value_raw)
            .where(
                columns.workspace_id == workspace_id,
                columns.subject == subject,
                columns.subject_id.in_(piece),
                columns.valid_to.is_(None),
            )
            .order_by(columns.id)
        )
        for subject_id, system, kind, raw in await connection.execute(statement):
            if system:
                keys[subject_id].setdefault(f"{system}.{kind}", raw)
            else:
                own[subject_id].setdefault(kind, raw)
    return {id_: Known(own.get(id_, {}), keys.get(id_, {})) for id_ in own.keys() | keys.keys()}
