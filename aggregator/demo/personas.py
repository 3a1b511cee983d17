"""Customers with fixed e-mails and fates, for demos and tests.

| persona         | e-mail                  | what is so about them                              |
|-----------------|-------------------------|----------------------------------------------------|
| ALEX            | alex@grocery.co         | all well: active Enterprise plan, paid invoices    |
|                 |                         | and an open one, tickets, usage, incidents; has    |
|                 |                         | the ids of Plain's documented request              |
| PAST_DUE        | dana@latebooks.example  | subscription past due, an invoice past its due day |
| NO_SUBSCRIPTION | noor@windowshop.example | known to billing, no subscription and no invoice   |
| NOT_IN_BILLING  | nils@unbilled.example   | billing never heard of them (no key)               |
| MANY_INVOICES   | mina@paperwork.example  | 412 invoices                                       |
| HOSTILE         | hostile@strings.example | texts that try to be markdown, templates, scripts; |
|                 |                         | a ticket subject of 12,000 characters; right-to-   |
|                 |                         | left; an address that is a script                  |
| SHARED_ONE      | kim@shared.example      | two customers                                      |
| SHARED_TWO      | robin@shared.example    | of one domain and account                          |
| EXTERNAL_ONLY   | (none)                  | known by the external id alone                     |

and nobody: `NOBODY_EMAIL` belongs to no one, in no system and not in the directory.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Employer:
    """The account a persona belongs to; `tier` is the crm's word."""

    name: str
    domain: str
    external_id: str
    tier: str = "growth"
    plain_id: str | None = None


@dataclass(frozen=True, slots=True)
class Persona:
    """`status` is billing's word for the subscription, None for none at all."""

    first_name: str
    last_name: str
    email: str | None
    external_id: str
    plain_id: str | None
    employer: Employer
    status: str | None = "active"
    invoices: int = 6
    in_billing: bool = True


NOBODY_EMAIL = "nobody@nowhere.example"

ALEX_PLAIN_ID = "c_01GW2NTPQNPWTRKAC0G8Z518W2"
ALEX_EXTERNAL_ID = "customer-id-in-your-backend"
ALEX_THREAD_PLAIN_ID = "th_01J2HV0V702XKWMG58G169BS23"
ALEX_THREAD_EXTERNAL_ID = "some-id"  # also the id of a ticket in the helpdesk
GROCERY_PLAIN_ID = "te_0VX2HE0V702AKWMG5SG16ABS11"
GROCERY_EXTERNAL_ID = "some-id-you-specified"

ALEX = Persona(
    "Alex",
    "Moreno",
    "alex@grocery.co",
    ALEX_EXTERNAL_ID,
    ALEX_PLAIN_ID,
    Employer("Grocery Co", "grocery.co", GROCERY_EXTERNAL_ID, "enterprise", GROCERY_PLAIN_ID),
)
PAST_DUE = Persona(
    "Dana",
    "Okafor",
    "dana@latebooks.example",
    "user_past_due",
    "c_01K9DEMP0PASTDVE0000000001",
    Employer("Late Books", "latebooks.example", "org_late_books"),
    status="past_due",
)
NO_SUBSCRIPTION = Persona(
    "Noor",
    "Haddad",
    "noor@windowshop.example",
    "user_no_subscription",
    "c_01K9DEMP0NXSVBSCR000000002",
    Employer("Window Shop", "windowshop.example", "org_window_shop", "free"),
    status=None,
    invoices=0,
)
NOT_IN_BILLING = Persona(
    "Nils",
    "Lindqvist",
    "nils@unbilled.example",
    "user_not_in_billing",
    "c_01K9DEMP0NXTBQ00000000003A",
    Employer("Unbilled Ventures", "unbilled.example", "org_unbilled", "starter"),
    status=None,
    invoices=0,
    in_billing=False,
)
MANY_INVOICES = Persona(
    "Mina",
    "Castellanos",
    "mina@paperwork.example",
    "user_many_invoices",
    "c_01K9DEMP0MANYNVQCES000004B",
    Employer("Paperwork Partners", "paperwork.example", "org_paperwork"),
    invoices=412,
)

HOSTILE_NAME = "[click](https://evil.example)"
HOSTILE_LONG = ("A subject that does not end. **Bold**, {id}, ${plan.name}, 👩‍🚀. " * 200)[:12_000]
HOSTILE_RTL = "مرحبا بالعالم \u202egnihtemos\u202c"
HOSTILE_TEMPLATE = "{} ${} {id} {{7*7}} ${{secrets.TOKEN}} %s"
HOSTILE_MARKUP = (
    "<script>alert(1)</script> [x](javascript:alert(1)) ![](https://evil.example/p.png)"
)
HOSTILE_URL = "javascript:alert(document.domain)"
HOSTILE = Persona(
    HOSTILE_NAME,
    "",
    "hostile@strings.example",
    "user_hostile",
    "c_01K9DEMP0HXSTME00000000005",
    Employer(f"{HOSTILE_TEMPLATE} & Søns", "strings.example", "org_hostile"),
)

_SHARED = Employer("Shared Desk", "shared.example", "org_shared")
SHARED_ONE = Persona(
    "Kim",
    "Adeyemi",
    "kim@shared.example",
    "user_shared_one",
    "c_01K9DEMP0SHAREDXNE00000006",
    _SHARED,
)
SHARED_TWO = Persona(
    "Robin",
    "Fischer",
    "robin@shared.example",
    "user_shared_two",
    "c_01K9DEMP0SHAREDTWX00000007",
    _SHARED,
)
EXTERNAL_ONLY = Persona(
    "Sam",
    "Nakamura",
    None,
    "user_external_only",
    None,
    Employer("Quiet Signups", "quiet.example", "org_quiet", "starter"),
)

PERSONAS = (
    ALEX,
    PAST_DUE,
    NO_SUBSCRIPTION,
    NOT_IN_BILLING,
    MANY_INVOICES,
    HOSTILE,
    SHARED_ONE,
    SHARED_TWO,
    EXTERNAL_ONLY,
)
