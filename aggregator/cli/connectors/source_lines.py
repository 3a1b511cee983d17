"""The lines of a source for aggregator.toml, and the files of its secrets."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from aggregator.settings.stated import UNWRITTEN

if TYPE_CHECKING:
    from aggregator.domain.lookup import Connector

_NOTHING: Mapping[str, str] = MappingProxyType({})


def settings_lines(
    connector: "Connector", url: str | None = None, options: Mapping[str, str] = _NOTHING
) -> Iterator[str]:
    """Yield the table of a source; what is not told and has no default is `...`."""
    key = connector.key
    yield f"[sources.{key}]"
    yield f'connector = "{key}"'
    if url is not None or connector.url is None:
        yield f"url = {_quoted(url or unknown_address(connector))}"
    needed = {name: options.get(name, UNWRITTEN) for name in needed_options(connector)}
    if needed:
        yield f"options = {{{_pairs(needed)}}}"
    for name, each in connector.options.items():
        if each.description:
            yield f"# {name}: {each.description}"
    files = {field: f"file:{file}" for field, file in secret_files(connector).items()}
    if files:
        yield f"credentials = {{{_pairs(files)}}}"


def unknown_address(connector: "Connector") -> str:
    """Give what stands where the address of a source has to be written."""
    if all(lookup.request.sql is None for lookup in connector.lookups):
        return f"https://{UNWRITTEN}"
    kind = "sqlite:///" if connector.authentication.kind == "none" else "postgresql://"
    return f"{kind}{UNWRITTEN}"


def needed_options(connector: "Connector") -> list[str]:
    """Name the options that a source has to say."""
    return [name for name, each in connector.options.items() if each.default is None]


def secret_files(connector: "Connector") -> Mapping[str, str]:
    """Say for each field of the credential in which file of the home it stands."""
    from aggregator.domain.authentication import credential_fields

    fields, key = credential_fields(connector.authentication), connector.key
    return {each: f"secrets/{key}{f'-{each}' if len(fields) > 1 else ''}" for each in fields}


def _pairs(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {_quoted(value)}" for name, value in values.items())


def _quoted(value: str) -> str:
    """Write a text of TOML, whose escapes are those of JSON."""
    import json

    return json.dumps(value, ensure_ascii=False)
