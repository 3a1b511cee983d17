"""How many files this process may have open: as many as the system lets it."""

import sys

FEW = 256
"""What is counted on where the system does not say."""

MANY = 65_536
"""More are of no use; some systems refuse "as many as you like"."""


def open_files() -> int:
    """Raise the soft limit to the hard one and give what it is now."""
    if sys.platform == "win32":
        return FEW
    import resource  # noqa: PLC0415 there is none on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MANY
    wanted = MANY if hard == resource.RLIM_INFINITY else min(hard, MANY)
    if soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError):  # macOS has a lower one of its own
            return soft
        soft = wanted
    return soft
