"""Writes docs/settings.md from the settings' own model, for `make docs` (`pages.py`)."""

import json
import types
from collections.abc import Iterator
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from aggregator.settings import Settings

_HEAD = """# Settings

Written by `make docs`; a test holds this page to the code.

Flags go before variables, variables before `aggregator.toml`, the file before these defaults. The
file is `--config`, else the one that `AGGREGATOR_CONFIG` names, else `./aggregator.toml`.
A variable is `AGGREGATOR_` and the name in capitals, sections joined by two underscores:
`limits.soft` is `AGGREGATOR_LIMITS__SOFT`; a list or a table is JSON. Relative paths start from the
file's folder, those in variables and flags from the current one.

A secret is written as it is, as `file:PATH` or as `env:NAME`, so that the file can be committed.
`aggregator init DIR` writes a file with every setting explained. A wrong setting is told in one
line with the fix, never with its value.

`[workspaces.NAME]` takes the settings of a workspace, those from `cards` to `user_component`, with
`quota` and `sources` of its own; nothing is inherited.
"""


def page() -> str:
    """The whole page: the settings at the top, then a table for each section."""
    return _HEAD + "".join(_section(name, model) for name, model in _sections("", Settings))


def _sections(name: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    yield name, model
    for field_name, field in model.model_fields.items():
        inner, many = _model(field.annotation)
        if inner is None or (many and field_name == "workspaces"):
            continue
        dotted = f"{name}.{field_name}".lstrip(".")
        yield from _sections(f"{dotted}.NAME" if many == "table" else dotted, inner)


def _section(name: str, model: type[BaseModel]) -> str:
    heading = f"[[{name}]]" if name == "tokens" else f"[{name}]"
    title = f"\n## `{heading}`\n\n{_first_line(model)}\n" if name else "\n## At the top\n"
    lines = [f"| `{key}` | {_default(field)} | {_description(field)} |"
             for key, field in model.model_fields.items()]  # fmt: skip
    return "\n".join([title, "| setting | default | meaning |", "|---|---|---|", *lines, ""])


def _first_line(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")


def _description(field: FieldInfo) -> str:
    return (field.description or "").replace("|", "\\|").replace("<", "&lt;")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "see its table"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    return "none" if value is None or value in ((), {}) else f"`{_written(value)}`"


def _written(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return json.dumps(value, default=str)
    return str(value) if isinstance(value, int) else f'"{value}"'


def _model(annotation: Any) -> tuple[type[BaseModel] | None, str]:
    """The section inside an annotation; whether there are many: "table" by name, "list", or ""."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, ""
    origin, many = get_origin(annotation), ""
    if origin is not None and origin not in (Union, types.UnionType):
        many = "list" if origin is tuple else "table"
    for inner in get_args(annotation):
        found, deeper = _model(inner)
        if found is not None:
            return found, many or deeper
    return None, ""
