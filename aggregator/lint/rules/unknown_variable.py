"""A card's variables are filled by name from the request, so only those names exist.

`$customerId $customerEmail $customerExternalId $threadId $threadExternalId $tenantId
$tenantExternalId $workspaceId`.

Wrong:
    query Q($userId: String) @card(title: "T") {
      customer { invoices(first: 3, label: $userId) @row { number @main } }
    }

Right:
    query Q($customerId: String) @card(title: "T") {
      customer { invoices(first: 3, label: $customerId) @row { number @main } }
    }
"""

from collections.abc import Iterator

from graphql.pyutils import suggestion_list

from aggregator.domain.plain.request import VARIABLES
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule
from aggregator.lint.variables import definitions


def check(tree: Outline) -> Iterator[Violation]:
    for node in definitions(tree):
        name = node.variable.name.value
        if name not in VARIABLES:
            meant = suggestion_list(name, list(VARIABLES)) or list(VARIABLES)
            message = f"No request fills ${name}"
            yield Violation(
                whole_span(node.variable), message, tuple(f"${each}" for each in meant[:3])
            )


RULE = Rule.of(__name__, __doc__, card=check)
