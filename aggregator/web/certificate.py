"""Whether a caller showed Plain's client certificate: to our own listener, or to a proxy before it.

Our listener (tls.py) has checked a certificate before anything of a request is read, and notes it
in the scope's `tls` extension. A proxy tells in a header, and is believed only when it is one of
those configured: everybody else can write that header too.
"""

import hmac
from ipaddress import ip_address, ip_network

from starlette.types import Scope

from aggregator.settings import MtlsSettings


def presented(scope: Scope, mtls: MtlsSettings) -> bool:
    """Whether the request came with a certificate that was checked."""
    if mtls.ca_file is not None:
        return "tls" in (scope.get("extensions") or {})
    name = mtls.header.lower().encode("latin-1")
    told = [value for header, value in scope["headers"] if header == name]
    said = len(told) == 1 and hmac.compare_digest(told[0], mtls.value.encode())
    return said and _from_proxy(scope, mtls)


def _from_proxy(scope: Scope, mtls: MtlsSettings) -> bool:
    host, *_ = scope.get("client") or ("",)
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in ip_network(each) for each in mtls.proxies)
