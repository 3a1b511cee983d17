"""A settings error in one line: which key, where it was set, the rule, the fix. Never a value."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from aggregator.domain.errors import SettingsError
from aggregator.settings.model import Settings

_Place = Sequence[int | str]
"""Names and list positions that lead to a setting."""


def explain(error: ValidationError, layers: Mapping[str, Mapping[str, Any]]) -> SettingsError:
    """Translate pydantic's first finding. `layers`: where -> what was set there, last one wins."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    first = found[0]
    place = [part for part in first["loc"] if part != "[key]"]
    rule = _rule(first["type"], first["msg"], place)
    more = f" And {len(found) - 1} more." if len(found) > 1 else ""
    key = _written(place)
    return SettingsError(f"{key} ({_set_in(place, layers)}): {rule}{more}", key=key)


def _rule(kind: str, message: str, place: _Place) -> str:
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(str(place[-1]), _names_at(place[:-1]), n=1)
        return f"no such setting. {f'Did you mean {close[0]}?' if close else 'Fix: remove it.'}"
    if kind == "missing":
        return "it is missing. Fix: add it."
    said = message.removeprefix("Value error, ").rstrip(".")
    fix = "" if "Fix:" in said else " Fix: correct it, or leave it out for its default."
    return f"{said}.{fix}"


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
