"""What a rule is; each module of `rules/` holds one that looks for something.

The module's name is the finding's code (`row_in_row.py`: `row-in-row`), its docstring is what
`explain` tells an author, with a card that is wrong and one that is right after `Wrong:` and
`Right:`, and its `RULE` says how it looks. There is no list to add it to (`registry.py`). Rules
without a check are a table (`elsewhere.py`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from graphql import GraphQLSchema, Node
from graphql.validation import ASTValidationRule, ValidationContext

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Diagnostic, Violation
from aggregator.language.outline import Outline
from aggregator.language.source import CardSource
from aggregator.lint.calls.budget import CardCalls, CatalogCalls
from aggregator.lint.description import Description

CardCheck = Callable[[Outline], Iterable[Violation]]
"""Looks at one card."""

CatalogCheck = Callable[[Sequence[CardSource]], Iterable[tuple[CardSource, Violation]]]
"""Looks at all cards together; each finding belongs to one of them."""

CallsCheck = Callable[[CardCalls], Iterable[Violation]]
"""Looks at what one card asks of sources."""

TogetherCheck = Callable[[CatalogCalls], Iterable[tuple[CardSource, Violation]]]
"""Looks at what all cards ask of sources in one request."""

SchemaCheck = Callable[[GraphQLSchema], Iterable[Violation]]
"""Looks at the schema that cards are written against."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What graphql-core found, at the moment it did: `context` knows the types around it.

    nodes  what it is about, at least one
    known  names of the fragments there are
    """

    nodes: Sequence[Node]
    message: str
    context: ValidationContext
    known: Sequence[str]

    @property
    def node(self) -> Node:
        return self.nodes[0]


Translate = Callable[[Heard], Violation | None]
"""Says it in our words; None: not this rule's."""


@dataclass(frozen=True, slots=True)
class Rule(Description):
    """One code with its explanation, and a way to look for it.

    A rule with none is found elsewhere (`elsewhere.py`).
    """

    card: CardCheck | None = None
    catalog: CatalogCheck | None = None
    schema: SchemaCheck | None = None
    calls: CallsCheck | None = None
    together: TogetherCheck | None = None
    core: type[ASTValidationRule] | None = None
    translate: Translate | None = None

    @classmethod
    def of(  # noqa: PLR0913  # a keyword for each way to look
        cls,
        name: str,
        explanation: str | None,
        severity: Severity = Severity.ERROR,
        *,
        serves: bool = False,
        card: CardCheck | None = None,
        catalog: CatalogCheck | None = None,
        schema: SchemaCheck | None = None,
        calls: CallsCheck | None = None,
        together: TogetherCheck | None = None,
        core: tuple[type[ASTValidationRule], Translate] | None = None,
    ) -> "Rule":
        """Make the rule of a module: `Rule.of(__name__, __doc__, card=check)`."""
        said = Description.of(name, explanation, severity, serves=serves)
        return cls(
            code=said.code,
            explanation=said.explanation,
            example=said.example,
            severity=said.severity,
            serves=said.serves,
            card=card,
            catalog=catalog,
            schema=schema,
            calls=calls,
            together=together,
            core=core[0] if core else None,
            translate=core[1] if core else None,
        )

    @classmethod
    def without_check(cls, said: Description) -> "Rule":
        return cls(said.code, said.explanation, said.example, said.severity, said.serves)

    def diagnostic(self, found: Violation) -> Diagnostic:
        return Diagnostic.at(found, self.code, self.severity, serves=self.serves)
