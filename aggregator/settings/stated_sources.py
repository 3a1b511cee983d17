"""The sources that a settings file states, as far as no secret says it: by names and addresses."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aggregator.settings.explain import SettingPlace
from aggregator.settings.load import merged_layers, read_layers
from aggregator.settings.stated import StatedSource


def sources_in_file(
    file: Path, config: Path | None, environ: Mapping[str, str]
) -> Iterator[StatedSource]:
    """Yield what the file states and no variable changes. SettingsError: it cannot be read.

    One that is no source is left out: it is a fault of the file's own.
    """
    _, layers = read_layers(config, {}, environ, [])
    merged = merged_layers(layers)
    for place in _places(layers[str(file)]):
        source = _at(merged, place)
        connector, url = source.get("connector"), source.get("url")
        if isinstance(connector, str) and (url is None or isinstance(url, str)):
            options = {n: each for n, each in _table(source, "options").items() if _is_text(each)}
            yield StatedSource(
                (*place,), connector, url, options, (*_table(source, "credentials"),)
            )


def _places(layer: Mapping[str, Any]) -> Iterator[SettingPlace]:
    yield from (("sources", name) for name in _table(layer, "sources"))
    for workspace, each in _table(layer, "workspaces").items():
        if isinstance(each, Mapping):
            for name in _table(each, "sources"):
                yield ("workspaces", workspace, "sources", name)


def _at(layer: Mapping[str, Any], place: SettingPlace) -> Mapping[str, Any]:
    for name in place:
        layer = _table(layer, str(name))
    return layer


def _table(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, Mapping) else {}


def _is_text(value: object) -> bool:
    return isinstance(value, str)
