"""The crm: contacts, companies and owners over REST; ids in the body of a batch read."""

from aggregator.domain.lookup import (
    Authentication,
    BodyIds,
    Connector,
    From,
    Lookup,
    Request,
)

_BATCH = BodyIds("inputs", max=100, wrap="id")
# A name comes in two parts, either of which may be missing.
_NAME = From("[properties.firstname, properties.lastname] | [?@] | join(' ', @)", "trim")

_CONTACT = Lookup(
    name="contact",
    provides=("Customer.contact",),
    key="contact",
    request=Request("POST", "/crm/v3/objects/contacts/batch/read"),
    batch=_BATCH,
    records="results",
    match="id",
    keys={
        "account": "properties.associatedcompanyid",
        "owner": "properties.owner_id",
    },
    fields={
        "id": From("id", "text"),
        "name": _NAME,
        "email": From("properties.email", "trim"),
        "phone": From("properties.phone", "trim"),
        "job_title": From("properties.jobtitle", "trim"),
        "registered_at": From("properties.createdate", "datetime"),
        "last_seen_at": From("properties.last_seen_at", "datetime"),
        "last_device": From("properties.last_device", "trim"),
        "marketing": From(
            "properties.marketing_consent",
            table={"opted_in": "OPTED_IN", "opted_out": "OPTED_OUT", "unknown": "UNKNOWN"},
        ),
        "url": From("url", "url", on_error="null"),
    },
)

_ACCOUNT = Lookup(
    name="account",
    provides=("Customer.account", "Tenant.account", "Query.account"),
    via={"Customer.account": "contact"},
    key="account",
    request=Request("POST", "/crm/v3/objects/companies/batch/read"),
    batch=_BATCH,
    records="results",
    match="id",
    keys={"owner": "properties.owner_id"},
    fields={
        "id": From("id", "text"),
        "name": From("properties.name", "trim"),
        "domain": From("properties.domain", "trim"),
        "tier": From(
            "properties.account_tier",
            table={
                "free": "FREE",
                "starter": "STARTER",
                "growth": "GROWTH",
                "enterprise": "ENTERPRISE",
            },
        ),
        "industry": From("properties.industry", "trim"),
        "employees": From("properties.numberofemployees", "int"),
        "created_at": From("properties.createdate", "datetime"),
        "url": From("url", "url", on_error="null"),
    },
)

_OWNER = Lookup(
    name="owner",
    provides=("Account.owner", "Contact.owner"),
    key="owner",
    request=Request("POST", "/crm/v3/objects/owners/batch/read"),
    batch=_BATCH,
    records="results",
    match="id",
    fields={
        "id": From("id", "text"),
        "name": _NAME,
        "email": From("properties.email", "trim"),
    },
)

CONNECTOR = Connector(
    key="crm",
    words="CRM",
    category="crm",
    authentication=Authentication(
        "oauth2_client_credentials",
        token_path="/oauth/token",  # noqa: S106 - an address, no password
    ),
    lookups=(_CONTACT, _ACCOUNT, _OWNER),
)
