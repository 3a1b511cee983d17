"""Get or create: whom an upsert means, what it writes, and what it refuses."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from aggregator.directory.codes import Code
from aggregator.directory.directory import Directory
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.tables import events, links
from aggregator.directory.values import (
    AccountUpsert,
    CustomerUpsert,
    OrgUnitUpsert,
    Overwriting,
    Provenance,
    Upserted,
    UpsertRules,
    UpsertState,
)
from aggregator.domain.customer import AccountMatch, CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.errors import DirectoryUnavailable
from aggregator.store import Store
from tests.support.statements import statements
from tests.support.stores import BY, added

W = "default"
CREATED, UPDATED, UNCHANGED = UpsertState.CREATED, UpsertState.UPDATED, UpsertState.UNCHANGED
CONFLICT, REFUSED = UpsertState.CONFLICT, UpsertState.REFUSED
STRICT = UpsertRules()


async def one(
    directory: Directory, said: CustomerUpsert, by: Provenance = BY, rules: UpsertRules = STRICT
) -> Upserted:
    [done] = await directory.upsert(W, by, customers=[said], rules=rules)
    return done


async def found(directory: Directory, **ids: str) -> CustomerMatch:
    asked = CustomerIds(**ids)
    match = (await directory.resolve(W, [asked]))[asked]
    assert isinstance(match, CustomerMatch)
    return match


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
    made = UpsertRules(create_allowed=True)
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


async def test_customers_join_accounts_of_the_same_call_and_ones_already_there(
    directory: Directory,
) -> None:
    await added(directory, W, [AccountUpsert("old", "Old")], [])
    await added(
        directory,
        W,
        [AccountUpsert("new", "New")],
        [
            CustomerUpsert("a", None, None, "A", " old"),
            CustomerUpsert("b", account_external_id="new"),
        ],
    )
    asked = [CustomerIds(external_id="a"), CustomerIds(external_id="b")]
    people = await directory.resolve(W, asked)
    names = []
    for person in asked:
        match = people[person]
        assert isinstance(match, CustomerMatch)
        company = TenantIds(account_id=match.account_id)
        account = (await directory.resolve_accounts(W, [company]))[company]
        assert isinstance(account, AccountMatch)
        names.append(account.name)
    assert names == ["Old", "New"]


async def test_an_account_and_an_org_unit_are_made_in_the_same_call(directory: Directory) -> None:
    rules = UpsertRules(create_accounts=True)
    done = await directory.upsert(
        W,
        BY,
        org_units=[OrgUnitUpsert("o1", "Unit", environment="test", account_external_id="a1")],
        customers=[CustomerUpsert("x1", account_external_id="a1", org_ref="o1")],
        rules=rules,
    )
    assert [each.state for each in done] == [CREATED, CREATED]
    match = await found(directory, external_id="x1")
    company = TenantIds(external_id="a1")
    account = (await directory.resolve_accounts(W, [company]))[company]
    assert isinstance(account, AccountMatch)
    assert match.account_id == account.id


async def test_a_domain_belongs_to_one_account_and_never_a_mail_provider(
    directory: Directory,
) -> None:
    done = await directory.upsert(
        W,
        BY,
        accounts=[
            AccountUpsert("a1", domain="acme.co"),
            AccountUpsert("a2", domain="ACME.co"),
            AccountUpsert("a3", domain="gmail.com"),
            AccountUpsert("a4", domain="https://acme.co/x"),
            AccountUpsert(domain="acme.co", name="Acme"),
        ],
    )
    assert [(each.state, each.code) for each in done] == [
        (CREATED, None),
        (CONFLICT, Code.DOMAIN_TAKEN),
        (REFUSED, Code.BAD_DOMAIN),
        (REFUSED, Code.BAD_DOMAIN),
        (UPDATED, None),
    ]


async def test_people_may_share_a_key_in_a_source(directory: Directory) -> None:
    shared = {"billing.customer": "cus_1"}
    await added(directory, W, [], [CustomerUpsert("a", None, "x@x.co", keys=shared)])
    await added(directory, W, [], [CustomerUpsert("b", None, "x@x.co", keys=shared)])
    people = await directory.resolve(
        W, [CustomerIds(external_id="a"), CustomerIds(external_id="b")]
    )
    assert [match.keys for match in people.values() if isinstance(match, CustomerMatch)] == [
        shared
    ] * 2


async def test_a_customer_and_an_account_may_have_the_same_external_id(
    directory: Directory,
) -> None:
    await added(directory, W, [AccountUpsert("acme")], [CustomerUpsert("acme")])
    assert len(await directory.resolve(W, [CustomerIds(external_id="acme")])) == 1
    assert len(await directory.resolve_accounts(W, [TenantIds(external_id="acme")])) == 1


async def test_blank_ids_are_no_ids(directory: Directory) -> None:
    blank = CustomerUpsert("", "  ", "", keys={"billing.customer": " "})
    await added(directory, W, [], [blank] * 2)
    page = await directory.page(W, 10)
    assert [(m.external_id, m.plain_id, m.email, m.keys) for m in page.matches] == [
        (None, None, None, {})
    ] * 2


async def test_a_link_keeps_what_was_received_and_who_said_it_and_the_event_no_value(
    store: Store,
) -> None:
    counter = iter(range(100))
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    directory = Directory(store, ids=lambda prefix: f"{prefix}{next(counter)}", now=lambda: moment)
    by = Provenance("crm", "sync", reason="nightly", import_id="imp_1")
    await one(directory, CustomerUpsert("X1", None, " Alex@X.co ", keys={"crm.contact": "7"}), by)
    columns = links.c
    async with store.read() as connection:
        rows = await connection.execute(
            select(
                columns.system,
                columns.kind,
                columns.value_norm,
                columns.value_raw,
                columns.exclusive,
                columns.source,
                columns.actor,
                columns.import_id,
                columns.reason,
                columns.added_by,
                columns.valid_from,
            ).order_by(columns.id)
        )
        who = ("crm", "sync", "imp_1", "nightly", 1, moment)
        assert [tuple(row) for row in rows] == [
            ("", "external_id", "X1", "X1", True, *who),
            ("", "email", "alex@x.co", " Alex@X.co ", False, *who),
            ("crm", "contact", "7", "7", False, *who),
        ]
        [event] = await connection.execute(select(events))
        assert tuple(event) == (
            W,
            1,
            "upsert",
            "customer",
            "cust_0",
            None,
            "imp_1",
            "crm",
            "sync",
            moment,
        )


async def test_a_link_that_ended_finds_nobody_and_frees_its_value(
    directory: Directory, store: Store
) -> None:
    await added(directory, W, [], [CustomerUpsert("x", name="First")])
    async with store.write() as connection:
        await connection.execute(links.update().values(valid_to=datetime.now(UTC), ended_by=1))
    assert await directory.resolve(W, [CustomerIds(external_id="x")]) == {}
    await added(directory, W, [], [CustomerUpsert("x", name="Second")])
    assert (await found(directory, external_id="x")).name == "Second"


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
