"""Settings errors, a line each: which key, where it was set, the rule, the fix. Never a value."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from aggregator.domain.errors import SettingsError
from aggregator.settings.model import Settings

VARIABLE = "a variable"
"""What the layer of the environment is called."""

_Place = Sequence[int | str]
"""Names and list positions that lead to a setting."""


def explain(error: ValidationError, layers: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Translate pydantic's findings, a line each.

    `layers`: where -> what was set there, last one wins.
    """
    lines = []
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        place = [part for part in found["loc"] if part != "[key]"]
        where = _set_in(place, layers)
        if _is_for_the_top(found["type"], place, layers.get(where, {})):
            rules = [_belongs_to_the_top(place, where)]
        else:
            rules = [_rule(found["type"], said, place) for said in found["msg"].split("\n")]
        lines += [f"{_written(place)} ({where}): {rule}" for rule in rules]
    return lines


def refusal(lines: Sequence[str]) -> SettingsError:
    """Make one error of all that is wrong; of several things each has a line of its own."""
    if len(lines) == 1:
        return SettingsError(lines[0])
    return SettingsError("\n".join((f"{len(lines)} settings are wrong.", *lines)))


def _is_for_the_top(kind: str, place: _Place, layer: Mapping[str, Any]) -> bool:
    """Whether a setting of the top stands in a table, as it does below that table's heading."""
    value: Any = layer
    for part in place:
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        else:
            return False
    unknown = kind in ("extra_forbidden", "model_type", "model_attributes_type")
    fits = place and place[-1] in Settings.model_fields and not isinstance(value, Mapping)
    return unknown and len(place) > 1 and bool(fits)


def _belongs_to_the_top(place: _Place, where: str) -> str:
    name = str(place[-1])
    if where == VARIABLE:
        return f"it is a setting of the top. Fix: AGGREGATOR_{name.upper()}."
    table = _written(place[:-1])
    return (
        f"{name} is a setting of the top, and here it stands in the table [{table}]. "
        "Fix: move it up, above the first line in [brackets]."
    )


def _rule(kind: str, message: str, place: _Place) -> str:
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(str(place[-1]), _names_at(place[:-1]), n=1)
        return f"no such setting. {f'Did you mean {close[0]}?' if close else _without(place)}"
    if kind == "missing":
        return "it is missing. Fix: add it."
    if kind == "model_type":
        table = f"[{_written(place[:-1])}]" if isinstance(place[-1], int) else _written(place)
        return f"it is not a table. Fix: write its settings below a line [{table}]."
    said = message.removeprefix("Value error, ").rstrip(".")
    fix = "" if "Fix:" in said else " Fix: correct it, or leave it out for its default."
    return f"{said}.{fix}"


def _without(place: _Place) -> str:
    if "sources" in place[-3:-2]:
        return "Fix: remove it; aggregator connectors show CONNECTOR prints what a source needs."
    return "Fix: remove it."


def _written(place: _Place) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".") or "settings"


def _set_in(place: _Place, layers: Mapping[str, Mapping[str, Any]]) -> str:
    """Name the last layer that sets what is at `place`, or else the section around it."""
    for length in range(len(place), 0, -1):
        for name in reversed(list(layers)):
            if _has(layers[name], place[:length]):
                return name
    return "settings"


def _has(value: Any, place: _Place) -> bool:
    for part in place:
        if isinstance(value, Mapping):
            if part not in value:
                return False
            value = value[part]
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
        else:
            return False
    return True


def _names_at(place: _Place) -> list[str]:
    """List the settings of the section at `place`."""
    section: type[BaseModel] = Settings
    for part in place:
        field = section.model_fields.get(str(part))
        inner = _section_in(field.annotation) if field else None
        section = inner or section
    return list(section.model_fields)


def _section_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_section_in(argument) for argument in get_args(annotation))
    return next((section for section in inner if section), None)
