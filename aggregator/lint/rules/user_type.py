"""`@user` finds a person of your Plain workspace by a text: an e-mail address or an id.

Wrong:
    account { employees @user }

Right:
    account { owner { email @user } }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.kinds import kind_of
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule

_FITS = frozenset({"text", "id", "email"})


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("user") if selection.is_leaf else None
        type_ = selection.named_type
        if node is not None and type_ is not None and kind_of(type_) not in _FITS:
            message = f'@user is for String, ID or Email: "{selection.name}" is {type_.name}'
            yield Violation(span_of(node), message)


RULE = Rule.of(__name__, __doc__, card=check)
