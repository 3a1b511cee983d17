"""Where keys come to stand in a request: `{key}` and `{keys}` in its texts, at any depth.

What is put there is put once: a key that looks like a placeholder stays what it is.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aggregator.domain.placeholders import filled, names_in

KEY = "key"
KEYS = "keys"


def texts(value: Any) -> Iterator[str]:
    """Yield every text of a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def count(value: Any, name: str) -> int:
    """Count the texts of `value` in which `{name}` stands."""
    return sum(name in names_in(text) for text in texts(value))


def put(
    value: Any,
    values: Mapping[str, Any],
    write: Callable[[str], str] = lambda text: text,
) -> Any:
    """Put `values` in their places: a text that is one place whole becomes the value itself.

    `write` writes a value that is a part of a longer text, where only a text can stand.
    """
    if isinstance(value, Mapping):
        return {name: put(inner, values, write) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [put(inner, values, write) for inner in value]
    if not isinstance(value, str):
        return value
    for name, given in values.items():
        if value == f"{{{name}}}":
            return given
    written = {name: given for name, given in values.items() if isinstance(given, str)}
    return filled(value, written, write)


def put_at(body: Mapping[str, Any], dotted: str, value: object) -> dict[str, Any]:
    """Give `body` with `value` at `filter.ids`. ValueError: something else stands on the way."""
    name, _, rest = dotted.partition(".")
    if not rest:
        return {**body, name: value}
    inner = body.get(name, {})
    if not isinstance(inner, Mapping):
        raise ValueError(f"{name} is no table of the body")  # noqa: TRY004 - it is read from words
    return {**body, name: put_at(inner, rest, value)}
