"""Whose certificates a call over https trusts: of --ca, of SSL_CERT_FILE, else the system's."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.cli.terminal.failure import WrongUsage

if TYPE_CHECKING:
    import ssl

_VARIABLE = "SSL_CERT_FILE"


def trusted(ca: Path | None) -> "ssl.SSLContext | None":
    """Read the authorities to trust; None for the system's. WrongUsage when they cannot be read."""
    named = "--ca" if ca else _VARIABLE
    file = ca or os.environ.get(_VARIABLE)
    if not file:
        return None
    import ssl

    try:
        return ssl.create_default_context(cafile=file)
    except ssl.SSLError:
        raise WrongUsage(
            f"{named}: {file} holds no certificate that can be read. "
            "Fix: a file in PEM form, with -----BEGIN CERTIFICATE-----"
        ) from None
    except OSError as error:
        raise WrongUsage(
            f"{named}: {file} cannot be read ({error.strerror}). Fix: name a PEM file that is there"
        ) from None
