"""What the batch styles have in common: they are read from words, and write queries and bodies."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any
from urllib.parse import quote

from pydantic import ValidationInfo, model_validator
from pydantic.dataclasses import dataclass

from aggregator.domain.lookup import BatchStyle
from aggregator.upstream.words import tell_unknown


@dataclass(frozen=True)
class Style(BatchStyle):
    """A batch style, read from its words; `style` is the last of its fields, and constant."""

    @model_validator(mode="before")
    @classmethod
    def _tell_unknown(cls, data: Any, info: ValidationInfo) -> Any:
        known = ["style", *(each.name for each in fields(cls) if each.name != "style")]
        tell_unknown(data, known, info)
        return data

    @classmethod
    def word(cls) -> str:
        """Its own word: `ids-param`."""
        return str(next(each.default for each in fields(cls) if each.name == "style"))


_AS_IT_IS = re.compile(r"[A-Za-z0-9_.~-]*", re.ASCII)


def quoted(text: str) -> str:
    """Write a text as part of an address: it says nothing but itself. Mostly it is as it is."""
    return text if _AS_IT_IS.fullmatch(text) else quote(text, safe="")


def query(params: Mapping[str, int | str]) -> str:
    if not params:  # as mostly
        return ""
    return "&".join([f"{quoted(name)}={quoted(str(value))}" for name, value in params.items()])


def repeated(name: str, values: Sequence[str]) -> str:
    """Write a parameter once for each of its values."""
    start = f"{quoted(name)}="
    return "&".join([start + quoted(value) for value in values])


def joined(first: str, second: str) -> str:
    return f"{first}&{second}" if first and second else first or second
