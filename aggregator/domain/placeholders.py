"""`{name}` in a text, which a value takes the place of. Other braces stand as they are."""

import re
from collections.abc import Callable, Mapping

NAME = r"[a-z][a-z0-9_]*"
_PLACEHOLDER = re.compile(rf"\{{({NAME})\}}", re.ASCII)


def names_in(template: str) -> tuple[str, ...]:
    """Give each name once, in the order in which they stand."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(template)))


def filled(
    template: str, values: Mapping[str, str], write: Callable[[str], str] = lambda value: value
) -> str:
    """Put `write(value)` in the place of each name that has a value; the others stay."""

    def put(found: "re.Match[str]") -> str:
        value = values.get(found[1])
        return found[0] if value is None else write(value)

    return _PLACEHOLDER.sub(put, template)
