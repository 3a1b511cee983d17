"""The words of links: whose they are, what they say, how far they are trusted.

A link with a system is the subject's id in that source (`billing` + `customer`). One without is an
identity of its own (`external_id`, `email`...), or something to show (`display_name`, `tag`...).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal

from aggregator.domain.identity import DOMAIN, EMAIL, PHONE

SubjectKind = Literal["customer", "account", "org_unit"]

PLAIN_ID: Final = "plain_id"
EXTERNAL_ID: Final = "external_id"
"""The id in the company's own backend: a customer's `user_ref`, an org unit's `org_ref`."""

DISPLAY_NAME: Final = "display_name"
DESCRIPTION: Final = "description"
OWNER: Final = "owner"
TAG: Final = "tag"
"""The name of a tag, or `name=value`."""
ACCOUNT_LINK: Final = "account"
"""The account that a customer or org unit belongs to: our id of it."""
ORG_UNIT_LINK: Final = "org_unit"
TIER: Final = "tier"
WEBSITE: Final = "website"
ENVIRONMENT: Final = "environment"
CUSTOM: Final = "custom."
"""Begins the kind of a custom field: `custom.seats`."""

OWN_ID: Mapping[SubjectKind, str] = {
    "customer": "customer_id",
    "account": "account_id",
    "org_unit": "org_unit_id",
}
"""The kind under which the directory's own id is asked for; it is no link, but the row itself."""

KINDS: Mapping[SubjectKind, tuple[str, ...]] = {
    "customer": (PLAIN_ID, EXTERNAL_ID, EMAIL, PHONE),
    "account": (PLAIN_ID, EXTERNAL_ID, DOMAIN),
    "org_unit": (EXTERNAL_ID, DOMAIN),
}
"""Kinds of a subject's own identities, strongest first."""

IDENTITIES = frozenset(kind for kinds in KINDS.values() for kind in kinds)
"""All of them: compared as they are normalised."""

EXCLUSIVE = frozenset({PLAIN_ID, EXTERNAL_ID})
"""Kinds of which a value belongs to one subject at a time."""

WEAK = frozenset({EMAIL, DOMAIN, PHONE})
"""Kinds that may find a subject, but never contradict a strong one."""

SEVERAL = frozenset({TAG, DOMAIN})
"""Kinds of which one source may say several values; of the others it says one at a time."""


class LinkTrust(StrEnum):
    """How a link is known. Only a verified one may ever join two records."""

    VERIFIED = "verified"  # told by the company's own system
    CLAIMED = "claimed"  # told by the person: an e-mail as they typed it


class EventKind(StrEnum):
    """What happened."""

    MIGRATE = "migrate"  # what was there before there was a log
    UPSERT = "upsert"
    LINK = "link"
    UNLINK = "unlink"
    EDIT = "edit"
    MERGE = "merge"
    UNMERGE = "unmerge"
    DECIDE = "decide"
    IMPORT = "import"  # began; its rows are upserts that name it
    UNDO = "undo"
    ERASE = "erase"


class DecisionVerdict(StrEnum):
    """What was decided of two, with a reason; of one, where both are the same."""

    SAME = "same"  # they are one person
    DIFFERENT = "different"  # they never are: no merge without force
    MERGED = "merged"  # why they were merged
    UNMERGED = "unmerged"  # why they were told apart again
    UNLINKED = "unlinked"  # why a link was ended
    ERASED = "erased"  # why somebody was erased
