"""What the settings file says of a source, beside its secrets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

UNWRITTEN: Final = "..."
"""Stands in drafted lines for what is still to be written."""


@dataclass(frozen=True, slots=True)
class StatedSource:
    """A source as the settings file states it, as far as that is no secret.

    place        its table: `("sources", "crm")`, or that of a workspace
    credentials  the fields that its credential has
    """

    place: tuple[int | str, ...]
    connector: str
    url: str | None
    options: Mapping[str, str]
    credentials: tuple[str, ...]
