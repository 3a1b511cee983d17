"""What was said of one subject, as values that can be compared; or why it cannot be kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from aggregator.directory.codes import Code
from aggregator.directory.kinds import (
    CUSTOM,
    DESCRIPTION,
    DISPLAY_NAME,
    ENVIRONMENT,
    EXTERNAL_ID,
    IDENTITIES,
    OWNER,
    PLAIN_ID,
    TAG,
    TIER,
    WEBSITE,
    SubjectKind,
)
from aggregator.directory.values import AccountUpsert, CustomerUpsert, Upsert
from aggregator.domain.blocked import is_free_mailbox, is_nobodys
from aggregator.domain.identity import DOMAIN, EMAIL, MAX_LENGTH, PHONE, normalise, storable
from aggregator.domain.names import name_key

LONGEST = 20_000
"""Characters of a value that is only shown."""

MAX_NAME = 64
"""Characters of the name of a source with its kind of key, and of a custom field."""

_BAD = {EMAIL: Code.BAD_EMAIL, PHONE: Code.BAD_PHONE, DOMAIN: Code.BAD_DOMAIN}


class SaidValue(NamedTuple):
    """One value: `system` "" is nobody's; `norm` is compared, `raw` is as received."""

    system: str
    kind: str
    norm: str
    raw: str


@dataclass(slots=True)
class Said:
    """What is said of one subject. `emptied`: system and kind of what is said to be empty."""

    subject: SubjectKind
    values: list[SaidValue] = field(default_factory=list)
    own_id: str | None = None
    account_ref: str | None = None
    org_ref: str | None = None
    emptied: frozenset[tuple[str, str]] = frozenset()


class Unkept(Exception):
    """It cannot be kept: `code` says why, `field` of what."""

    def __init__(self, code: Code, field_: str) -> None:
        super().__init__(code)
        self.code = code
        self.field = field_


def said_of(upsert: Upsert) -> Said:
    """Compare-ready values of an upsert, strongest identity first. Unkept: a value is no good."""
    if isinstance(upsert, CustomerUpsert):
        said = Said("customer")
        identities = {
            PLAIN_ID: upsert.plain_id,
            EXTERNAL_ID: upsert.external_id,
            EMAIL: upsert.email,
            PHONE: upsert.phone,
        }
        said.account_ref = _reference("account_external_ref", upsert.account_external_id)
        said.org_ref = _reference("org_ref", upsert.org_ref)
        shown: Mapping[str, str | None] = {}
    elif isinstance(upsert, AccountUpsert):
        said = Said("account")
        identities = {
            PLAIN_ID: upsert.plain_id,
            EXTERNAL_ID: upsert.external_id,
            DOMAIN: upsert.domain,
        }
        shown = {TIER: upsert.tier, WEBSITE: upsert.website}
    else:
        said = Said("org_unit")
        identities = {EXTERNAL_ID: upsert.external_id, DOMAIN: upsert.domain}
        said.account_ref = _reference("account_external_ref", upsert.account_external_id)
        shown = {ENVIRONMENT: upsert.environment}
    said.own_id = normalise("id", upsert.id)
    _identities(said, identities)
    _keys(said, upsert.keys)
    _shown(said, upsert, shown)
    return said


def _reference(name: str, value: str | None) -> str | None:
    if value is None or not value.strip():
        return None
    norm = normalise(EXTERNAL_ID, value)
    if norm is None:
        raise Unkept(Code.BAD_VALUE, name)
    return norm


def _identities(said: Said, values: Mapping[str, str | None]) -> None:
    for kind, raw in values.items():
        if raw is None or not raw.strip():
            continue
        if is_nobodys(raw):
            raise Unkept(Code.BLOCKED_VALUE, kind)
        norm = normalise(kind, raw)
        if norm is None or (kind in _BAD and not _plausible(kind, norm)):
            raise Unkept(_BAD.get(kind, Code.BAD_VALUE), kind)
        said.values.append(SaidValue("", kind, norm, raw))


def _plausible(kind: str, norm: str) -> bool:
    if kind == EMAIL:
        local, at, host = norm.rpartition("@")
        return bool(at and local and host) and " " not in norm and "@" not in local
    if kind == DOMAIN:
        return "/" not in norm and "@" not in norm and " " not in norm and not is_free_mailbox(norm)
    return True


def _keys(said: Said, keys: Mapping[str, str]) -> None:
    for name, raw in keys.items():
        system, _, kind = name.partition(".")
        if not (system and kind) or len(name) > MAX_NAME or not storable(name):
            raise Unkept(Code.UNKNOWN_COLUMN, name)
        if not raw.strip():
            continue
        if is_nobodys(raw) and not raw.strip().isdecimal():
            raise Unkept(Code.BLOCKED_VALUE, name)
        norm = normalise(name, raw)
        if norm is None:
            raise Unkept(Code.BAD_VALUE, name)
        said.values.append(SaidValue(system, kind, norm, raw))


def _shown(said: Said, upsert: Upsert, more: Mapping[str, str | None]) -> None:
    values: list[tuple[str, str | None]] = [
        (DISPLAY_NAME, upsert.name),
        (DESCRIPTION, upsert.description),
        (OWNER, upsert.owner),
        *more.items(),
        *((TAG, tag) for tag in dict.fromkeys(map(str.strip, upsert.tags))),
        *((f"{CUSTOM}{name}", value) for name, value in upsert.custom.items()),
    ]
    for kind, raw in values:
        if raw is None or not raw.strip():
            continue
        if not storable(raw) or len(kind) > MAX_NAME or not storable(kind):
            raise Unkept(Code.BAD_VALUE, kind)
        if len(raw) > (LONGEST if kind == DESCRIPTION else MAX_LENGTH):
            raise Unkept(Code.TOO_LONG, kind)
        said.values.append(SaidValue("", kind, compared(kind, raw), raw))


def compared(kind: str, raw: str) -> str:
    """What is searched, filtered and sorted by; a description is only shown."""
    if kind == DESCRIPTION:
        return ""
    if kind in (TAG, OWNER):
        return raw.strip()
    return name_key(raw) if kind == DISPLAY_NAME else raw.strip().casefold()[:MAX_LENGTH]


def is_identity(value: SaidValue) -> bool:
    """Whether it says who somebody is, not what is shown of them."""
    return bool(value.system) or value.kind in IDENTITIES


def references(said: Iterable[Said]) -> tuple[Sequence[str], Sequence[str]]:
    """List the accounts and the org units that are referred to."""
    accounts: dict[str, None] = {}
    org_units: dict[str, None] = {}
    for each in said:
        if each.account_ref is not None:
            accounts[each.account_ref] = None
        if each.org_ref is not None:
            org_units[each.org_ref] = None
    return list(accounts), list(org_units)
