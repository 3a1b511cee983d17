"""How grave a finding is, of a card or of an implementation of Plain's contract."""

from enum import StrEnum


class Severity(StrEnum):
    """`error`: the check fails. `warning`: look at it. `hint`: could be better."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"
