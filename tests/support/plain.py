"""Plain's payloads, and requests signed as Plain signs them."""

from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "plain"
"""Recorded and documented payloads; their sources are in the README there."""


def payload(name: str) -> bytes:
    return (DATA / name).read_bytes()


def payload_names(pattern: str) -> list[str]:
    """Names of the payloads that match; never none, so that no test passes on an empty list."""
    names = sorted(path.name for path in DATA.glob(pattern))
    if not names:
        raise AssertionError(f"no payload matches {pattern}")
    return names
