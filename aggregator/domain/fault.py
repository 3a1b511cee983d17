"""What is wrong with a declaration, and in which of its words: a finding before it has a place."""

from dataclasses import dataclass

At = tuple[str | int, ...]
"""The words that lead there: ("lookups", "usage", "fields", "health", "table")."""


@dataclass(frozen=True, slots=True)
class ConnectorFault:
    """One fault of a connector.

    code   of the rule that explains it (`aggregator explain`)
    at     the words of its `connector.yaml` that lead there
    meant  what could stand in its place
    word   it is the last word itself that is wrong, and not what it says
    """

    code: str
    at: At
    message: str
    meant: tuple[str, ...] = ()
    word: bool = False
