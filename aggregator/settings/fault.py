"""Something wrong in the settings file, with its place."""

from typing import NamedTuple


class SettingFault(NamedTuple):
    """Characters `start` to `end` of the file, and the words for it.

    meant  what could stand there instead
    """

    start: int
    end: int
    message: str
    hint: str | None = None
    meant: str | None = None
