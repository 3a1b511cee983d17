"""Reads the settings: flags over variables over the file over defaults.

A variable is `AGGREGATOR_` and the setting's name, sections joined by two underscores
(`AGGREGATOR_LIMITS__SOFT`, `AGGREGATOR_SOURCES__BILLING__URL`); a list or a table is JSON. A blank
variable counts as not set. Relative paths in the file, and those of defaults, start from the
file's folder; those in variables and flags from the current one.
"""

import difflib
import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from aggregator.settings.explain import VARIABLE, explain, refusal
from aggregator.settings.model import Settings
from aggregator.settings.place import CONFIG, PREFIX, settings_file
from aggregator.settings.secret import FILE
from aggregator.settings.toml import read_toml

_SQLITE = re.compile(r"^(sqlite(?:\+\w+)?:///)(?!/)(.+)$", re.DOTALL)
_NESTED = {
    name
    for name, field in Settings.model_fields.items()
    if field.default_factory is not None or isinstance(field.default, tuple)
}

_PATHS = (
    "cards",
    "graphql",
    "connectors",
    "cache",
    "imports",
    "recordings",
    "certificate_file",
    "key_file",
    "ca_file",
)

Layer = dict[str, Any]


def _accept_any(_: Settings) -> None:
    return None


class SettingsLoader:
    """Reads the settings, again and again; `files` are those that were read the last time.

    `config`: the file, else the one that AGGREGATORCONFIG names, else ./aggregator.toml if
    there is one. `overrides`: what flags said, by setting; None means the flag was not given.
    `accept` raises SettingsError for settings that must not be used, though each is fine.
    """

    def __init__(
        self,
        config: Path | None = None,
        overrides: Mapping[str, Any] | None = None,
        environ: Mapping[str, str] | None = None,
        accept: Callable[[Settings], None] = _accept_any,
    ) -> None:
        self._config = config
        self._overrides = overrides or {}
        self._environ = os.environ if environ is None else environ
        self._accept = accept
        self.files: frozenset[Path] = frozenset()

    def load(self, only: Collection[str] | None = None) -> Settings:
        """Read all settings; SettingsError with a line for each that is wrong, never with a value.

        `only` these settings are looked at, the others keep their defaults, and the credentials of
        sources are left out: where cards are can be read on a machine that has no secrets.
        """
        wrong: list[str] = []
        file, layers = read_layers(self._config, self._overrides, self._environ, wrong)
        merged = merged_layers(layers)
        if only is not None:
            merged = {key: value for key, value in merged.items() if key in only}
            if "sources" in merged:
                merged["sources"] = _without_credentials(merged["sources"])
        read: set[Path] = set() if file is None else {file}
        try:
            context = {"environ": self._environ, "files": read}
            settings = Settings.model_validate(merged, context=context)
        except ValidationError as error:
            raise refusal([*wrong, *(each.line for each in explain(error, layers))]) from None
        finally:
            self.files = frozenset(read)
        if wrong:
            raise refusal(wrong)
        self._accept(settings)
        return settings


def read_layers(
    config: Path | None,
    overrides: Mapping[str, Any],
    environ: Mapping[str, str],
    wrong: list[str],
) -> tuple[Path | None, dict[str, Layer]]:
    """Give the settings file, and what is set where: the last wins.

    What is wrong with a variable is added to `wrong`, in a line.
    """
    file = settings_file(config, environ)
    folder = file.parent if file else Path()
    return file, {
        "a default": _anchored(_path_defaults(), folder) if folder != Path() else {},
        str(file): _anchored(read_toml(file), folder) if file else {},
        VARIABLE: _variables(environ, wrong),
        "a flag": {key: value for key, value in overrides.items() if value is not None},
    }


def merged_layers(layers: Mapping[str, Layer]) -> Layer:
    merged: Layer = {}
    for layer in layers.values():
        merged = _merge(merged, layer)
    return merged


def load_settings(
    config: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    only: Collection[str] | None = None,
) -> Settings:
    """Read the settings once, as `SettingsLoader` does."""
    return SettingsLoader(config, overrides, environ).load(only)


def _variables(environ: Mapping[str, str], wrong: list[str]) -> Layer:
    """Read the variables; what is wrong with one is added to `wrong`, in a line."""
    layer: Layer = {}
    for variable, text in sorted(environ.items()):
        path = variable.removeprefix(PREFIX).lower().split("__")
        if not variable.startswith(PREFIX) or variable == CONFIG or not text.strip():
            continue
        if path[0] not in Settings.model_fields:
            wrong += _misspelt(variable, path[0])
            continue
        if variable == f"{PREFIX}PORT" and text.startswith("tcp://"):
            continue  # Kubernetes sets this for a Service named "aggregator"; nobody meant us
        value: Any = text
        if _may_be_json(path) and text.lstrip().startswith(("[", "{")):
            try:
                value = json.loads(text)
            except (json.JSONDecodeError, RecursionError) as error:
                wrong.append(_no_json(variable, error))
                continue
        for part in reversed(path):
            value = {part: value}
        layer = _merge(layer, value)
    return layer


def _misspelt(variable: str, name: str) -> Iterator[str]:
    """Refuse what is nearly a setting; what resembles none belongs to somebody else."""
    for close in difflib.get_close_matches(name, Settings.model_fields, n=1, cutoff=0.8):
        yield f"{variable} is no setting. Did you mean {PREFIX}{close.upper()}?"


def _no_json(variable: str, error: Exception) -> str:
    place = f" at character {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
    return f"{variable} is not valid JSON{place}. Fix: correct it, or use the settings file."


def _may_be_json(path: list[str]) -> bool:
    """Whether a list or table can stand here; a credential is text even when it is JSON."""
    return path[0] in _NESTED and "credentials" not in path[:-1]


def _merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> Layer:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = _merge(below, value)
        else:
            merged[key] = value
    return merged


def _without_credentials(sources: Any) -> Any:
    """Leave out what is secret; what is no table of tables is told as such by the model."""
    if not isinstance(sources, Mapping):
        return sources
    return {
        name: {key: value for key, value in source.items() if key != "credentials"}
        if isinstance(source, Mapping)
        else source
        for name, source in sources.items()
    }


def _path_defaults() -> Layer:
    fields = Settings.model_fields
    return {
        "cards": fields["cards"].default,
        "graphql": fields["graphql"].default,
        "connectors": list(fields["connectors"].default),
        "cache": fields["cache"].default,
        "imports": fields["imports"].default,
        "recordings": fields["recordings"].default,
        "database_url": fields["database_url"].default.get_secret_value(),
    }


def _anchored(value: Any, folder: Path, key: str = "") -> Any:
    """Make the relative paths in a layer start from `folder`."""
    if isinstance(value, Mapping):
        return {name: _anchored(inner, folder, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_anchored(inner, folder, key) for inner in value]
    if isinstance(value, Path) or (isinstance(value, str) and key in _PATHS):
        return folder / value
    if isinstance(value, str) and value.startswith(FILE):
        return f"{FILE}{folder / value.removeprefix(FILE)}"
    if isinstance(value, str) and key == "database_url":
        return _SQLITE.sub(lambda found: f"{found[1]}{folder / found[2]}", value)
    return value
