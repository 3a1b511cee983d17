"""A signed request as a line for the shell: curl, and openssl for the signature."""

import shlex
from collections.abc import Mapping
from pathlib import Path

SIGNATURE = "Plain-Request-Signature"


def curl(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    secret: str | None,
    ca: Path | None = None,
) -> str:
    """Give the line. It signs as Plain does: over the bytes of the body, when it is run."""
    words = ["curl", "-sS", shlex.quote(url)]
    if ca is not None:
        words += ["--cacert", shlex.quote(str(ca))]
    for name, value in headers.items():
        if name != SIGNATURE:
            words += ["-H", shlex.quote(f"{name}: {value}")]
    if secret is not None:
        # Versions of openssl differ in what stands before the digest: all up to it is cut off.
        sign = f"openssl dgst -sha256 -hmac {shlex.quote(secret)} | sed 's/.* //'"
        words += ["-H", f'"{SIGNATURE}: $(printf %s "$body" | {sign})"']
    words += ["--data-binary", '"$body"']
    return f"body={shlex.quote(body.decode())}; {' '.join(words)}"
