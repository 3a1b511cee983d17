"""Adding accounts and customers in bulk: all of them, or none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import ACCOUNT, CUSTOMER, LINK, IdFactory
from aggregator.directory.links import (
    EXCLUSIVE,
    EXTERNAL_ID,
    PLAIN_ID,
    LinkTrust,
    SubjectKind,
    holders,
)
from aggregator.directory.tables import accounts, customers, identities
from aggregator.directory.values import NewAccount, NewCustomer
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.identity import DOMAIN, EMAIL, MAX_LENGTH, normalise, storable

_ROWS_AT_ONCE = 20_000

_Row = dict[str, Any]


@dataclass(slots=True)
class _Batch:
    """The rows of one `add`, as they gather."""

    workspace_id: str
    ids: IdFactory
    now: datetime
    accounts: list[_Row] = field(default_factory=list)
    customers: list[_Row] = field(default_factory=list)
    links: list[_Row] = field(default_factory=list)
    taken: dict[tuple[SubjectKind, str, str], str] = field(default_factory=dict)

    def account(self, where: str, new: NewAccount) -> str:
        id_ = self.ids(ACCOUNT)
        name = _name(where, new.name)
        self.accounts.append(self._row(id_, name=name))
        own = {PLAIN_ID: new.plain_id, EXTERNAL_ID: new.external_id, DOMAIN: new.domain}
        self._links(where, "account", id_, own, new.keys)
        return id_

    def customer(self, where: str, new: NewCustomer, account_id: str | None) -> None:
        id_ = self.ids(CUSTOMER)
        name = _name(where, new.name)
        folded = name.casefold() if name is not None else None
        self.customers.append(self._row(id_, name=name, name_norm=folded, account_id=account_id))
        own = {PLAIN_ID: new.plain_id, EXTERNAL_ID: new.external_id, EMAIL: new.email}
        self._links(where, "customer", id_, own, new.keys)

    def _row(self, id_: str, **columns: str | None) -> _Row:
        return {"workspace_id": self.workspace_id, "id": id_, "created_at": self.now, **columns}

    def _links(
        self,
        where: str,
        subject: SubjectKind,
        subject_id: str,
        own: Mapping[str, str | None],
        keys: Mapping[str, str],
    ) -> None:
        for kind, value in own.items():
            norm = _norm(where, kind, value)
            if norm is not None and value is not None:
                self._take(where, subject, kind, norm)
                self._link(subject, subject_id, "", kind, norm, value)
        for key, value in keys.items():
            system, _, kind = key.partition(".")
            if not (system and kind):
                raise InvalidRequest(
                    f"{where}: the kind of key '{key}' names no source. "
                    "Rule: '<source>.<kind>', for example 'billing.customer'."
                )
            norm = _norm(where, key, value)
            if norm is not None:
                self._link(subject, subject_id, system, kind, norm, value)

    def _link(
        self, subject: SubjectKind, subject_id: str, system: str, kind: str, norm: str, raw: str
    ) -> None:
        trust = LinkTrust.CLAIMED if kind == EMAIL and not system else LinkTrust.VERIFIED
        self.links.append(
            {
                "workspace_id": self.workspace_id,
                "id": self.ids(LINK),
                "subject": subject,
                "subject_id": subject_id,
                "system": system,
                "kind": kind,
                "value_norm": norm,
                "value_raw": raw,
                "trust": trust.value,
                "exclusive": not system and kind in EXCLUSIVE,
                "created_at": self.now,
            }
        )

    def _take(self, where: str, subject: SubjectKind, kind: str, norm: str) -> None:
        if kind not in EXCLUSIVE:
            return
        other = self.taken.setdefault((subject, kind, norm), where)
        if other != where:
            raise InvalidRequest(
                f"{where} has the {kind} of {other}. Rule: it belongs to one {subject}. "
                "Fix: remove one of them."
            )


async def add(
    connection: AsyncConnection,
    batch_of: tuple[str, IdFactory, datetime],
    new_accounts: Iterable[NewAccount],
    new_customers: Iterable[NewCustomer],
) -> None:
    """Write accounts, then customers, with their links, in the caller's transaction.

    `batch_of`: workspace, how ids are made, the moment. InvalidRequest, by position and never
    by value, for what the directory cannot hold.
    """
    batch = _Batch(*batch_of)
    by_ref: dict[str, str] = {}
    for position, account in enumerate(new_accounts, 1):
        where = f"account {position}"
        ref = normalise(EXTERNAL_ID, account.external_id)
        if ref is None:
            raise InvalidRequest(f"{where}: external_id is blank. Rule: an account has one.")
        by_ref[ref] = batch.account(where, account)
    people = list(new_customers)
    by_ref |= await _accounts_already_there(connection, batch.workspace_id, people, by_ref)
    for position, person in enumerate(people, 1):
        where = f"customer {position}"
        batch.customer(where, person, _account_of(where, person, by_ref))
    try:
        await _insert(connection, accounts, batch.accounts)
        await _insert(connection, customers, batch.customers)
        await _insert(connection, identities, batch.links)
    except IntegrityError:
        raise InvalidRequest(
            "A plain_id or external_id to add already belongs to a customer or account of this "
            "workspace. Rule: it belongs to one. Fix: leave out who is there already."
        ) from None


async def _accounts_already_there(
    connection: AsyncConnection,
    workspace_id: str,
    people: Sequence[NewCustomer],
    by_ref: Mapping[str, str],
) -> dict[str, str]:
    refs = {normalise(EXTERNAL_ID, person.account_external_id) for person in people}
    values = [(EXTERNAL_ID, ref) for ref in refs if ref is not None and ref not in by_ref]
    if not values:
        return {}
    held = await holders(connection, workspace_id, "account", values)
    return {ref: next(iter(ids)) for (_, ref), ids in held.items()}


def _account_of(where: str, person: NewCustomer, by_ref: Mapping[str, str]) -> str | None:
    ref = normalise(EXTERNAL_ID, person.account_external_id)
    if ref is None:
        return None
    if ref not in by_ref:
        raise InvalidRequest(
            f"{where}: no account has its account_external_id. Fix: add the account too."
        )
    return by_ref[ref]


async def _insert(connection: AsyncConnection, table: Table, rows: Sequence[_Row]) -> None:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        await connection.execute(insert(table), rows[start : start + _ROWS_AT_ONCE])


def _norm(where: str, kind: str, value: str | None) -> str | None:
    norm = normalise(kind, value)
    if norm is None and value is not None and value.strip():
        raise InvalidRequest(
            f"{where}: {kind} cannot be kept. Rule: at most {MAX_LENGTH} characters, no NUL, no "
            "half of a surrogate pair; a domain, also that of an e-mail, is one that DNS can have."
        )
    return norm


def _name(where: str, name: str | None) -> str | None:
    if name is not None and not storable(name):
        raise InvalidRequest(
            f"{where}: name cannot be kept. Rule: no NUL, no half of a surrogate pair."
        )
    return name
