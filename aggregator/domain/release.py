"""Which release this is."""

import sys
from pathlib import Path

DISTRIBUTION = "plain-aggregator"
"""What it is called where it is installed from; the package and the command are `aggregator`."""


def release() -> str:
    """Its version, as in "1.2.0"; "unreleased" where it runs from files that nobody installed.

    It stands in the name of the folder that an installer leaves beside the package. The standard
    library reads it there, too, and loads what reads e-mail for that.
    """
    stem = f"{DISTRIBUTION.replace('-', '_')}-"
    for folder in sys.path:
        for found in Path(folder).glob(f"{stem}*.dist-info"):
            return found.name.removeprefix(stem).removesuffix(".dist-info")
    return "unreleased"
