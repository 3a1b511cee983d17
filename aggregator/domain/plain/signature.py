"""`Plain-Request-Signature`: lower-case hex of HMAC-SHA256 over the raw body, keyed by the secret.

No prefix, no version, no timestamp. Regenerating a secret cuts over at once, so several may be
active. A repeated signature is legitimate: a reload of one card is byte-identical to an earlier
request.
"""

import hashlib
import hmac
from collections.abc import Sequence


def sign(secret: str, body: bytes) -> str:
    """64 characters of lower-case hex."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), body, hashlib.sha256).hexdigest()


def matches(secrets: Sequence[str], body: bytes, given: str) -> bool:
    """Whether any of `secrets` signed exactly these bytes as `given`.

    Every secret is tried, in constant time, so that the time tells neither how much nor which one
    matched. `given` must be exact: capitals, a prefix or space around it do not match. An
    empty secret matches nothing, and no header text makes this raise.
    """
    received = given.encode("utf-8", "surrogatepass")
    found = False
    for secret in secrets:
        expected = sign(secret, body).encode()
        found |= hmac.compare_digest(expected, received) and secret != ""
    return found


def same_text(candidates: Sequence[str], given: str) -> bool:
    """Whether `given` is one of `candidates`, in constant time over all of them.

    Digests are compared, so that the time does not tell a candidate's length either.
    """
    received = _digest(given)
    found = False
    for candidate in candidates:
        found |= hmac.compare_digest(_digest(candidate), received) and candidate != ""
    return found


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
