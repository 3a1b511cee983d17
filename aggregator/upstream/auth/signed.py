"""Calls signed with a secret that is never sent (RFC 2104)."""

import hashlib
import hmac
import uuid
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from aggregator.domain.authentication import SIGNATURE, HmacAuth
from aggregator.domain.call import Call
from aggregator.domain.deadline import Deadline
from aggregator.domain.placeholders import filled
from aggregator.upstream.auth.auth import Authorization
from aggregator.upstream.exchange_trace import ExchangeTrace

Now = Callable[[], datetime]


class Signed:
    """Signs each call anew, so that a retry has a moment and a nonce of its own."""

    def __init__(
        self,
        auth: HmacAuth,
        credentials: Mapping[str, str],
        url: str,
        now: Now = lambda: datetime.now(UTC),
    ) -> None:
        """Take the checked credential; `url` is the source's, without a trailing slash."""
        self._auth = auth
        self._credentials = credentials
        self._secret = decoded_secret(auth, credentials)
        parts = urlsplit(url)
        self._host, self._base = parts.netloc, parts.path
        self._now = now

    def authorize(self, call: Call, deadline: Deadline, log: ExchangeTrace) -> Authorization:  # noqa: ARG002 - the protocol's
        said = {**self._credentials, **self._parts(call)}
        signature = self._signature(self._text(call, said))
        said[SIGNATURE] = signature
        headers = self._auth.headers.items()
        return Authorization({name: filled(value, said) for name, value in headers})

    def refused(self, authorization: Authorization) -> bool:  # noqa: ARG002 - the protocol's
        return False

    async def close(self) -> None:
        return None

    def _parts(self, call: Call) -> dict[str, str]:
        now = self._now()
        path = f"{self._base}{call.path}"
        return {
            "method": call.method,
            "host": self._host,
            "path": path,
            "query": call.query,
            "path_and_query": f"{path}?{call.query}" if call.query else path,
            "body_sha256": hashlib.sha256(call.body or b"").hexdigest(),
            "timestamp": str(int(now.timestamp())),
            "timestamp_ms": str(int(now.timestamp() * 1000)),
            "date": format_datetime(now, usegmt=True),
            "nonce": uuid.uuid4().hex,
        }

    def _text(self, call: Call, said: Mapping[str, str]) -> bytes:
        """Write what is signed. The body is UTF-8 by construction: it is JSON or a form."""
        body = (call.body or b"").decode()
        return filled(self._auth.sign, {**said, "body": body}).encode()

    def _signature(self, text: bytes) -> str:
        digest = hmac.new(self._secret, text, self._auth.algorithm).digest()
        return digest.hex() if self._auth.encoding == "hex" else b64encode(digest).decode("ascii")


def decoded_secret(auth: HmacAuth, credentials: Mapping[str, str]) -> bytes:
    """Give the secret's bytes. Raises ValueError when it is not written as it says."""
    secret = filled(auth.secret, credentials)
    if auth.key_encoding == "hex":
        return bytes.fromhex(secret)
    return b64decode(secret, validate=True) if auth.key_encoding == "base64" else secret.encode()
