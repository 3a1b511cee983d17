"""Takes out of a recording what a file should not hold: secrets, and e-mail addresses.

An address becomes a pseudonym, the same for the same mailbox, so that what belongs together still
does. Names and other texts stay as they are: a recording is still about a person. What is known to
be an address or a secret is found as it is written; the rest by how such things look.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from aggregator.domain.identity import EMAIL, normalise

DOMAIN = "redacted.example"
GONE = "(redacted)"

SHORTEST = 6
"""Characters of a known secret or a known address without an @; shorter ones are in every text."""

# An address as it stands in text, in a URL (`%40`, letters beyond ASCII as bytes) or in markdown
# (`\_`). Whatever parts words, a quotation mark or a bracket ends it, and so does punctuation.
_AT = r"@|%40"
_ENDS = r"\s@%<>()\[\]{}|,;:\"&=?/\\`\u00a0-\u00bf\u2000-\u206f\u3000-\u303f"
_BYTE = r"%(?:2[1347ABDEabde]|3[0-9]|5[EFef]|7[BCDEbcde]|[89A-Fa-f][0-9A-Fa-f])"
_BARE = rf"(?<![^{_ENDS}'])(?:\\?[^{_ENDS}']|{_BYTE})(?:\\?[^{_ENDS}]|{_BYTE}){{0,127}}"
_QUOTED = r"\\?\"[^\"\n]{1,64}\"|%22(?:[^%\s]|%(?!22)[0-9A-Fa-f]{2}){1,64}%22"
_PART = rf"(?:[^{_ENDS}.']|{_BYTE}){{1,63}}"
_LITERAL = r"\[[0-9A-Za-z:.]{2,60}\]|%5B(?:[0-9A-Za-z.]|%3A){2,60}%5D"
_ADDRESS = re.compile(
    rf"(?P<user>{_QUOTED}|{_BARE})(?P<at>{_AT})"
    rf"(?P<domain>{_LITERAL}|{_PART}(?:\.{_PART}){{0,8}})"
)
_PSEUDONYM = re.compile(rf"([0-9a-f]{{12}}(?:{_AT}){re.escape(DOMAIN)}(?![0-9A-Za-z.-]))")

_GIVEN = r"\\?['\"]?\s?[:=]\s?\\?['\"]?"
"""What stands between a name and its value: in words, in JSON, in JSON inside of JSON."""

_SECRET = re.compile(
    r"\b(?:sk|pk|rk)_(?:live|test)_[0-9A-Za-z]{8,}"
    r"|\b(?:ghp|gho|ghs|github_pat|glpat)[_-][0-9A-Za-z_-]{16,}"
    r"|\bxox[abprs]-[0-9A-Za-z-]{10,}"
    r"|\bAKIA[0-9A-Z]{16}\b"
    r"|\bAIza[0-9A-Za-z_-]{35}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\beyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_.-]{8,}"
    r"|(?i:\bbearer\s+[0-9a-z._~+/-]{6,}=*)"
    rf"|(?i:\b(?:password|passwd|pwd|passphrase"
    rf"|(?:client|access|refresh|auth|session|api)[_-]?(?:secret|token|key))"
    rf"{_GIVEN}[^\s&#'\",;\\]+)"
    rf"|(?i:\b(?:secret|token){_GIVEN}(?=[a-z_-]*[0-9])[^\s&#'\",;\\]{{8,}})"
)
_BASIC = re.compile(r"(?i:\bbasic)\s+([0-9A-Za-z+/_-]{4,}={0,2})")
_PARAMETER = re.compile(r"(?<=[?&])([0-9A-Za-z_.-]{1,64})=[^&\"\s#]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SECRET_NAME = re.compile(
    r"(?i)(?:^|[_.-])(?:password|passwd|pwd|passphrase|passcode|secret|authorization|cookie|jwt"
    r"|credential)s?$"
    r"|(?:^|[_.-])(?:api|access|auth|id|private|secret|session|shared|signing)[_-]?key$"
    r"|^bearer$|(?:^|[_.-]|access|refresh|auth|id|session|api)token$|(?:^|[_.-])session[_-]?id$"
)
_SIGNATURES = frozenset({"signature", "sig", "hmac"})


class Redactor:
    """Redacts with one key: an address has one pseudonym wherever it stands.

    `addresses` and `secrets` are known, and found in any text however they look.
    """

    def __init__(
        self, key: bytes, addresses: Iterable[str] = (), secrets: Iterable[str] = ()
    ) -> None:
        self._key = key
        self._known = {
            spelt.lower(): stand_in
            for value, stand_in in self._stand_ins(addresses, secrets)
            for spelt in _spellings(value)
        }
        longest_first = sorted(self._known, key=len, reverse=True)
        self._literal = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)

    def knowing(self, addresses: Iterable[str], secrets: Iterable[str]) -> "Redactor":
        """Give one with the same key that knows these."""
        return Redactor(self._key, addresses, secrets)

    def pseudonym(self, email: str) -> str:
        """What stands for an address, in any of its spellings."""
        norm = (normalise(EMAIL, email) or email).encode("utf-8", "replace")
        return f"{hmac.new(self._key, norm, hashlib.sha256).hexdigest()[:12]}@{DOMAIN}"

    def value(self, value: Any) -> Any:
        """Copy JSON with every text redacted, names of objects too."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {
                self.text(str(name)): GONE
                if _is_secret(str(name)) and inner is not None
                else self.value(inner)
                for name, inner in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.value(inner) for inner in value]
        return value

    def text(self, text: str) -> str:
        if self._known:
            text = self._literal.sub(self._stand_in, text)
        if "@" in text or "%40" in text:
            pieces = _PSEUDONYM.split(text)  # every second one stands for somebody already
            pieces[::2] = [_ADDRESS.sub(self._address, piece) for piece in pieces[::2]]
            text = "".join(pieces)
        text = _SECRET.sub(GONE, _PARAMETER.sub(_parameter, text))
        return _BASIC.sub(_basic, text)

    def _stand_ins(
        self, addresses: Iterable[str], secrets: Iterable[str]
    ) -> Iterable[tuple[str, str]]:
        for address in addresses:
            if "@" in address or len(address) >= SHORTEST:
                yield address.strip(), self.pseudonym(address)
        for secret in secrets:
            if len(secret) >= SHORTEST:
                yield secret, GONE

    def _stand_in(self, found: re.Match[str]) -> str:
        stand_in = self._known.get(found[0].lower(), GONE)
        return stand_in.replace("@", "%40") if "%40" in found[0] else stand_in

    def _address(self, found: re.Match[str]) -> str:
        user, domain = (_unquoted(found[part]) for part in ("user", "domain"))
        return self.pseudonym(f"{user}@{domain}").replace("@", found["at"])


def _spellings(value: str) -> Iterable[str]:
    """Give a value as it stands in text, in JSON inside of it, in a URL and in markdown."""
    yield value
    yield json.dumps(value)[1:-1]
    yield json.dumps(value)[1:-1].replace("/", r"\/")  # as PHP writes it
    yield quote(value, safe="", errors="replace")
    yield quote(value, safe="@", errors="replace")
    yield re.sub(r"([\\`*_{}\[\]()#+.!|~<>-])", r"\\\1", value)


def _unquoted(text: str) -> str:
    return unquote(text.replace("\\", ""))


def _is_secret(name: str) -> bool:
    return _SECRET_NAME.search(_HUMP.sub("_", name)) is not None


def _parameter(found: re.Match[str]) -> str:
    name = found[1]
    return GONE if _is_secret(name) or name.lower() in _SIGNATURES else found[0]


def _basic(found: re.Match[str]) -> str:
    """Redact what is a user and a password indeed; "Basic subscription" is a plan."""
    try:
        decoded = base64.b64decode(found[1] + "=" * (-len(found[1]) % 4), altchars=b"-_")
    except binascii.Error:
        return found[0]
    return GONE if b":" in decoded else found[0]
