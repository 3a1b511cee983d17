"""Settings errors, a line each: which key, where it was set, the rule, the fix. Never a value."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError

from aggregator.domain.errors import SettingsError
from aggregator.settings.model import Settings

VARIABLE = "a variable"
"""What the layer of the environment is called."""

SettingPlace = Sequence[int | str]
"""Names and list positions that lead to a setting."""


class WrongSetting(NamedTuple):
    """A setting that is wrong: its place, the layer that sets it, and the rule with the fix.

    kind   pydantic's word for it
    meant  the name that was meant, of a setting that there is not
    """

    place: SettingPlace
    where: str
    kind: str
    rule: str
    meant: str | None = None

    @property
    def line(self) -> str:
        """All of it, for people."""
        return f"{written(self.place)} ({self.where}): {self.rule}"


def explain(
    error: ValidationError, layers: Mapping[str, Mapping[str, Any]]
) -> Iterator[WrongSetting]:
    """Translate pydantic's findings. `layers`: where -> what was set there, last one wins."""
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        place = [part for part in found["loc"] if part != "[key]"]
        where, kind = _set_in(place, layers), found["type"]
        if _is_for_the_top(kind, place, layers.get(where, {})):
            yield WrongSetting(place, where, kind, _belongs_to_the_top(place, where))
            continue
        meant = _meant(place) if kind == "extra_forbidden" else None
        for said in found["msg"].split("\n"):
            yield WrongSetting(place, where, kind, _rule(kind, said, place, meant), meant)


def refusal(lines: Sequence[str]) -> SettingsError:
    """Make one error of all that is wrong; of several things each has a line of its own."""
    if len(lines) == 1:
        return SettingsError(lines[0])
    return SettingsError("\n".join((f"{len(lines)} settings are wrong.", *lines)))


def _is_for_the_top(kind: str, place: SettingPlace, layer: Mapping[str, Any]) -> bool:
    """Whether a setting of the top stands in a table, as it does below that table's heading."""
    if not _has(layer, place):
        return False
    value: Any = layer
    for part in place:
        value = value[part]
    unknown = kind in ("extra_forbidden", "model_type", "model_attributes_type")
    fits = place and place[-1] in Settings.model_fields and not isinstance(value, Mapping)
    return unknown and len(place) > 1 and bool(fits)


def _belongs_to_the_top(place: SettingPlace, where: str) -> str:
    name = str(place[-1])
    if where == VARIABLE:
        return f"it is a setting of the top. Fix: AGGREGATOR_{name.upper()}."
    table = written(place[:-1])
    return (
        f"{name} is a setting of the top, and here it stands in the table [{table}]. "
        "Fix: move it up, above the first line in [brackets]."
    )


def _meant(place: SettingPlace) -> str | None:
    close = difflib.get_close_matches(str(place[-1]), _names_at(place[:-1]), n=1)
    if not close or _of_the_top(place, close[0]) is not None:
        return None
    return close[0]


def _of_the_top(place: SettingPlace, close: str | None = None) -> str | None:
    """Find a setting of the top that a name in a table means rather than one of the table's."""
    name = str(place[-1])
    fields = Settings.model_fields
    plain = [each for each, field in fields.items() if _section_in(field.annotation) is None]
    top = difflib.get_close_matches(name, plain, n=1, cutoff=0.8)
    if len(place) == 1 or not top or (close and _alike(name, close) >= _alike(name, top[0])):
        return None
    return top[0]


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _rule(kind: str, message: str, place: SettingPlace, meant: str | None) -> str:
    if kind == "extra_forbidden":
        top = _of_the_top(place) if meant is None else None
        if top is not None:
            up = "Fix: write it so, above the first line in [brackets]."
            return f"no such setting here. The top has {top}. {up}"
        return f"no such setting. {f'Did you mean {meant}?' if meant else _without(place)}"
    if kind == "missing":
        return "it is missing. Fix: add it."
    if kind == "model_type":
        table = f"[{written(place[:-1])}]" if isinstance(place[-1], int) else written(place)
        return f"it is not a table. Fix: write its settings below a line [{table}]."
    said = message.removeprefix("Value error, ").rstrip(".")
    fix = "" if "Fix:" in said else " Fix: correct it, or leave it out for its default."
    return f"{said}.{fix}"


def _without(place: SettingPlace) -> str:
    if "sources" in place[-3:-2]:
        return "Fix: remove it; aggregator connectors show CONNECTOR prints what a source needs."
    return "Fix: remove it."


def written(place: SettingPlace) -> str:
    """Write a place as a person does: `sources.crm.url`, `tokens[0].role`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".") or "settings"


def _set_in(place: SettingPlace, layers: Mapping[str, Mapping[str, Any]]) -> str:
    """Name the last layer that sets what is at `place`, or else the section around it."""
    for length in range(len(place), 0, -1):
        for name in reversed(list(layers)):
            if _has(layers[name], place[:length]):
                return name
    return "settings"


def _has(value: Any, place: SettingPlace) -> bool:
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


def _names_at(place: SettingPlace) -> list[str]:
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
