import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.values import (
    AccountUpsert,
    CustomerPage,
    CustomersListed,
    CustomersWanted,
    CustomerUpsert,
)
from aggregator.domain.errors import InvalidRequest
from aggregator.store import Store
from tests.support.statements import Statements, query_plans, statements
from tests.support.stores import BY, added

W = "default"


def names(page: CustomerPage) -> list[str | None]:
    return [match.name for match in page.matches]


async def add_numbered(directory: Directory, many: int) -> None:
    people = [
        CustomerUpsert(f"x{n:03}", f"p{n}", f"E{n:03}@x.co", f"Name {n:03}") for n in range(many)
    ]
    await added(directory, W, [], people)


async def test_pages_give_everybody_once_in_the_order_they_were_added(directory: Directory) -> None:
    await add_numbered(directory, 25)
    seen: list[str | None] = []
    after = None
    sizes = []
    while True:
        page = await directory.page(W, 10, after)
        seen += names(page)
        sizes.append((len(page.matches), page.has_next, page.total))
        after = page.end
        if not page.has_next:
            break
    assert seen == [f"Name {n:03}" for n in range(25)]
    assert sizes == [(10, True, 25), (10, True, 25), (5, False, 25)]


async def test_a_page_that_ends_exactly_has_no_next(directory: Directory) -> None:
    await add_numbered(directory, 10)
    page = await directory.page(W, 10)
    assert (len(page.matches), page.has_next, page.end) == (10, False, page.matches[-1].id)


async def test_beyond_the_end_and_in_an_empty_workspace_a_page_is_empty(
    directory: Directory,
) -> None:
    await add_numbered(directory, 3)
    last = (await directory.page(W, 10)).end
    assert await directory.page(W, 10, last) == CustomerPage((), False, None, 3)
    assert await directory.page("empty", 10) == CustomerPage((), False, None, 0)
    assert await directory.page(W, 0) == CustomerPage((), True, None, 3)


async def test_somebody_added_meanwhile_shifts_no_page(directory: Directory) -> None:
    await add_numbered(directory, 4)
    first = await directory.page(W, 2)
    await added(directory, W, [], [CustomerUpsert(name="New")])
    second = await directory.page(W, 10, first.end)
    assert names(second) == ["Name 002", "Name 003", "New"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ALEX", ["Alex Doe"]),
        (" alex ", ["Alex Doe"]),
        ("grocery", ["Alex Doe", "Ünal Öz"]),
        ("ÜNAL", ["Ünal Öz"]),
        ("straße", ["Ms Strasse"]),
        ("U-77", ["Alex Doe"]),
        ("c_9", ["Alex Doe"]),
        ("%", ["100% Real"]),
        ("_real", ["under_real"]),
        ("\\", []),
        ("cus_1", []),  # a source's key is no identity of the person
        ("", ["Alex Doe", "Ünal Öz", "Ms Strasse", "100% Real", "under_real", None]),
        ("half \ud83d", []),
        ("nul\0", []),
        ("x" * 10_000, []),
    ],
)
async def test_search_finds_parts_of_names_emails_and_ids_whatever_their_case(
    directory: Directory, search: str, found: list[str | None]
) -> None:
    await added(
        directory,
        W,
        [],
        [
            CustomerUpsert(
                "u-77", "c_9", "alex@grocery.co", "Alex Doe", keys={"billing.customer": "cus_1"}
            ),
            CustomerUpsert("u-2", "c_2", "Unal@Grocery.co", "Ünal Öz"),
            CustomerUpsert("u-3", "c_3", None, "Ms Strasse"),
            CustomerUpsert("u-4", "c_4", None, "100% Real"),
            CustomerUpsert("u-5", "c_5", None, "under_real"),
            CustomerUpsert(),
        ],
    )
    await added(directory, "other", [], [CustomerUpsert(name="Alex of another workspace")])
    page = await directory.page(W, 10, wanted=CustomersWanted(search))
    assert names(page) == found
    assert page.total == len(found)


async def test_our_own_id_is_found_by_search(directory: Directory) -> None:
    await add_numbered(directory, 3)
    second = (await directory.page(W, 3)).matches[1]
    assert (await directory.page(W, 3, wanted=CustomersWanted(second.id))).matches == (second,)


@pytest.mark.parametrize("first", [-1, 501, 10**30])
async def test_a_page_size_out_of_bounds_is_refused(directory: Directory, first: int) -> None:
    with pytest.raises(InvalidRequest, match="Rule: 0 to 500"):
        await directory.page(W, first)


async def test_a_page_takes_the_same_statements_whatever_its_size(
    directory: Directory, store: Store
) -> None:
    await add_numbered(directory, 100)
    counts = []
    for first in (1, 25, 100):
        with statements(store) as seen:
            await directory.page(W, first, wanted=CustomersWanted("name"))
        counts.append(len(seen))
    assert counts == [3, 3, 3]


@pytest.mark.parametrize(
    "after", ["bogus", "", "cust_", "acct_01", "cust_1 OR 1", "cust_\0", "x" * 600]
)
async def test_what_is_no_cursor_is_refused_and_never_taken_for_the_end(
    directory: Directory, after: str
) -> None:
    await add_numbered(directory, 3)
    with pytest.raises(InvalidRequest, match="endCursor"):
        await directory.page(W, 10, after)


async def test_the_cursor_of_somebody_who_is_gone_still_names_a_place(directory: Directory) -> None:
    await add_numbered(directory, 3)
    assert names(await directory.page(W, 10, "cust_0")) == ["Name 000", "Name 001", "Name 002"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CustomersWanted(tag="vip"), ["Ann", "Cid"]),
        (CustomersWanted(tag="plan=pro"), ["Bea"]),
        (CustomersWanted(tag="plan"), []),
        (CustomersWanted(owner="kim@us.co"), ["Bea"]),
        (CustomersWanted(linked="billing"), ["Ann", "Bea"]),
        (CustomersWanted(linked=" billing.customer "), ["Ann"]),
        (CustomersWanted(not_linked="billing.customer"), ["Bea", "Cid"]),
        (CustomersWanted(linked="billing", not_linked="billing.customer"), ["Bea"]),
        (CustomersWanted(tag="vip", order=CustomersListed.NEWEST), ["Cid", "Ann"]),
        (CustomersWanted("ann", tag="vip"), ["Ann"]),
        (CustomersWanted("bea", tag="vip"), []),
        (CustomersWanted(linked=""), []),
        (CustomersWanted(linked=".email"), []),
        (CustomersWanted(tag="nul\0"), []),
        (CustomersWanted(account="acct_1"), []),
    ],
)
async def test_a_list_holds_whoever_all_of_the_filter_is_said_of(
    directory: Directory, wanted: CustomersWanted, found: list[str]
) -> None:
    await fill_filtered(directory)
    page = await directory.page(W, 10, wanted=wanted)
    assert names(page) == found
    assert page.total == len(found)


async def fill_filtered(directory: Directory) -> None:
    await directory.allow(W, "tag", ["vip", "plan=pro"])
    await directory.allow(W, "owner", ["kim@us.co"])
    people = [
        CustomerUpsert("x1", name="Ann", tags=("vip",), keys={"billing.customer": "cus_1"}),
        CustomerUpsert(
            "x2", name="Bea", tags=("plan=pro",), owner="kim@us.co", keys={"billing.account": "a"}
        ),
        CustomerUpsert("x3", name="Cid", tags=("vip",), account_external_id="acme"),
    ]
    await added(directory, W, [AccountUpsert("acme", "Acme")], people)


async def test_people_of_an_account_are_listed_and_whoever_left_it_is_not(
    directory: Directory,
) -> None:
    await fill_filtered(directory)
    cid = (await directory.page(W, 10)).matches[2]
    acme = CustomersWanted(account=cid.account_id)
    assert names(await directory.page(W, 10, wanted=acme)) == ["Cid"]
    await directory.unlink(W, BY, "customer", cid.id, ("tag", "vip"))
    assert names(await directory.page(W, 10, wanted=CustomersWanted(tag="vip"))) == ["Ann"]


async def test_from_the_newest_pages_give_everybody_once_whoever_comes_or_goes(
    directory: Directory,
) -> None:
    await add_numbered(directory, 5)
    newest = CustomersWanted(order=CustomersListed.NEWEST)
    first = await directory.page(W, 2, wanted=newest)
    await added(directory, W, [], [CustomerUpsert(name="New")])
    await directory.erase(W, BY, first.matches[1].id)  # the cursor itself is gone
    second = await directory.page(W, 10, first.end, newest)
    assert names(first) == ["Name 004", "Name 003"]
    assert names(second) == ["Name 002", "Name 001", "Name 000"]
    assert (second.has_next, second.total) == (False, 5)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_everybody_is_counted_in_indexes_alone(store: Store) -> None:
    with statements(store) as seen:
        await Directory(store).page("w", 1)
    plans = [
        line for line in await query_plans(store, Statements(seen[:1])) if line.startswith("SEARCH")
    ]
    assert len(plans) == 2
    assert all("COVERING INDEX" in line for line in plans)
