"""What a column can mean: the fields of accounts, org units and customers, and ids in sources.

The sample file, the help and the mapping of headers all read this. A column `billing.customer`
holds the customer's id in the source `billing`; `custom.seats` a field of one's own, and
`custom.seats:number` one that is checked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aggregator.directory.kinds import CUSTOM, SubjectKind


@dataclass(frozen=True, slots=True)
class ImportField:
    """One field: its column, an example, whether a file must have it, other names of its column."""

    name: str
    example: str
    mandatory: bool = False
    aliases: tuple[str, ...] = ()


_NAME = ImportField(
    "display_name",
    "Ann Lee",
    aliases=("name", "full name", "fullname", "display name", "contact name"),
)
_OWNER = ImportField("owner", "sam@ourcompany.com", aliases=("account owner", "contact owner"))
_TAGS = ImportField("tags", "vip,tier=gold", aliases=("labels", "tag", "label"))
_DESCRIPTION = ImportField("description", "Met at the fair", aliases=("notes", "note", "about"))
_PLAIN = ImportField("plain_id", "c_01J8...", aliases=("plain id",))

FIELDS: Mapping[SubjectKind, tuple[ImportField, ...]] = {
    "customer": (
        ImportField(
            "external_ref",
            "user_81",
            mandatory=True,
            aliases=("external id", "external_id", "user_ref", "user id", "user_id", "userid"),
        ),
        ImportField(
            "email",
            "ann@acme.com",
            aliases=("e-mail", "email address", "mail", "primary email", "work email"),
        ),
        _NAME,
        ImportField(
            "phone",
            "+49 30 123456",
            aliases=("phone number", "telephone", "mobile", "mobile phone"),
        ),
        ImportField(
            "account_external_ref",
            "org_7",
            aliases=("account_ref", "account id", "company id", "organization id", "account"),
        ),
        ImportField("org_ref", "", aliases=("workspace_ref", "workspace id")),
        _OWNER,
        _TAGS,
        _DESCRIPTION,
        _PLAIN,
    ),
    "account": (
        ImportField(
            "external_ref",
            "org_7",
            mandatory=True,
            aliases=("external id", "external_id", "account_ref", "account id", "org_ref"),
        ),
        ImportField(
            "display_name", "Acme", aliases=("name", "account name", "company name", "company")
        ),
        ImportField("domain", "acme.com", aliases=("domains", "domain names", "company domain")),
        ImportField("tier", "gold", aliases=("plan",)),
        ImportField("website", "https://acme.com", aliases=("url", "web site", "homepage")),
        _OWNER,
        _TAGS,
        _DESCRIPTION,
        ImportField("plain_id", "te_01J8...", aliases=("plain id", "tenant id")),
    ),
    "org_unit": (
        ImportField("external_ref", "ws_3", mandatory=True, aliases=("org_ref", "external id")),
        ImportField("display_name", "Acme Europe", aliases=("name", "workspace name")),
        ImportField("environment", "production"),
        ImportField("domain", "eu.acme.com"),
        ImportField("account_external_ref", "org_7", aliases=("account_ref", "account id")),
        _OWNER,
        _TAGS,
        _DESCRIPTION,
    ),
}

EXPORTS: Mapping[str, Mapping[str, str]] = {
    # The names of columns in other systems' exports, where they are not ours already.
    "zendesk": {
        "user name": "display_name",
        "external id": "external_ref",
        "organization external id": "account_external_ref",
        "details": "description",
    },
    "salesforce": {
        "contact id": "external_ref",
        "accountid": "account_external_ref",
        "contact owner": "owner",
        "mobilephone": "phone",
        "account name": "display_name",
    },
    "jira": {
        "user id": "external_ref",
        "user name": "display_name",
        "organisation": "account_external_ref",
    },
    "linear": {"customer name": "display_name", "customer id": "external_ref"},
    "hubspot": {
        "record id": "external_ref",
        "associated company ids": "account_external_ref",
        "company domain name": "domain",
    },
    "intercom": {
        "user id": "external_ref",
        "company id": "account_external_ref",
        "contact name": "display_name",
        "segment": "tags",
    },
    "stripe": {
        "id": "stripe.customer",
        "customer email": "email",
        "card name": "display_name",
        "created (utc)": "custom.stripe_created",
    },
}

REPORT: Final = ("row", "column", "code", "message", "hint")
"""What a file of failed rows has behind the original columns; left out when it is read again."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*\.[a-z0-9][a-z0-9_.-]*", re.ASCII)
_TYPES = ("text", "number", "date")


def field_names(subject: SubjectKind) -> tuple[str, ...]:
    return tuple(field.name for field in FIELDS[subject])


def is_field(subject: SubjectKind, name: str) -> bool:
    """Whether a column may mean `name`: a field, an id in a source, a custom field."""
    if name in field_names(subject):
        return True
    bare, _, type_ = name.partition(":")
    if bare.startswith(CUSTOM):
        return len(bare) > len(CUSTOM) and (not type_ or type_ in _TYPES)
    return not type_ and _KEY.fullmatch(bare) is not None
