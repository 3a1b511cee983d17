"""What the words of a `connector.yaml` are made of: tables, and values as they are written.

Batch styles are read from such words too (styles/), so that they are this far down.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class WrittenTable(dict[str, Any]):
    """A table as it is written; `table` has the places of its words."""

    def __init__(self, values: Mapping[str, Any], table: Any) -> None:
        super().__init__(values)
        self.table = table


class Word(str):
    """A value that is written without quotation marks."""

    __slots__ = ()


OnUnknownWord = Callable[[Any, str, Sequence[str]], None]
"""Hears of a word that a table may not have, and of those that it may."""


def tell_unknown(data: Any, known: Sequence[str], info: ValidationInfo) -> None:
    """Tell what belongs to no field of a table; the rest of it is read all the same."""
    if isinstance(data, WrittenTable) and info.context is not None:
        unknown: OnUnknownWord = info.context
        for word in data:
            if word not in known:
                unknown(data.table, word, known)


class ManifestTable(BaseModel):
    """A table of words."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _tell_unknown(cls, data: Any, info: ValidationInfo) -> Any:
        tell_unknown(data, [each.alias or name for name, each in cls.model_fields.items()], info)
        return data


class Short:
    """In the schema of a table: a text may stand for it."""

    def __init__(self, description: str, pattern: str | None = None) -> None:
        self._text = {"type": "string", "description": description}
        if pattern is not None:
            self._text["pattern"] = pattern

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [self._text, handler(core_schema)]}


def _whole_number(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,12}", value):
        raise ValueError("it is no whole number")
    return value


def _truth(value: Any) -> Any:
    if value not in ("true", "false"):
        raise ValueError("it is neither true nor false")
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def resolved(value: Any) -> Any:
    """Give JSON's value for what is written without quotation marks, at any depth."""
    if isinstance(value, Mapping):
        return {word: resolved(inner) for word, inner in value.items()}
    if isinstance(value, list):
        return [resolved(inner) for inner in value]
    if not isinstance(value, Word):
        return value
    if value in ("true", "false"):
        return value == "true"
    if re.fullmatch(r"-?(0|[1-9][0-9]*)", value):
        return int(value)
    return float(value) if re.fullmatch(r"-?[0-9]+\.[0-9]+", value) else str(value)


_ANY_TEXT = {"type": ["string", "number", "boolean"]}

ManifestText = Annotated[str, Field(min_length=1)]
AnyText = Annotated[str, WithJsonSchema(_ANY_TEXT)]
"""Text that may look like something else, such as 100: it is sent as it is written."""

Max = Annotated[
    int,
    Field(ge=1, description="The most keys that one call takes."),
    BeforeValidator(_whole_number),
]
WholeNumber = Annotated[int, Field(ge=1), BeforeValidator(_whole_number)]
CountNumber = Annotated[int, Field(ge=0), BeforeValidator(_whole_number)]
Truth = Annotated[bool, BeforeValidator(_truth)]
JsonTable = Annotated[Mapping[str, Any], BeforeValidator(resolved)]
JmesPath = Annotated[str, Field(min_length=1, description="JMESPath.")]
FieldNames = Annotated[
    tuple[ManifestText, ...],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
