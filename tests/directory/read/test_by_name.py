"""Customers by name: the same order on both databases, in pages that lose and double nobody."""

import base64
import random

import orjson
import pytest

from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.directory import Directory
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.read.by_name import NamePlace
from aggregator.directory.values import (
    CustomersListed,
    CustomersWanted,
    CustomerUpsert,
    Provenance,
)
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.names import name_key
from aggregator.store import Store
from tests.support.statements import query_plans, statements
from tests.support.stores import BY, added

W = "default"
BY_NAME = CustomersWanted(order=CustomersListed.NAME)
IN_ORDER = [
    "10 Downing", "9 Lives", "_under", "Ann", "ÁNN", "ann b", "Émile", "Emily", "Olander",
    "Ölander", "straße a", "Strasse b", "zoe", "Žoe", "Яна", "田中", "\U0001f600", None, None,
]  # fmt: skip


async def everybody(directory: Directory, first: int, wanted: CustomersWanted) -> list[str | None]:
    names: list[str | None] = []
    after, ids = None, set[str]()
    while True:
        page = await directory.page(W, first, after, wanted)
        names += [match.name for match in page.matches]
        ids |= {match.id for match in page.matches}
        assert len(ids) == len(names), "nobody comes twice"
        if not page.has_next:
            return names
        after = page.end


@pytest.mark.parametrize("first", [1, 4, 100])
async def test_names_are_in_one_order_whatever_database_and_whoever_has_none_is_last(
    directory: Directory, first: int
) -> None:
    shuffled = [*enumerate(IN_ORDER)]
    random.Random(1).shuffle(shuffled)  # noqa: S311 the same each time
    people = [CustomerUpsert(f"x{n}", name=name) for n, name in shuffled]
    await added(directory, W, [], people)
    await added(directory, "other", [], [CustomerUpsert(name="Another workspace's")])
    listed = await everybody(directory, first, BY_NAME)
    # Whose keys are one are in the order in which they were added.
    assert [name and name_key(name) for name in listed] == [
        name and name_key(name) for name in IN_ORDER
    ]
    assert listed.count(None) == 2


async def test_the_place_is_of_the_name_that_is_shown(directory: Directory) -> None:
    people = [CustomerUpsert(f"x{n}", f"p{n}", name=name) for n, name in enumerate("BDF")]
    await added(directory, W, [], people)
    crm = Provenance("crm", "test")
    edit = Provenance("edit", "test")
    [b, d, f] = [match.id for match in (await directory.page(W, 9)).matches]
    await directory.upsert(W, crm, customers=[CustomerUpsert("x0", name="Z of the CRM")])
    await directory.upsert(W, edit, customers=[CustomerUpsert(id=d, name="a by hand")])
    claim = Provenance("plain", "test", LinkTrust.CLAIMED)
    await directory.upsert(W, claim, customers=[CustomerUpsert("x9", name="C")])
    assert await everybody(directory, 2, BY_NAME) == ["a by hand", "B", "C", "F"]
    await directory.merge(W, edit, b, f, force=True)  # what was said of whoever stays is shown
    assert await everybody(directory, 1, BY_NAME) == ["a by hand", "C", "F"]
    await directory.unlink(W, edit, "customer", d, ("display_name", "a by hand"))
    assert await everybody(directory, 1, BY_NAME) == ["C", "D", "F"]
    some = CustomersWanted("x", order=CustomersListed.NAME)
    assert await everybody(directory, 1, some) == ["C", "D", "F"]


async def test_a_page_goes_on_behind_whoever_was_renamed_or_erased(directory: Directory) -> None:
    people = [CustomerUpsert(f"x{n}", name=f"N{n}") for n in range(6)]
    await added(directory, W, [], people)
    page = await directory.page(W, 2, wanted=BY_NAME)
    await directory.erase(W, BY, page.matches[1].id)
    await directory.upsert(W, BY, customers=[CustomerUpsert("x0", name="N9")])
    rest = await directory.page(W, 9, page.end, BY_NAME)
    assert [match.name for match in rest.matches] == ["N2", "N3", "N4", "N5", "N9"]


async def test_a_name_is_found_without_its_accents_and_with_them(directory: Directory) -> None:
    people = [CustomerUpsert("x1", name="Émile Ölander"), CustomerUpsert("x2", name="Emil")]
    await added(directory, W, [], people)
    for term, many in [("emile", 1), ("ÉMILE ö", 1), ("emil", 2), ("e\u0301mil", 2)]:
        page = await directory.page(W, 9, wanted=CustomersWanted(term))
        assert page.total == many, term


async def test_whoever_lost_their_name_is_at_the_end_however_it_went(
    directory: Directory,
) -> None:
    people = [CustomerUpsert(f"x{n}", name=f"N{n}") for n in range(4)]
    await added(directory, W, [], people)
    [n0, _, n2, n3] = [match.id for match in (await directory.page(W, 9)).matches]
    await directory.unlink(W, BY, "customer", n0, ("display_name", "N0"))
    await directory.upsert(W, BY, customers=[CustomerUpsert("x5"), CustomerUpsert("x1", name="M")])
    await directory.unlink(W, BY, "customer", n3, ("display_name", "N3"))
    await directory.merge(W, BY, n2, n3, force=True)  # who has a name by whom was merged alone
    assert await everybody(directory, 2, BY_NAME) == ["M", "N2", None, None]
    await directory.unmerge(W, BY, n2, UnmergeAnswers())
    assert await everybody(directory, 2, BY_NAME) == ["M", "N2", None, None, None]
    await directory.upsert(W, BY, customers=[CustomerUpsert("x5", name="A")])
    assert await everybody(directory, 1, BY_NAME) == ["A", "M", "N2", None, None]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_those_without_a_name_are_found_by_an_index(store: Store) -> None:
    place = NamePlace(None, "cust_1").cursor
    with statements(store) as seen:
        await Directory(store).page(W, 9, place, BY_NAME)
    plans = await query_plans(store, seen)
    assert any("USING INDEX ix_subjects_nameless" in line for line in plans)


def _cursor(said: object) -> str:
    return "name." + base64.urlsafe_b64encode(orjson.dumps(said)).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        "cust_1", "name.", "name.!", "name.e30", "x" * 9_000, "name." + "x" * 9_000,
        _cursor(["a"]), _cursor(["a\0", "cust_1"]), _cursor([1, "cust_1"]), _cursor(["a", "x"]),
    ],
)  # fmt: skip
async def test_what_is_no_place_among_names_is_refused(directory: Directory, after: str) -> None:
    with pytest.raises(InvalidRequest, match="same order"):
        await directory.page(W, 9, after, BY_NAME)


async def test_a_place_among_names_is_none_of_another_order(directory: Directory) -> None:
    await added(directory, W, [], [CustomerUpsert(name="A")])
    end = (await directory.page(W, 1, wanted=BY_NAME)).end
    with pytest.raises(InvalidRequest, match="same order"):
        await directory.page(W, 9, end)


async def test_a_page_by_name_takes_the_same_statements_whatever_its_size(
    directory: Directory, store: Store
) -> None:
    await added(directory, W, [], [CustomerUpsert(name=f"N{n}") for n in range(60)])
    counts = []
    for first in (1, 25, 100):
        with statements(store) as seen:
            await directory.page(W, first, wanted=BY_NAME)
        counts.append(len(seen))
    assert counts == [3, 3, 4]  # the last looks for whoever has no name, too
