"""Get or create: whom an upsert means, what it writes, and what it refuses."""

import asyncio

import pytest
from sqlalchemy import select

from aggregator.directory.codes import Code
from aggregator.directory.directory import Directory
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.tables import events, links
from aggregator.directory.values import (
    AccountUpsert,
    CustomerUpsert,
    Overwriting,
    Provenance,
    UpsertRules,
)
from aggregator.domain.customer import CustomerIds
from aggregator.domain.errors import DirectoryUnavailable
from aggregator.store import Store
from tests.support.statements import statements
from tests.support.stores import BY
from tests.support.upserts import CONFLICT, CREATED, REFUSED, UNCHANGED, UPDATED, W, found, one


async def test_the_second_time_nothing_changes_and_the_third_only_what_is_new(
    directory: Directory, store: Store
) -> None:
    ann = CustomerUpsert("x1", None, "Ann@x.co", "Ann", keys={"billing.customer": "c1"})
    first = await one(directory, ann)
    with statements(store) as seen:
        second = await one(directory, ann)
    assert not any(sql.startswith(("INSERT", "UPDATE")) for sql, _ in seen)
    third = await one(directory, CustomerUpsert("x1", name="Ann Lee"))
    assert [first.state, second.state, third.state] == [CREATED, UNCHANGED, UPDATED]
    assert first.id == second.id == third.id
    match = await found(directory, email="ann@X.co")
    assert (match.name, match.email, match.keys) == (
        "Ann Lee",
        "Ann@x.co",
        {"billing.customer": "c1"},
    )


async def test_the_number_of_statements_does_not_depend_on_how_many_are_said(
    directory: Directory, store: Store
) -> None:
    def people(many: int, prefix: str) -> list[CustomerUpsert]:
        return [
            CustomerUpsert(
                f"{prefix}{n}", None, f"{prefix}{n}@x.co", f"N {n}", "a1", {"billing.customer": "c"}
            )
            for n in range(many)
        ]

    await directory.upsert(W, BY, accounts=[AccountUpsert("a1", "A")])
    counts = []
    for prefix, many in (("a", 1), ("b", 50), ("c", 1_000)):
        with statements(store) as seen:
            done = await directory.upsert(W, BY, customers=people(many, prefix))
        assert {each.state for each in done} == {CREATED}
        counts.append(len([sql for sql, _ in seen if "advisory" not in sql]))
    assert len(set(counts)) == 1
    assert counts[0] <= 7  # the last event, who holds, accounts; subjects, links, events


@pytest.mark.parametrize(
    "again",
    [
        CustomerUpsert(plain_id="p1"),
        CustomerUpsert(external_id=" x1 "),
        CustomerUpsert(email="ANN@x.CO"),
        CustomerUpsert(phone="0049 30 123456"),
        CustomerUpsert(external_id="x1", email="new@x.co"),
        CustomerUpsert(external_id="x1", plain_id="p1", email="ann@x.co"),
        CustomerUpsert(plain_id="p1", keys={"crm.contact": "7"}),
    ],
)
async def test_the_same_person_is_found_by_each_of_their_ids(
    directory: Directory, again: CustomerUpsert
) -> None:
    first = await one(directory, CustomerUpsert("x1", "p1", "ann@x.co", phone="+49 30 123456"))
    done = await one(directory, again)
    assert done.id == first.id
    assert done.state in (UPDATED, UNCHANGED)
    assert (await directory.page(W, 10)).total == 1


async def test_the_same_key_twice_in_one_call_is_one_person_and_the_later_value_counts(
    directory: Directory,
) -> None:
    said = [
        CustomerUpsert("x1", None, "a@x.co", "First"),
        CustomerUpsert("x1", name="Second"),
        CustomerUpsert(email="A@X.co", keys={"billing.customer": "c1"}),
        CustomerUpsert("x1", name="Second"),
    ]
    done = await directory.upsert(W, BY, customers=said)
    assert [each.state for each in done] == [CREATED, UPDATED, UPDATED, UNCHANGED]
    assert len({each.id for each in done}) == 1
    match = await found(directory, external_id="x1")
    assert (match.name, match.keys) == ("Second", {"billing.customer": "c1"})


async def test_ids_of_two_people_are_a_conflict_that_changes_nobody(directory: Directory) -> None:
    ann = await one(directory, CustomerUpsert("x1", "p1", name="Ann"))
    bob = await one(directory, CustomerUpsert("x2", "p2", name="Bob"))
    done = await one(directory, CustomerUpsert("x1", "p2", name="Who"))
    assert (done.state, done.code) == (CONFLICT, Code.EXTERNAL_REF_TAKEN)
    assert set(done.candidates) == {ann.id, bob.id}
    assert (await found(directory, external_id="x1")).name == "Ann"
    assert (await found(directory, plain_id="p2")).name == "Bob"


async def test_a_known_mailbox_with_another_external_id_is_another_person(
    directory: Directory,
) -> None:
    ann = await one(directory, CustomerUpsert("x1", None, "desk@x.co"))
    taken = await one(directory, CustomerUpsert("x2", None, "Desk@x.co"))
    assert (taken.state, taken.code, taken.candidates) == (CONFLICT, Code.EMAIL_TAKEN, (ann.id,))
    shared = UpsertRules(shared_emails=True)
    other = await one(directory, CustomerUpsert("x2", None, "Desk@x.co"), rules=shared)
    assert other.state is CREATED
    nobody = await one(directory, CustomerUpsert(email="desk@x.co"), rules=shared)
    assert (nobody.state, nobody.code) == (CONFLICT, Code.AMBIGUOUS_MATCH)
    assert set(nobody.candidates) == {ann.id, other.id}


async def test_a_known_mailbox_without_an_external_id_gets_it(directory: Directory) -> None:
    ann = await one(directory, CustomerUpsert(email="ann@x.co", name="Ann"))
    done = await one(directory, CustomerUpsert("x1", None, "ann@x.co"))
    assert (done.state, done.id, done.matched_by) == (UPDATED, ann.id, "email")
    assert (await found(directory, external_id="x1")).name == "Ann"


async def test_somebody_elses_mailbox_is_not_given_to_whom_the_id_names(
    directory: Directory,
) -> None:
    ann = await one(directory, CustomerUpsert("x1", None, "ann@x.co"))
    await one(directory, CustomerUpsert("x2", None, "bob@x.co"))
    done = await one(directory, CustomerUpsert("x2", None, "ann@x.co"))
    assert (done.state, done.code, done.candidates) == (CONFLICT, Code.EMAIL_TAKEN, (ann.id,))
    assert (await found(directory, email="ann@x.co")).id == ann.id


async def test_a_mailbox_of_many_joins_nobody(directory: Directory) -> None:
    await one(directory, CustomerUpsert("x1", None, "support@x.co"))
    second = await one(directory, CustomerUpsert("x2", None, "support@x.co"))
    assert second.state is CREATED


async def test_what_a_person_claims_joins_nobody_until_it_is_verified(
    directory: Directory,
) -> None:
    plain = Provenance(source="plain", actor="plain", trust=LinkTrust.CLAIMED)
    claimed = await one(directory, CustomerUpsert(plain_id="p1", email="ann@x.co"), plain)
    done = await one(directory, CustomerUpsert("x1", None, "ann@x.co"))
    assert done.state is CREATED
    assert done.id != claimed.id
    verified = await one(directory, CustomerUpsert(plain_id="p1", keys={"crm.contact": "1"}))
    assert verified.id == claimed.id


async def test_a_claimed_value_becomes_verified_by_who_knows(
    directory: Directory, store: Store
) -> None:
    plain = Provenance(source="plain", actor="plain", trust=LinkTrust.CLAIMED)
    await one(directory, CustomerUpsert("x1", None, "ann@x.co"), plain)
    assert (await one(directory, CustomerUpsert("x1", None, "ann@x.co"))).state is UPDATED
    assert (await one(directory, CustomerUpsert("x1", None, "ann@x.co"), plain)).state is UNCHANGED
    columns = links.c
    async with store.read() as connection:
        rows = await connection.execute(
            select(columns.trust, columns.valid_to).where(columns.kind == "email")
        )
        assert {(trust, ended is None) for trust, ended in rows} == {
            ("claimed", False),
            ("verified", True),
        }


async def test_each_source_keeps_its_own_word_and_the_hand_of_a_person_counts_first(
    directory: Directory,
) -> None:
    for source, name in (
        ("import", "File"),
        ("crm", "Crm"),
        ("edit", "Hand"),
        ("import", "File 2"),
    ):
        by = Provenance(source=source, actor="test")
        done = await one(directory, CustomerUpsert("x1", name=name), by)
        assert done.state in (CREATED, UPDATED)
    assert (await found(directory, external_id="x1")).name == "Hand"


async def test_a_source_that_changes_its_mind_ends_what_it_said_and_no_more(
    directory: Directory, store: Store
) -> None:
    crm = Provenance(source="crm", actor="sync")
    await one(directory, CustomerUpsert("x1", None, "old@x.co", keys={"billing.customer": "c1"}))
    await one(directory, CustomerUpsert("x1", None, "crm@x.co"), crm)
    await one(directory, CustomerUpsert("x1", None, "new@x.co", keys={"billing.customer": "c2"}))
    assert await directory.resolve(W, [CustomerIds(email="old@x.co")]) == {}
    assert (await found(directory, email="crm@x.co")).email == "new@x.co"
    assert (await found(directory, external_id="x1")).keys == {"billing.customer": "c2"}
    columns = links.c
    async with store.read() as connection:
        old = await connection.execute(
            select(columns.ended_by, columns.added_by).where(columns.value_norm == "old@x.co")
        )
        assert [tuple(row) for row in old] == [(3, 1)]


async def test_ignore_leaves_whoever_is_there_and_tags_gather(directory: Directory) -> None:
    made = UpsertRules(create_allowed=frozenset({"tag"}))
    await one(directory, CustomerUpsert("x1", name="A", tags=["vip"]), rules=made)
    assert (
        await one(directory, CustomerUpsert("x1", tags=["vip", "tier=gold"]), rules=made)
    ).state is UPDATED
    ignore = UpsertRules(overwriting=Overwriting.IGNORE)
    assert (await one(directory, CustomerUpsert("x1", name="B"), rules=ignore)).state is UNCHANGED
    assert (await one(directory, CustomerUpsert("x2", name="B"), rules=ignore)).state is CREATED
    unknown = await one(directory, CustomerUpsert("x1", tags=["vip=7"]))
    assert (unknown.state, unknown.code, unknown.field) == (REFUSED, Code.UNKNOWN_TAG, "tag")
    assert (await found(directory, external_id="x1")).name == "A"


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        (CustomerUpsert(), Code.MISSING_REQUIRED, None),
        (CustomerUpsert(name="Ann"), Code.MISSING_REQUIRED, None),
        (CustomerUpsert("x\0y"), Code.BAD_VALUE, "external_id"),
        (CustomerUpsert("x" * 513), Code.BAD_VALUE, "external_id"),
        (CustomerUpsert(email="ann"), Code.BAD_EMAIL, "email"),
        (CustomerUpsert(email="a@b@x.co"), Code.BAD_EMAIL, "email"),
        (CustomerUpsert(email="null"), Code.BLOCKED_VALUE, "email"),
        (CustomerUpsert("0000"), Code.BLOCKED_VALUE, "external_id"),
        (CustomerUpsert("-1"), Code.BLOCKED_VALUE, "external_id"),
        (CustomerUpsert("x", phone="12"), Code.BAD_PHONE, "phone"),
        (CustomerUpsert("x", name="\udfff"), Code.BAD_VALUE, "display_name"),
        (CustomerUpsert("x", description="d" * 20_001), Code.TOO_LONG, "description"),
        (CustomerUpsert("x", keys={"billing": "c"}), Code.UNKNOWN_COLUMN, "billing"),
        (CustomerUpsert("x", keys={".customer": "c"}), Code.UNKNOWN_COLUMN, ".customer"),
        (CustomerUpsert("x", owner="nobody"), Code.UNKNOWN_OWNER, "owner"),
        (
            CustomerUpsert("x", account_external_id="gone"),
            Code.ACCOUNT_NOT_FOUND,
            "account_external_ref",
        ),
        (CustomerUpsert("x", org_ref="gone"), Code.ORG_UNIT_NOT_FOUND, "org_ref"),
        (CustomerUpsert("x", id="cust_gone"), Code.CUSTOMER_NOT_FOUND, "id"),
    ],
)
async def test_what_cannot_be_kept_is_refused_by_a_code_and_stops_nobody_else(
    directory: Directory, said: CustomerUpsert, code: Code, field: str | None
) -> None:
    done = await directory.upsert(W, BY, customers=[CustomerUpsert("a"), said, CustomerUpsert("b")])
    assert [each.state for each in done[::2]] == [CREATED, CREATED]
    assert done[1].state in (REFUSED, CONFLICT)
    assert (done[1].code, done[1].field) == (code, field)
    assert (await directory.page(W, 10)).total == 2


@pytest.mark.real_time
async def test_a_person_upserted_at_once_by_many_is_one_person(database_url: str) -> None:
    stores = [Store(database_url) for _ in range(3)]
    try:
        await stores[0].migrate()
        many = [Directory(each) for each in stores] * 4
        said = [
            CustomerUpsert("x1" if n % 2 else None, None, "Ann@x.co", f"Name {n}")
            for n in range(len(many))
        ]
        done = await asyncio.gather(
            *(one(directory, person) for directory, person in zip(many, said, strict=True))
        )
        assert len({each.id for each in done}) == 1
        assert [each.state for each in done].count(CREATED) == 1
        assert (await many[0].page(W, 10)).total == 1
        async with stores[0].read() as connection:
            numbers = (await connection.execute(select(events.c.seq))).scalars().all()
        assert sorted(numbers) == list(range(1, len(many) + 1))
    finally:
        for store in stores:
            await store.close()


async def test_ping_tells_when_the_store_is_not_migrated(store: Store) -> None:
    directory = Directory(store)
    await directory.ping()
    async with store.write() as connection:
        await connection.exec_driver_sql("DROP TABLE alembic_version")
    with pytest.raises(DirectoryUnavailable, match="not migrated"):
        await directory.ping()
