"""No fragment of that name exists.

Shared fragments live in `graphql/fragments/`, a card's own in its file. A fragment whose file
cannot be read is unknown too: the finding in that file comes first.

Wrong:
    ...AcountHeader name @text

Right:
    name @text
"""

from graphql import KnownFragmentNamesRule, NameNode
from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Violation
from aggregator.language.span import whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    if not isinstance(node, NameNode):
        return None
    known = heard.known
    meant = tuple(suggestion_list(node.value, list(known))[:3])
    hint = None if meant else "Shared fragments live in graphql/fragments/."
    return Violation(whole_span(node), f'There is no fragment "{node.value}"', meant, hint)


RULE = Rule.of(__name__, __doc__, core=(KnownFragmentNamesRule, _say))
