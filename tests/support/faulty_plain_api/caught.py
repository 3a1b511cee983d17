"""The faulty servers by name, each with the codes of exactly what is to be found at it."""

from collections.abc import Callable

from tests.support.faulty_plain_api.api import PlainApi

FAULTS: dict[str, tuple[type[PlainApi], frozenset[str]]] = {}


def caught_as(*codes: str) -> Callable[[type[PlainApi]], type[PlainApi]]:
    """Enter a server."""

    def add(server: type[PlainApi]) -> type[PlainApi]:
        FAULTS[server.__name__] = (server, frozenset(codes))
        return server

    return add
