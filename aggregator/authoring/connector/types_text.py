"""A `types.graphql` as an author would write it: records, their parts, enums, and who has them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aggregator.authoring.connector.yaml_text import comment


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of a type: `status: [OrderStatus]`. `says` is its description, `todo` a remark."""

    name: str
    type: str
    says: str = ""
    todo: str = ""


@dataclass(frozen=True, slots=True)
class TypeBlock:
    """A type and its fields; with `of` it is an extension of that type."""

    name: str
    fields: Sequence[FieldLine]
    says: str = ""
    extends: bool = False


@dataclass(frozen=True, slots=True)
class EnumBlock:
    """An enum and its words."""

    name: str
    words: Sequence[str]
    says: str = ""


def types_text(blocks: Sequence[TypeBlock | EnumBlock]) -> str:
    """Write the file."""
    return "\n".join("\n".join(_block(each)) + "\n" for each in blocks)


def extension(holder: str, fields: Mapping[str, str]) -> TypeBlock:
    """Extend a type of the schema: `extension("Customer", {"fleet": "[Vehicle]"})`."""
    return TypeBlock(holder, [FieldLine(*each) for each in fields.items()], extends=True)


def _block(block: TypeBlock | EnumBlock) -> Iterator[str]:
    if block.says:
        yield _description(block.says)
    if isinstance(block, EnumBlock):
        yield f"enum {block.name} {{"
        yield from (f"  {word}" for word in block.words)
    else:
        yield f"{'extend ' if block.extends else ''}type {block.name} {{"
        for each in block.fields:
            if each.says:
                yield f"  {_description(each.says)}"
            remark = f"  # {comment(each.todo)}" if each.todo else ""
            yield f"  {each.name}: {each.type}{remark}"
    yield "}"


def _description(text: str) -> str:
    """Write a description in one line; GraphQL reads the escapes of JSON."""
    return json.dumps(comment(text), ensure_ascii=False)
