"""A field whose object comes from a source of its own must be nullable.

When that source does not answer, the field is null and the rest of the card is shown; a field with
`!` would take everything around it down too. This is a rule for the schema: leave the `!` out where
the type has a `source`.
"""

import re
from collections.abc import Iterator

from graphql import (
    GraphQLField,
    GraphQLSchema,
    Source,
    get_named_type,
    is_interface_type,
    is_non_null_type,
    is_object_type,
    print_type,
)

from aggregator.language.diagnostics import Violation
from aggregator.language.span import Span
from aggregator.lint.rule import Rule
from aggregator.schema.promises import is_record_type


def check(schema: GraphQLSchema) -> Iterator[Violation]:
    for type_ in schema.type_map.values():
        if not (is_object_type(type_) or is_interface_type(type_)) or type_.name.startswith("__"):
            continue
        for name, field in type_.fields.items():
            if is_non_null_type(field.type) and _is_provided(field):
                text = print_type(type_)
                found = re.search(rf"^  {name}\b", text, re.MULTILINE)
                end = found.end() if found else 0
                span = Span(Source(text, f"schema, type {type_.name}"), end - len(name), end)
                message = f"{type_.name}.{name} comes from a source and may fail: it is nullable"
                yield Violation(span, message, (str(field.type).removesuffix("!"),))


def _is_provided(field: GraphQLField) -> bool:
    return is_record_type(get_named_type(field.type))


RULE = Rule.of(__name__, __doc__, serves=True, schema=check)
