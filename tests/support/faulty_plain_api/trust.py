"""Mistakes in what is proven: signatures, headers, and how a refusal is told."""

import hashlib
import hmac
import json

from aggregator.domain.plain.signature import sign
from tests.support.faulty_plain_api.api import SECRET, TOKEN, Headers, PlainApi, Refused
from tests.support.faulty_plain_api.caught import caught_as


@caught_as("raw-bytes")
class SignsItsOwnJson(PlainApi):
    """As `JSON.stringify(request.body)` does."""

    def verify(self, headers: Headers, raw: bytes) -> None:
        try:
            raw = json.dumps(json.loads(raw), separators=(",", ":"), ensure_ascii=False).encode()
        except ValueError:
            raise Refused(400) from None
        super().verify(headers, raw)


@caught_as("non-ascii")
class SignsEscapedJson(PlainApi):
    """Right for every body but one with text beyond ASCII."""

    def verify(self, headers: Headers, raw: bytes) -> None:
        if not raw.isascii():
            raw = json.dumps(json.loads(raw), separators=(",", ":")).encode()
        super().verify(headers, raw)


@caught_as("wrong-signature", "missing-signature", "retired-signature", "altered-body", "raw-bytes")
class ChecksNoSignature(PlainApi):
    def verify(self, headers: Headers, raw: bytes) -> None:
        if headers.get("authorization") != TOKEN:
            raise Refused(401)


@caught_as("missing-signature")
class AbsentSignatureIsLetIn(PlainApi):
    def verify(self, headers: Headers, raw: bytes) -> None:
        given = {"plain-request-signature": sign(SECRET, raw), **headers}
        super().verify(given, raw)


@caught_as("retired-signature")
class KeepsRetiredSecrets(PlainApi):
    def verify(self, headers: Headers, raw: bytes) -> None:
        if headers.get("plain-request-signature") == sign("the-secret-before", raw):
            return
        super().verify(headers, raw)


@caught_as("altered-body", "raw-bytes")
class RemembersGoodSignatures(PlainApi):
    """What was good once is good for every body: a cache in the wrong place."""

    good: set[str] = set()  # noqa: RUF012 -- shared on purpose, as the mistake is

    def verify(self, headers: Headers, raw: bytes) -> None:
        signature = headers.get("plain-request-signature", "")
        made = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
        if signature == made:
            self.good.add(signature)
        if signature not in self.good or headers.get("authorization") != TOKEN:
            raise Refused(401)


@caught_as("header-unchecked")
class ChecksNoHeader(PlainApi):
    def verify(self, headers: Headers, raw: bytes) -> None:
        super().verify({**headers, "authorization": TOKEN}, raw)


@caught_as("failing-refusal")
class RefusesWithAnError(PlainApi):
    def verify(self, headers: Headers, raw: bytes) -> None:
        try:
            super().verify(headers, raw)
        except Refused:
            raise ValueError("not signed") from None


@caught_as("refused")
class HasAnotherSecret(PlainApi):
    def verify(self, headers: Headers, raw: bytes) -> None:
        raise Refused(401)
