"""Addresses as people type them: with or without scheme and path."""

from urllib.parse import SplitResult, urlsplit

from aggregator.cli.terminal.failure import WrongUsage

_OWN = ("127.0.0.1", "localhost", "::1", "0.0.0.0")  # noqa: S104 -- recognised, not bound


def complete(typed: str, path: str) -> str:
    """Give the whole URL for what was typed; a bare address gets `path`.

    WrongUsage when it is none.
    """
    text = (
        typed
        if "://" in typed
        else f"{'http' if _first_host(typed) in _OWN else 'https'}://{typed}"
    )
    parts = _split(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongUsage(f"{typed} is no address. Fix: for example http://127.0.0.1:8484{path}")
    if parts.path in ("", "/"):
        parts = parts._replace(path=path)
    return parts.geturl()


def is_own(url: str) -> bool:
    """Whether `url` leads to this machine: only then may it be sent this machine's secrets."""
    return _split(url).hostname in _OWN


def _first_host(typed: str) -> str | None:
    return _split(f"//{typed}").hostname


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # a ValueError too, when it is no number
    except ValueError:
        raise WrongUsage("The URL is no address. Fix: for example http://127.0.0.1:8484") from None
    return parts
