"""Colours that are written as an object: `@badge({ACTIVE: GREEN, CANCELED: "red"})`."""

from collections.abc import Mapping

from aggregator.language.directives import COLOURS
from aggregator.language.syntax.cursor import TokenCursor
from aggregator.language.syntax.mistake import Mistake, change

COLOURS_ELSEWHERE = {
    "text.red": "error",
    "text.danger": "error",
    "text.green": "success",
    "text.orange": "warning",
    "text.amber": "warning",
    "text.yellow": "warning",
    "text.grey": "muted",
    "text.gray": "muted",
    "text.default": "muted",
    "text.else": "muted",
    "badge.gray": "grey",
    "badge.orange": "yellow",
    "badge.amber": "yellow",
    "badge.warning": "yellow",
    "badge.success": "green",
    "badge.error": "red",
    "badge.danger": "red",
    "badge.info": "blue",
    "badge.muted": "grey",
    "badge.default": "grey",
    "badge.else": "grey",
}
"""Directive and what others call a colour, in small letters -> ours."""

_VALUES = frozenset({"string", "name", "number"})


def colour_map(at: TokenCursor) -> Mistake | None:
    """Tell of an object in place of a directive's arguments; None when it gives no colours."""
    directive = at.after(-2).text
    close = at.closing()
    pairs, number = dict[str, str](), at.number + 1
    while number < close:
        key, colon, value = (at.text.tokens[number + more] for more in range(3))
        if not (key.kind in _VALUES and colon.is_(":") and value.kind in _VALUES):
            return None
        pairs[key.text] = value.text.strip('"')
        number += 3
    written = by_colour(directive, {as_match(key): colour for key, colour in pairs.items()})
    if written is None:
        return None
    start, end = at.here.start, at.text.tokens[close].end
    words = "Colours are arguments, each with the values that have it"
    hint = f"Write {written}" if len(written) < 60 else "Write each colour with its values."
    return at.mistake(words, hint, [change(at.text, start, end, written)], (start, start + 1))


def by_colour(directive: str, pairs: Mapping[str, str]) -> str | None:
    """Write values with their colours as arguments; None where one is no colour of the directive.

    Whatever is not among the values is grey.
    """
    found: dict[str, list[str]] = {}
    for value, colour in pairs.items():
        name = colour_named(directive, colour)
        if name is None:
            return None
        found.setdefault(name, []).append(value)
    rest = "grey" if directive == "badge" else "muted"
    if not found:
        return None
    if '"*"' not in pairs:
        found.setdefault(rest, [])
        if not found[rest]:
            found[rest] = ['"*"']
    return ", ".join(f"{name}: [{', '.join(values)}]" for name, values in found.items())


def colour_named(directive: str, written: str) -> str | None:
    """Find the colour of a directive that a word means; None: none of them."""
    name = written.lower()
    name = COLOURS_ELSEWHERE.get(f"{directive}.{name}", name)
    return name if name in COLOURS.get(directive, {}) else None


def as_match(written: str) -> str:
    """Write a key as a value that is compared: an enum's or a Boolean without quotation marks."""
    bare = written.strip('"')
    plain = (bare.isidentifier() and bare.isupper()) or bare in {"true", "false"} or bare.isdigit()
    if bare.lower() in {"default", "else", "other", "_"}:
        return '"*"'
    return bare if plain else f'"{bare}"'
