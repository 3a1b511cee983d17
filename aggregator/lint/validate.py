"""GraphQL's own validation, each error given to the rule that says it in the language's words.

One walk over the document, as in graphql-core's `validate`; but every core rule has a context of
its own, so that it is known which one spoke, and what stood around it at that moment.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoUndefinedVariablesRule,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    OperationDefinitionNode,
    ParallelVisitor,
    TypeInfo,
    TypeInfoVisitor,
    UniqueVariableNamesRule,
    VariablesInAllowedPositionRule,
    visit,
)
from graphql.validation import ASTValidationRule, ValidationContext
from graphql.validation.validation_context import VariableUsage

from aggregator.language.diagnostics import Violation
from aggregator.language.source import CardSource, SharedFragments
from aggregator.lint.rule import Heard, Rule

MAX_ERRORS = 100

_OF_VARIABLES = frozenset(
    {
        NoUndefinedVariablesRule,
        NoUnusedVariablesRule,
        UniqueVariableNamesRule,
        VariablesInAllowedPositionRule,
    }
)


class _Enough(Exception):
    """So many errors that more would not help."""


def validate_card(
    card: CardSource, schema: GraphQLSchema, rules: Iterable[Rule]
) -> Iterator[tuple[Rule, Violation]]:
    """Yield what GraphQL's validation finds in the card and in the fragments it uses."""
    if card.document is not None:
        document = DocumentNode(definitions=(*card.document.definitions, *card.shared))
        yield from _walk(document, schema, rules, card.known_fragments)


def validate_fragments(
    shared: SharedFragments, schema: GraphQLSchema, rules: Iterable[Rule]
) -> Iterator[tuple[Rule, Violation]]:
    """Yield what GraphQL's validation finds in the shared fragments by themselves."""
    document = DocumentNode(definitions=tuple(shared.by_name.values()))
    alone = [rule for rule in rules if rule.core is not NoUnusedFragmentsRule]
    yield from _walk(document, schema, alone, tuple(shared.by_name))


def _walk(
    document: DocumentNode, schema: GraphQLSchema, rules: Iterable[Rule], known: Sequence[str]
) -> Iterator[tuple[Rule, Violation]]:
    by_core: dict[type[ASTValidationRule], list[Rule]] = {}
    for rule in rules:
        if rule.core is not None:
            by_core.setdefault(rule.core, []).append(rule)
    if not _has_variables(document):
        by_core = {core: mine for core, mine in by_core.items() if core not in _OF_VARIABLES}
    type_info = TypeInfo(schema)
    usages: dict[int, list[VariableUsage]] = {}
    found: list[tuple[Rule, Violation]] = []
    visitors = []
    for core, translators in by_core.items():
        context = _Context(schema, document, type_info, usages)
        _listen(context, translators, known, found)
        visitors.append(core(context))
    with suppress(_Enough):
        visit(document, TypeInfoVisitor(type_info, ParallelVisitor(visitors)))
    yield from found


def _has_variables(document: DocumentNode) -> bool:
    """Tell whether any file has a dollar sign: few cards do, and these rules are the slow ones."""
    return any(node.loc is None or "$" in node.loc.source.body for node in document.definitions)


class _Context(ValidationContext):
    """One rule's context. What is slow to find out is found out once for all of them."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        type_info: TypeInfo,
        usages: dict[int, list[VariableUsage]],
    ) -> None:
        super().__init__(schema, document, type_info, lambda _error: None)
        self._usages = usages

    def get_recursive_variable_usages(
        self, operation: OperationDefinitionNode
    ) -> list[VariableUsage]:
        usages = self._usages.get(id(operation))
        if usages is None:
            usages = self._usages[id(operation)] = super().get_recursive_variable_usages(operation)
        return usages


def _listen(
    context: ValidationContext,
    rules: Sequence[Rule],
    known: Sequence[str],
    found: list[tuple[Rule, Violation]],
) -> None:
    def on_error(error: GraphQLError) -> None:
        heard = Heard(error.nodes or (context.document,), error.message, context, known)
        for rule in rules:
            said = rule.translate(heard) if rule.translate else None
            if said is not None:
                found.append((rule, said))
                break
        if len(found) >= MAX_ERRORS:
            raise _Enough

    context.on_error = on_error  # type: ignore[method-assign]  # the way graphql-core sets it
