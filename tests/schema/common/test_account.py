"""Contacts, accounts and owners, as the demo company's crm has them."""

from aggregator.demo.personas import ALEX, HOSTILE, SHARED_ONE, SHARED_TWO
from tests.schema.common.conftest import Of
from tests.support.selections import everything


async def test_contact_account_and_owner_with_everything_that_can_be_asked(of: Of) -> None:
    owner = f"owner {{ {everything('Owner')} }}"
    found = await of(
        ALEX,
        f"contact {{ {everything('Contact')} {owner} }} "
        f"account {{ {everything('Account')} {owner} }}",
    )
    contact, account = found["contact"], found["account"]
    assert (contact["name"], contact["email"]) == ("Alex Moreno", "alex@grocery.co")
    assert contact["marketing"] in {"OPTED_IN", "OPTED_OUT", "UNKNOWN"}
    assert (account["name"], account["domain"], account["tier"]) == (
        "Grocery Co",
        "grocery.co",
        "ENTERPRISE",
    )
    assert isinstance(account["employees"], int)
    assert contact["owner"] == account["owner"]
    assert contact["owner"]["name"]


async def test_colleagues_have_one_account(of: Of) -> None:
    one, two = [await of(who, "account { id name }") for who in (SHARED_ONE, SHARED_TWO)]
    assert one == two
    assert one["account"]["name"] == "Shared Desk"


async def test_texts_pass_as_they_are_and_are_escaped_by_who_shows_them(of: Of) -> None:
    found = await of(HOSTILE, "contact { name }")
    assert found["contact"]["name"] == HOSTILE.first_name
