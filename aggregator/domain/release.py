"""Which release this is."""

from importlib.metadata import PackageNotFoundError, version

DISTRIBUTION = "plain-aggregator"
"""What it is called where it is installed from; the package and the command are `aggregator`."""


def release() -> str:
    """Its version, as in "1.2.0"; "unreleased" where it runs from files that nobody installed."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unreleased"
