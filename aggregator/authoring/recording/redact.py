"""Takes out of a recording what a file should not hold: secrets, and e-mail addresses.

An address becomes a pseudonym, the same for the same address, so that what belongs together still
does. Names and other texts stay as they are: a recording is still about a person.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

DOMAIN = "redacted.example"
GONE = "(redacted)"

_AT = r"@|%40"
_ADDRESS = re.compile(
    rf"(?<![0-9A-Za-z._%+-])(?P<user>(?:\\?[0-9A-Za-z._+-]|%2[Bb]){{1,64}})(?P<at>{_AT})"
    r"(?P<domain>[0-9A-Za-z-]{1,63}(?:\.[0-9A-Za-z-]{1,63}){1,8})"
)
"""An address as it stands in text, in a URL (`%40`) or in markdown (`\\_`)."""

_SECRET = re.compile(
    r"\b(?:sk|pk|rk)_(?:live|test)_[0-9A-Za-z]{8,}"
    r"|\b(?:ghp|gho|ghs|github_pat|glpat)[_-][0-9A-Za-z_-]{16,}"
    r"|\bxox[abprs]-[0-9A-Za-z-]{10,}"
    r"|\bAKIA[0-9A-Z]{16}\b"
    r"|\beyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_.-]{8,}"
    r"|(?i:\bbearer\s+[0-9a-z._~+/-]{6,}=*)"
    r"|(?i:(?<=[?&])(?:api_?key|access_?token|token|secret|password|signature)=[^&\"\s]+)"
)
_SECRET_NAME = re.compile(
    r"(?i)(?:^|[_-])(?:password|passwd|secret|authorization|cookie|private_?key)s?$"
    r"|(?:^|[_-])(?:api|access|refresh|auth|id|session|signing)[_-]?(?:key|token)$|^token$"
)


class Redactor:
    """Redacts with one key: an address has one pseudonym wherever it stands."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def pseudonym(self, email: str) -> str:
        """What stands for an address."""
        norm = email.strip().lower().encode("utf-8", "replace")
        return f"{hmac.new(self._key, norm, hashlib.sha256).hexdigest()[:12]}@{DOMAIN}"

    def value(self, value: Any) -> Any:
        """Copy JSON with every text redacted, names of objects too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {
                self.text(str(name)): GONE
                if _SECRET_NAME.search(str(name)) and inner is not None
                else self.value(inner)
                for name, inner in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.value(inner) for inner in value]
        return value

    def text(self, text: str) -> str:
        if "@" not in text and "%40" not in text:
            return _SECRET.sub(GONE, text)
        return _SECRET.sub(GONE, _ADDRESS.sub(self._address, text))

    def _address(self, found: re.Match[str]) -> str:
        if found["domain"] == DOMAIN:
            return found[0]
        user = unquote(found["user"].replace("\\", ""))
        return self.pseudonym(f"{user}@{found['domain']}").replace("@", found["at"])
