"""The file of types beside a Python card: written from the query, committed, read by type checkers.

What serves is made of the same text, generated anew: the file on disk is never run, so that a stale
one costs a finding and nothing else.
"""

import textwrap
from collections.abc import Iterator
from pathlib import Path

from graphql import GraphQLSchema

from aggregator.language.outline import outline
from aggregator.language.script import module_name
from aggregator.language.source import CardSource
from aggregator.render.python.shapes import (
    TAKEN,
    EnumShape,
    FieldShape,
    ListShape,
    NullableShape,
    ObjectShape,
    ScalarShape,
    Shape,
    Shapes,
    UnionShape,
    enum_values,
    innermost,
    shapes_of,
)

WIDTH = 100

SCALARS = {
    "Int": "int",
    "BigInt": "int",
    "Float": "float",
    "Boolean": "bool",
    "DateTime": "datetime",
    "Money": "Money",
    "Markdown": "Markdown",
}
"""Scalars of a type of their own in Python; all others are text."""


def types_text(card: CardSource, schema: GraphQLSchema) -> str:
    """Write the types of a card whose query is valid."""
    return written(shapes_of(outline(card, schema), class_name(card)), card.path)


def class_name(card: CardSource) -> str:
    """Name the class of the query's data: as the query is named, or else as the card."""
    named = next((each.name.value for each in card.operations if each.name is not None), None)
    words = module_name(named or card.key).split("_")
    name = "".join(word[:1].upper() + word[1:] for word in words)
    name = name if name[:1].isalpha() else f"Card{name}"
    return f"{name}Data" if name in TAKEN else name


def written(shapes: Shapes, card: Path) -> str:
    """Write the file; as ruff would format it."""
    head = f'"""What {card.name} reads. Written by `aggregator types`: do not edit."""'
    blocks = [*_enums(shapes), *_classes(shapes)]
    return "\n\n\n".join([f"{head}\n\n{_imports(shapes)}", *blocks]) + "\n"


def _imports(shapes: Shapes) -> str:
    scalars = {
        SCALARS.get(inner.name)
        for record in shapes.records
        for member in record.members
        if isinstance(inner := innermost(member.shape), ScalarShape)
    }
    lines = ["from dataclasses import dataclass"]
    if "datetime" in scalars:
        lines.append("from datetime import datetime")
    if shapes.enums:
        lines.append("from enum import StrEnum")
    ours = ["Data", *sorted({"Markdown", "Money"} & {name for name in scalars if name})]
    return "\n".join([*lines, "", f"from aggregator.render.python import {', '.join(ours)}"])


def _enums(shapes: Shapes) -> Iterator[str]:
    for name, enum in shapes.enums.values():
        lines = [f"class {name}(StrEnum):", *_docstring(enum.description)]
        lines += [f'    {key} = "{value}"' for key, value in enum_values(enum).items()]
        yield "\n".join(lines)


def _classes(shapes: Shapes) -> Iterator[str]:
    told: set[UnionShape] = set()
    for record in shapes.records:
        for member in record.members:
            inner = innermost(member.shape)
            if isinstance(inner, UnionShape) and inner not in told:
                told.add(inner)
                yield _either(shapes.eithers[inner], inner)
        yield "\n".join(_record(record, shapes))


def _either(name: str, either: UnionShape) -> str:
    names = [record.name for record in either.records]
    line = f"{name} = {' | '.join(names)}"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{name} = (", f"    {names[0]}", *(f"    | {it}" for it in names[1:]), ")"])


def _record(record: ObjectShape, shapes: Shapes) -> Iterator[str]:
    yield "@dataclass(frozen=True, slots=True)"
    yield f"class {record.name}(Data):"
    yield from _docstring(record.description)
    if not record.members and not record.description:
        yield "    pass"
    for member in record.members:
        yield from _member(member, shapes)


def _member(member: FieldShape, shapes: Shapes) -> Iterator[str]:
    yield f"    {member.name}: {_annotation(member.shape, shapes)}"
    if member.description:
        yield f'    """{_line(member.description)}"""'


def _annotation(shape: Shape, shapes: Shapes) -> str:
    if isinstance(shape, NullableShape):
        return f"{_annotation(shape.value, shapes)} | None"
    if isinstance(shape, ListShape):
        return f"tuple[{_annotation(shape.item, shapes)}, ...]"
    if isinstance(shape, EnumShape):
        return shapes.enums[shape.enum][0]
    if isinstance(shape, UnionShape):
        return shapes.eithers[shape]
    return shape.name if isinstance(shape, ObjectShape) else SCALARS.get(shape.name, "str")


def _docstring(description: str | None) -> list[str]:
    return [f'    """{_line(description)}"""', ""] if description else []


def _line(description: str) -> str:
    """Put a description on one line, within the width, whatever signs are in it."""
    text = description.replace("\\", "/").replace('"', "'")
    return textwrap.shorten(text, WIDTH - 4 - 6, placeholder="...")
