"""The crm's records: contacts, companies, owners; `id`, `properties` (all text) and `url`.

As in many a crm, a property is text whatever it means ("120", "true"), or null; moments are ISO
8601 text.
"""

from typing import Any

from aggregator.demo.data import FIRST_OWNER, OWNERS, DemoAccount, DemoCustomer, DemoData
from aggregator.demo.names import FIRST_NAMES, LAST_NAMES
from aggregator.demo.personas import ALEX, HOSTILE, HOSTILE_MARKUP, HOSTILE_RTL, HOSTILE_URL

CrmRecord = dict[str, Any]

_SITE = "https://crm.example.com"
_DEVICES = ("MacBook Pro", "Windows PC", "Pixel 9", "iPhone 16", "iPad Air", "Galaxy S25", None)
_TITLES = ("Engineer", "Head of Operations", "Support lead", "Founder", "Accountant", None)
_CONSENT = ("opted_in", "opted_in", "opted_out", "unknown", None)


def contact(data: DemoData, customer: DemoCustomer) -> CrmRecord | None:
    """Return the person's contact; None: the crm does not know them."""
    if customer.contact_id is None:
        return None
    dice = data.dice("contact", customer)
    registered, seen = dice.randint(20, 1500), dice.randint(1, 19)
    device, title, consent = dice.choice(_DEVICES), dice.choice(_TITLES), dice.choice(_CONSENT)
    phone = f"+1 555 01{dice.randint(0, 99):02d} {dice.randint(100, 999)}"
    url = f"{_SITE}/contacts/{customer.contact_id}"
    if customer.persona is ALEX:
        registered, seen = 94, 1
        device, title, consent = "iPhone 13 🍎", "Head of Produce", "opted_out"
    if customer.persona is HOSTILE:
        device, title, url = HOSTILE_MARKUP, HOSTILE_RTL, HOSTILE_URL
    return _record(
        customer.contact_id,
        url,
        {
            "firstname": customer.first_name,
            "lastname": customer.last_name,
            "email": customer.email,
            "phone": phone,
            "jobtitle": title,
            "createdate": _iso(data, -registered, 36_060),
            "last_seen_at": _iso(data, -seen, 35_880),
            "last_device": device,
            "marketing_consent": consent,
            "associatedcompanyid": customer.account.crm_id,
            "owner_id": _looks_after(customer),
        },
    )


def company(data: DemoData, account: DemoAccount) -> CrmRecord:
    return _record(
        account.crm_id,
        f"{_SITE}/companies/{account.crm_id}",
        {
            "name": account.name,
            "domain": account.domain,
            "account_tier": account.tier,
            "industry": account.industry,
            "numberofemployees": str(account.employees),
            "createdate": _iso(data, -200 - account.index * 37 % 1400, 28_800),
            "owner_id": account.owner_id,
        },
    )


def owner(identity: str) -> CrmRecord | None:
    """Return the colleague who looks after accounts; None: there is none of that id."""
    if not (identity.isascii() and identity.isdigit()):
        return None
    place = int(identity) - FIRST_OWNER
    if not 0 <= place < OWNERS:
        return None
    first = FIRST_NAMES[place * 7 % len(FIRST_NAMES)]
    return _record(
        identity,
        f"{_SITE}/owners/{identity}",
        {
            "firstname": first,
            "lastname": LAST_NAMES[place * 11 % len(LAST_NAMES)],
            "email": f"owner{place + 1}@demo-company.example",
        },
    )


def _looks_after(customer: DemoCustomer) -> str:
    """Who looks after the person: whoever looks after their account, or else a colleague."""
    owner = int(customer.account.owner_id)
    if customer.persona is None and customer.index % 4 == 3:
        owner = FIRST_OWNER + (owner + 1 - FIRST_OWNER) % OWNERS
    return str(owner)


def _record(identity: str, url: str, properties: CrmRecord) -> CrmRecord:
    return {"id": identity, "properties": properties, "archived": False, "url": url}


def _iso(data: DemoData, days: int, seconds: int) -> str:
    return data.moment(days, seconds).strftime("%Y-%m-%dT%H:%M:%S.000Z")
