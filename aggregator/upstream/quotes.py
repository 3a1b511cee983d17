"""Keys in the text of a query language: each in quotation marks, and it says nothing but itself."""

import unicodedata
from collections.abc import Callable
from typing import Literal

QuoteMark = Literal["'", '"']
Escaping = Literal["backslash", "double"]


def quoter(mark: QuoteMark, escaping: Escaping) -> Callable[[str], str]:
    """Return what writes a text in `mark`s; a mark in it is escaped, so that it ends nothing."""
    if escaping == "double":
        return lambda text: f"{mark}{text.replace(mark, mark * 2)}{mark}"

    def quote(text: str) -> str:
        escaped = text.replace("\\", "\\\\").replace(mark, f"\\{mark}")
        return f"{mark}{escaped}{mark}"

    return quote


def unquotable(key: str) -> str | None:
    """Why a key cannot stand in the text of a query; None: it can."""
    if any(unicodedata.category(character) == "Cc" for character in key):
        return "it is text of a query, and this one has a control character in it"
    return None
