"""The guard at the GraphQL endpoint: what a query may cost, decided before anything costs it.

Three steps, each bounded by the one before it:

1. `parse_bounded`    bytes and tokens; the parser never sees more
2. `guard`            one linear walk (measure.py): depth, fields, aliases, lists within lists...
3. `validate_bounded` graphql-core's rules, with the one that compares fields pairwise on a budget

A refusal is a `GraphQLError` with `extensions` `{"code": "QUERY_TOO_COMPLEX", "limit": "depth",
"allowed": 12, "found": 40}`; asking for the schema without leave is `FORBIDDEN_INTROSPECTION`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import (
    ASTValidationRule,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
)

from aggregator.schema.measure import Measure, measure

TOO_COMPLEX = "QUERY_TOO_COMPLEX"
FORBIDDEN_INTROSPECTION = "FORBIDDEN_INTROSPECTION"

OVERLAP_BUDGET = 10_000
"""Comparisons for `OverlappingFieldsCanBeMerged`; graphql-core's own 500,000 take over a second."""

VALIDATION_ERRORS = 5
"""A document with more faults is not read further."""


@dataclass(frozen=True, slots=True)
class GraphQLLimits:
    """The most that a query may be; what each counts is said in `Measure`.

    The defaults let through every card, the standard introspection query and a page of 25
    customers with five lists each.
    """

    bytes: int = 65_536
    tokens: int = 4_000
    comments: int = 1_000
    depth: int = 12
    fields: int = 500
    aliases: int = 50
    root_fields: int = 20
    directives: int = 200
    values: int = 200
    repeats: int = 200
    cost: int = 20_000
    introspection_roots: int = 2
    introspection_depth: int = 2
    introspection_cost: int = 30_000
    operations: int = 10
    fragments: int = 60
    spreads: int = 150


WORDS: Mapping[str, str] = {
    "depth": "fields are nested {found} deep",
    "fields": "{found} fields are asked for once fragments are written out",
    "aliases": "{found} fields have an alias",
    "root_fields": "{found} fields are asked for at the root",
    "directives": "{found} directives are applied",
    "values": "{found} values are written out in arguments and defaults",
    "repeats": "fields are repeated under one name in {found} ways",
    "cost": "the answer could hold {found} fields",
    "introspection_roots": "`__schema` and `__type` are asked for {found} times",
    "introspection_depth": "types are followed into types {found} deep",
    "introspection_cost": "the answer could hold {found} fields about the schema",
    "operations": "the document holds {found} operations",
    "fragments": "the document holds {found} fragments",
    "spreads": "fragments are spread {found} times",
}


def parse_bounded(query: str, limits: GraphQLLimits) -> DocumentNode:
    """Parse at most `limits.bytes` and `limits.tokens`.

    Raises GraphQLError, with code QUERY_TOO_COMPLEX for a limit and without for bad syntax.
    """
    # A string longer in characters is longer in bytes: no need to encode all of it.
    size = len(query) if len(query) > limits.bytes else len(query.encode(errors="replace"))
    if size > limits.bytes:
        raise _refusal("bytes", f"it is {size} bytes long", limits.bytes, size)
    try:
        return parse(query, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
    except GraphQLError as error:
        for limit, allowed in (("tokens", limits.tokens), ("comments", limits.comments)):
            if f"contains more than {allowed} {limit}" in error.message:
                text = f"it has more than {allowed} {limit}"
                raise _refusal(limit, text, allowed, allowed + 1) from None
        raise


def guard(
    document: DocumentNode,
    limits: GraphQLLimits,
    schema: GraphQLSchema,
    variables: Mapping[str, Any] | None = None,
    *,
    may_introspect: bool = False,
) -> list[GraphQLError]:
    """Name what speaks against running `document`: one error for each limit that it breaks."""
    return judge(measure(document, schema, variables), limits, may_introspect=may_introspect)


def judge(found: Measure, limits: GraphQLLimits, *, may_introspect: bool) -> list[GraphQLError]:
    """Like `guard`, of a measure already taken."""
    errors = [
        _refusal(limit.name, WORDS[limit.name].format(found=value), allowed, value)
        for limit in fields(limits)
        if limit.name in WORDS
        and (value := getattr(found, limit.name)) > (allowed := getattr(limits, limit.name))
    ]
    if found.introspects and not may_introspect:
        errors.append(
            GraphQLError(
                "Only a token with the role engineer or operator may ask for the schema. Fix: use "
                "such a token, or leave out `__schema` and `__type`.",
                extensions={"code": FORBIDDEN_INTROSPECTION},
            )
        )
    return errors


class BoundedOverlap(OverlappingFieldsCanBeMergedRule):
    """graphql-core's rule with a budget of ours: it compares fields pairwise."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = OVERLAP_BUDGET


BOUNDED_RULES: tuple[type[ASTValidationRule], ...] = tuple(
    BoundedOverlap if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules
)
"""All of the specification's rules, in its order."""


def validate_bounded(
    schema: GraphQLSchema, document: DocumentNode, *, suggest: bool
) -> list[GraphQLError]:
    """Validate a document that passed `guard`.

    `suggest` adds "Did you mean", which tells names of the schema: for those who may introspect.
    """
    return validate(
        schema,
        document,
        BOUNDED_RULES,
        max_errors=VALIDATION_ERRORS,
        hide_suggestions=not suggest,
    )


def _refusal(limit: str, what: str, allowed: int, found: int) -> GraphQLError:
    return GraphQLError(
        f"This query is too large to run: {what}, and {allowed} is the limit. "
        "Fix: ask for less, or split it into several requests.",
        extensions={"code": TOO_COMPLEX, "limit": limit, "allowed": allowed, "found": found},
    )
