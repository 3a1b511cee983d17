"""The connector for GitHub: of its fake, and of backlot's, which does not know the filter."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from aggregator.directory.values import CustomerUpsert, Provenance
from tests.support.product import Product
from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.backlot import TOKEN, Backlot
from tests.support.servers.fakes import fake_of

pytestmark = pytest.mark.real_time

REPOSITORY = {"options": {"owner": "acme", "repository": "product"}}


def address(login: str) -> str:
    return f"{login.lower()}@example.com"


async def link(product: Product, logins: Sequence[str]) -> None:
    """Tell the directory who has which login."""
    await product.service.directory.upsert(
        product.service.snapshot.settings.workspace_id,
        Provenance("import", "a test"),
        customers=[CustomerUpsert(email=address(e), keys={"github.login": e}) for e in logins],
    )


async def test_25_people_take_one_call_each_and_have_the_issues_that_they_opened(
    tmp_path: Path,
) -> None:
    with fake_of("github") as fake:
        source = RealSource("github", fake.counted.url, fake.credentials, REPOSITORY)
        async with service_on(tmp_path, {"github": source}) as product:
            await link(product, fake.people[:25])
            asked = list(map(address, fake.people[:25]))
            found = await people(product, asked, "tickets(first: 50) { id subject status }")
    assert found == {
        address(login): {
            "tickets": [
                {
                    "id": str(10 * number + each),
                    "subject": f"Issue {each} of person {number}",
                    "status": "OPEN" if each else "SOLVED",
                }
                for each in reversed(range(number % 3))
            ]
        }
        for number, login in enumerate(fake.people[:25])
    }
    assert fake.counted.calls() == {"GET /repos/acme/product/issues": 25}


async def test_pages_are_followed_and_a_login_is_one_in_any_letter_case(tmp_path: Path) -> None:
    with fake_of("github") as fake:
        source = RealSource("github", fake.counted.url, fake.credentials, REPOSITORY)
        async with service_on(tmp_path, {"github": source}) as product:
            await link(product, ["CODER2"])
            asked = [address("coder2")]
            found = await people(product, asked, "tickets(first: 1) { id }")
    assert found[asked[0]]["tickets"] == [{"id": "21"}]
    # The first page has a pull request alone.
    assert len(fake.counted.asked) == 2


async def test_where_the_filter_is_not_heeded_that_is_told_and_nothing_is_shown(
    backlot: Backlot, tmp_path: Path
) -> None:
    source = RealSource("github", backlot.github, {"token": TOKEN}, REPOSITORY)
    async with service_on(tmp_path, {"github": source}) as product:
        await link(product, ["p1"])
        query = '{ customer(by: {email: "p1@example.com"}) { tickets { id } } }'
        answer = (await product.query(query)).payload
    assert answer["data"]["customer"]["tickets"] is None
    assert "records of other keys" in answer["errors"][0]["message"]
