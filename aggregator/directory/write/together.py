"""A person with their company, in one call of the company's own backend: each whole or not at all.

An account and an org unit that are named are got or created first, then the customer is linked to
them. An org unit belongs to one account: who names it with another one is told so, and nothing of
them is written. Where no account is named, the customer belongs to the org unit's.

What is taken of a call does not depend on what is not: it is tried, what failed is left out, and
it is tried again, until all of it holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.codes import Code
from aggregator.directory.kinds import ACCOUNT_LINK, ORG_UNIT_LINK
from aggregator.directory.read.links import chunks
from aggregator.directory.tables import links, subjects
from aggregator.directory.values import (
    AccountUpsert,
    CustomerUpsert,
    OrgUnitUpsert,
    Upsert,
    Upserted,
    UpsertState,
)
from aggregator.directory.write.said import Said, SaidValue, Unkept, said_of
from aggregator.directory.write.upsert import Writing, decide_upserts

MOST = 500
"""People of one call."""

_FAILED = (UpsertState.CONFLICT, UpsertState.REFUSED)
_CHANGED = (UpsertState.CREATED, UpsertState.UPDATED)


@dataclass(frozen=True, slots=True)
class PersonUpsert:
    """What is said of a person, of their company and of the part of it that they belong to."""

    customer: CustomerUpsert
    account: AccountUpsert | None = None
    org_unit: OrgUnitUpsert | None = None


@dataclass(frozen=True, slots=True)
class PersonUpserted:
    """What became of each; None: nothing was said of it, or it was not come to."""

    account: Upserted | None = None
    org_unit: Upserted | None = None
    customer: Upserted | None = None

    @property
    def state(self) -> UpsertState:
        """The customer's; a conflict or a refusal of any is the whole's."""
        each = [done for done in (self.account, self.org_unit, self.customer) if done]
        for done in each:
            if done.state in _FAILED:
                return done.state
        if self.customer is not None and self.customer.state is UpsertState.CREATED:
            return UpsertState.CREATED
        changed = any(done.state in _CHANGED for done in each)
        return UpsertState.UPDATED if changed else UpsertState.UNCHANGED

    @property
    def failed(self) -> bool:
        return self.state in _FAILED


async def upsert_people(
    connection: AsyncConnection, writing: Writing, people: Sequence[PersonUpsert]
) -> list[PersonUpserted]:
    """Get or create each, in the caller's transaction; what became of them, in order.

    Whoever calls holds the writers' lock of the workspace. The number of statements does not
    depend on how many people there are, but on how often some must be left out: mostly never.
    """
    done: dict[int, PersonUpserted] = {}
    left = dict(enumerate(people))
    while left:
        attempt = await connection.begin_nested()
        tried = await _Attempt(connection, writing).run(left)
        failed = {number: each for number, each in tried.items() if each.failed}
        done |= failed or tried
        if not failed:
            await attempt.commit()
            break
        await attempt.rollback()
        writing.seen.clear()
        left = {number: each for number, each in left.items() if number not in failed}
    return [done[number] for number in range(len(people))]


class _Attempt:
    """Writes all of them, and tells which of them could not be."""

    def __init__(self, connection: AsyncConnection, writing: Writing) -> None:
        self._connection = connection
        self._writing = writing
        self._failed: set[int] = set()

    async def run(self, people: Mapping[int, PersonUpsert]) -> dict[int, PersonUpserted]:
        accounts = await self._write(
            {n: _said(each.account) for n, each in people.items() if each.account is not None}
        )
        account_ids = _ids(accounts)
        org_units = await self._org_units(people, account_ids)
        customers: dict[int, Said | Upserted] = {}
        of_units = await self._accounts_of(_ids(org_units).values())
        for number, each in people.items():
            if number in self._failed:
                continue
            customer = _said(each.customer)
            unit_id = org_units[number].id if number in org_units else None
            account_id = account_ids.get(number)
            if account_id is None and unit_id and each.customer.account_external_id is None:
                account_id = next(iter(of_units.get(unit_id, ())), None)
            customers[number] = _belonging(
                customer, (ACCOUNT_LINK, account_id), (ORG_UNIT_LINK, unit_id)
            )
        written = await self._write(customers)
        return {
            number: PersonUpserted(accounts.get(number), org_units.get(number), written.get(number))
            for number in people
        }

    async def _org_units(
        self, people: Mapping[int, PersonUpsert], accounts: Mapping[int, str]
    ) -> dict[int, Upserted]:
        said: dict[int, Said | Upserted] = {}
        for number, each in people.items():
            if each.org_unit is not None and number not in self._failed:
                unit, account = _said(each.org_unit), accounts.get(number)
                said[number] = _belonging(unit, (ACCOUNT_LINK, account))
        return await self._write(said, accounts)

    async def _write(
        self,
        said: Mapping[int, Said | Upserted],
        belongs: Mapping[int, str] | None = None,
    ) -> dict[int, Upserted]:
        """Decide and write those of one kind. `belongs`: the account that each should be of."""
        if not said:
            return {}
        decided, changes = await decide_upserts(
            self._connection, self._writing, list(said.values())
        )
        done = dict(zip(said, decided, strict=True))
        if belongs is not None:
            done = await self._of_one_account(done, belongs)
        await changes.write(self._connection)
        self._failed |= {number for number, each in done.items() if each.state in _FAILED}
        return done

    async def _of_one_account(
        self, done: Mapping[int, Upserted], belongs: Mapping[int, str]
    ) -> dict[int, Upserted]:
        """Tell org units that belong to another account: by the directory, or by an earlier one."""
        of = await self._accounts_of(_ids(done).values())
        checked = dict(done)
        for number, each in done.items():
            account = belongs.get(number)
            if each.id is None or account is None or each.state in _FAILED:
                continue
            there = of.setdefault(each.id, {account})
            if account not in there:
                checked[number] = Upserted(
                    UpsertState.CONFLICT,
                    each.id,
                    each.matched_by,
                    Code.ORG_UNIT_TAKEN,
                    "account",
                    tuple(sorted(there)),
                )
        return checked

    async def _accounts_of(self, units: Iterable[str]) -> dict[str, set[str]]:
        """Read which account each org unit belongs to now."""
        found: dict[str, set[str]] = {}
        ids = sorted(set(units))
        account = subjects.alias("account")
        for piece in chunks(ids):
            rows = await self._connection.execute(
                select(links.c.subject_id, func.coalesce(account.c.merged_into, links.c.value_norm))
                .outerjoin(
                    account,
                    (account.c.workspace_id == links.c.workspace_id)
                    & (account.c.subject == "account")
                    & (account.c.id == links.c.value_norm),
                )
                .where(
                    links.c.workspace_id == self._writing.workspace_id,
                    links.c.subject == "org_unit",
                    links.c.subject_id.in_(piece),
                    links.c.system == "",
                    links.c.kind == ACCOUNT_LINK,
                    links.c.valid_to.is_(None),
                )
            )
            for unit, its in rows.all():
                found.setdefault(unit, set()).add(its)
        return found


def _said(upsert: Upsert) -> Said | Upserted:
    try:
        return said_of(upsert)
    except Unkept as unkept:
        return Upserted(UpsertState.REFUSED, code=unkept.code, field=unkept.field)


def _belonging(said: Said | Upserted, *to: tuple[str, str | None]) -> Said | Upserted:
    if isinstance(said, Said):
        said.values += [SaidValue("", kind, id_, id_) for kind, id_ in to if id_ is not None]
    return said


def _ids(done: Mapping[int, Upserted]) -> dict[int, str]:
    return {number: each.id for number, each in done.items() if each.id is not None}
