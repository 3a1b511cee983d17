"""Who may do what: roles, and the bearer tokens that carry them."""

import functools
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum


@functools.total_ordering
class Role(Enum):
    """Each role may do all that the ones before it may: viewer < engineer < operator."""

    VIEWER = "viewer"
    ENGINEER = "engineer"
    OPERATOR = "operator"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Role):
            return NotImplemented
        order = list(Role)
        return order.index(self) < order.index(other)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A bearer token as we keep it: never itself, only its SHA-256 (64 hexadecimal digits)."""

    name: str
    workspace_id: str
    role: Role
    sha256: str = field(repr=False)


def hash_token(secret: str) -> str:
    """Hash a token as `ApiToken.sha256` keeps it: hexadecimal SHA-256 of its UTF-8 bytes."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def find_token(tokens: Iterable[ApiToken], presented: str) -> ApiToken | None:
    """Find whose token `presented` is, in a time that does not tell how close it came.

    Every token is compared, also after one matched.
    """
    digest = hash_token(presented)
    found: ApiToken | None = None
    for token in tokens:
        if hmac.compare_digest(token.sha256, digest):
            found = found or token
    return found
