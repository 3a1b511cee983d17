"""Why a TLS connection did not come about, in the words that people look for."""

import ssl
from enum import StrEnum

import aiohttp


class TlsCause(StrEnum):
    """What is wrong, as the end of a sentence about the server; never with an address or a name."""

    SELF_SIGNED = "its certificate is self-signed, and not trusted here"
    UNKNOWN_AUTHORITY = "its certificate is from an authority that is not trusted here"
    EXPIRED = "its certificate has expired"
    NOT_YET_VALID = "its certificate is not valid yet"
    OTHER_HOST = "its certificate is for another host"
    LACKING = "its certificate, or its authority's, lacks what RFC 5280 asks for"
    UNTRUSTED = "its certificate is not trusted"
    CLIENT_CERTIFICATE = "it wants a client certificate that it trusts"
    NO_COMMON_VERSION = "it shares no TLS version or cipher with this machine"
    NO_TLS = "it does not speak TLS"
    REFUSED = "it refused the TLS handshake"
    HUNG_UP = "it hung up during the TLS handshake"


_BY_VERIFY_CODE = {
    2: TlsCause.UNKNOWN_AUTHORITY,  # unable to get issuer certificate
    9: TlsCause.NOT_YET_VALID,
    10: TlsCause.EXPIRED,
    18: TlsCause.SELF_SIGNED,
    19: TlsCause.UNKNOWN_AUTHORITY,  # a root that it sent along
    20: TlsCause.UNKNOWN_AUTHORITY,  # unable to get local issuer certificate
    21: TlsCause.UNKNOWN_AUTHORITY,  # unable to verify the first certificate
    62: TlsCause.OTHER_HOST,
    64: TlsCause.OTHER_HOST,  # an IP address
    **dict.fromkeys(range(80, 95), TlsCause.LACKING),  # X509_V_FLAG_X509_STRICT: Python 3.13
}
"""X509_V_ERR_... of OpenSSL."""

_BY_REASON = (
    ("WRONG_VERSION_NUMBER", TlsCause.NO_TLS),
    ("RECORD_LAYER_FAILURE", TlsCause.NO_TLS),  # the same in OpenSSL 3.2 and later
    ("PACKET_LENGTH_TOO_LONG", TlsCause.NO_TLS),
    ("CERTIFICATE_REQUIRED", TlsCause.CLIENT_CERTIFICATE),
    ("ALERT_UNKNOWN_CA", TlsCause.CLIENT_CERTIFICATE),
    ("ALERT_BAD_CERTIFICATE", TlsCause.CLIENT_CERTIFICATE),
    ("ALERT_CERTIFICATE", TlsCause.CLIENT_CERTIFICATE),  # expired, revoked, unknown
    ("ALERT_UNSUPPORTED_CERTIFICATE", TlsCause.CLIENT_CERTIFICATE),
    ("PROTOCOL_VERSION", TlsCause.NO_COMMON_VERSION),
    ("UNSUPPORTED_PROTOCOL", TlsCause.NO_COMMON_VERSION),
    ("UNEXPECTED_EOF", TlsCause.HUNG_UP),
)
"""Parts of OpenSSL's reasons; the first that fits wins. An alert is what the server itself said."""


def tls_cause(error: BaseException) -> TlsCause | None:
    """Give the cause that `error`, or what led to it, has in TLS; None when TLS is not to blame."""
    seen: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in seen:
        seen.append(at)
        found = _of(at)
        if found is not None:
            return found
        at = at.__cause__ or at.__context__
    return None


def _of(error: BaseException) -> TlsCause | None:
    if isinstance(error, aiohttp.ClientConnectorError):
        # TCP alone is refused or times out: a reset while connecting is one in the handshake.
        reset = isinstance(error.os_error, ConnectionResetError)
        return TlsCause.HUNG_UP if reset else _of(error.os_error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return _BY_VERIFY_CODE.get(error.verify_code, TlsCause.UNTRUSTED)
    if isinstance(error, ssl.SSLError):
        reason = error.reason or ""
        return next((it for part, it in _BY_REASON if part in reason), TlsCause.REFUSED)
    return None
