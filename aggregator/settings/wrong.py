"""What `serve` would refuse of the settings file, with its place: for who has no secrets, as in CI.

Only what the file itself says is told. What it lacks may come from a variable of the machine that
serves, and what a secret's reference names is on that machine alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from aggregator.settings.explain import SettingPlace, WrongSetting, explain, written
from aggregator.settings.fault import SettingFault
from aggregator.settings.load import merged_layers, read_layers
from aggregator.settings.model import Settings
from aggregator.settings.toml import NotToml

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\r\n]*"|'[^'\r\n]*')"""
_KEYS: Final = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADING = re.compile(rf"[ \t]*(?P<open>\[\[?)[ \t]*(?P<keys>{_KEYS})[ \t]*\]")
_SETTING = re.compile(rf"[ \t]*(?P<keys>{_KEYS})[ \t]*=")
_ONE = re.compile(_KEY)
_LONG = re.compile(r"(\"\"\"|\'\'\').*?\1", re.DOTALL)


def faults_in_file(
    file: Path, config: Path | None, environ: Mapping[str, str]
) -> Sequence[SettingFault]:
    """Find what is wrong in the settings file, in its order. SettingsError: it cannot be read."""
    try:
        _, layers = read_layers(config, {}, environ, [])
    except NotToml as error:
        return [_of_toml(file, error)]
    try:
        context = {"environ": environ, "absent": True}
        Settings.model_validate(merged_layers(layers), context=context)
    except ValidationError as error:
        text = file.read_text(encoding="utf-8-sig")
        found = [each for each in explain(error, layers) if _is_of_file(each, file)]
        return sorted(_fault(each, text) for each in found)
    return []


def _is_of_file(found: WrongSetting, file: Path) -> bool:
    """Tell whether the file is to blame, whatever variables add where it serves."""
    whole = not found.place or (found.place[0] == "workspaces" and len(found.place) == 2)
    of_model = found.kind == "value_error" and whole
    return found.where == str(file) and found.kind != "missing" and not of_model


def _fault(found: WrongSetting, text: str) -> SettingFault:
    start, end = place_of(found.place, text)
    rule = found.rule.partition(" Did you mean")[0] if found.meant else found.rule
    said, _, fix = rule.rstrip(".").partition(" Fix: ")
    message = f"{written(found.place)}: {said.rstrip('.')}"
    hint = fix[:1].upper() + fix[1:] + "." if fix else None
    named = text[start:end].strip("\"'") == str(found.place[-1]) if found.place else False
    return SettingFault(start, end, message, hint, found.meant if named else None)


def _of_toml(file: Path, error: NotToml) -> SettingFault:
    lines = file.read_text(encoding="utf-8-sig").split("\n")
    at = min(max(error.line, 1), len(lines)) - 1
    start = sum(len(line) + 1 for line in lines[:at]) + max(error.column - 1, 0)
    said, _, fix = error.message.partition(" is not valid TOML")[2].partition(" Fix: ")
    cause = said.partition(": ")[2].rstrip(".")
    message = f"This is not valid TOML{f': {cause}' if cause else ''}"
    return SettingFault(start, start + 1, message, fix[:1].upper() + fix[1:] if fix else None)


def place_of(place: SettingPlace, text: str) -> tuple[int, int]:
    """Find the name of a setting, or of what it stands in; the first character when neither is."""
    best, depth = (0, 1), 0
    for path, start, end in _named(text):
        if len(path) > depth and list(path) == list(place[: len(path)]):
            best, depth = (start, end), len(path)
    if 0 < depth < len(place):  # in a table that stands in one line
        line = text.find("\n", best[1])
        name = re.compile(rf"(?<![\w-])[\"']?{re.escape(str(place[-1]))}[\"']?(?=[ \t]*=)")
        inner = name.search(text, best[1], line if line >= 0 else len(text))
        return inner.span() if inner else best
    return best


def _named(text: str) -> Iterator[tuple[SettingPlace, int, int]]:
    """Yield every name with its path, and where it stands."""
    table: list[int | str] = []
    counts: dict[tuple[int | str, ...], int] = {}
    at = 0
    for line in _LONG.sub(_blank, text).split("\n"):
        heading, setting = _HEADING.match(line), _SETTING.match(line)
        if heading is not None:
            table = list(_path(heading["keys"], counts))
            if heading["open"] == "[[":
                index = counts[tuple(table)] = counts.get(tuple(table), -1) + 1
                yield table, at + heading.start("keys"), at + heading.end("keys")
                table = [*table, index]
            yield table, at + heading.start("keys"), at + heading.end("keys")
        elif setting is not None:
            path = [*table, *_names(setting["keys"])]
            last = list(_ONE.finditer(setting["keys"]))[-1]
            start = at + setting.start("keys")
            yield path, start + last.start(), start + last.end()
        at += len(line) + 1


def _path(keys: str, counts: Mapping[tuple[int | str, ...], int]) -> Iterator[int | str]:
    """Yield the names of a heading; behind a list of tables the number of its last."""
    path: list[int | str] = []
    names = _names(keys)
    for number, name in enumerate(names):
        path.append(name)
        yield name
        if number + 1 < len(names) and tuple(path) in counts:
            path.append(counts[tuple(path)])
            yield counts[tuple(path[:-1])]


def _names(keys: str) -> list[str]:
    return [each.strip("\"'") for each in _ONE.findall(keys)]


def _blank(found: re.Match[str]) -> str:
    """Blank a text of several lines, so that nothing in it is taken for a setting."""
    return re.sub(r"[^\n]", " ", found[0])
