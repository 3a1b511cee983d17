"""The field or directive takes no argument of that name.

An editor completes the arguments; for a directive they are part of the card language.

Wrong:
    name @row(lable: "Name")

Right:
    name @row(label: "Name")
"""

from graphql import ArgumentNode, KnownArgumentNamesRule
from graphql.pyutils import suggestion_list

from aggregator.domain.plain.request import ROOTS
from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    if not isinstance(node, ArgumentNode):
        return None
    name = node.name.value
    directive, field, owner = (
        heard.context.get_directive(),
        heard.context.get_field_def(),
        heard.context.get_parent_type(),
    )
    if directive is not None:
        known, what = list(directive.args), f"@{directive.name}"
    elif field is not None and owner is not None:
        if owner is heard.context.schema.query_type and _field_name(owner, field) in ROOTS:
            return None  # said as `root-argument`: in a card they take none at all
        known, what = list(field.args), f"{owner.name}.{_field_name(owner, field)}"
    else:
        return None
    meant = tuple(suggestion_list(name, known)[:3])
    takes = ", ".join(known) if known else "no arguments"
    hint = None if meant else f"It takes {takes}."
    return Violation(span_of(node), f'{what} has no argument "{name}"', meant, hint)


def _field_name(owner: object, field: object) -> str:
    fields = getattr(owner, "fields", {})
    return next((name for name, each in fields.items() if each is field), "__typename")


RULE = Rule.of(__name__, __doc__, core=(KnownArgumentNamesRule, _say))
