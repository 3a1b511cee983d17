"""The template of `markdown` and the address of a `link` with values are written out in the card.

    markdown("**{}** since {}", customer.name, card.date(since))
    link("Open", "https://billing.example.com/customers/{}", customer.id)

What is put in by `{}` is escaped or percent-encoded; what is put in before (an f-string, `+`,
`.format`) is not, so that a customer named `[click](https://evil.example)` would become a link.
"""

import ast
from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.lint.rule import Rule

TEMPLATES = {"markdown": 0, "link": 1}
"""Function -> which of its arguments is a template."""


def check(tree: Outline) -> Iterator[Violation]:
    script = tree.card.script
    if script is None or script.tree is None:
        return
    for node in ast.walk(script.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        position = TEMPLATES.get(name)
        if position is None or len(node.args) <= position:
            continue
        template = node.args[position]
        if name == "link" and len(node.args) == position + 1 and not _is_put_together(template):
            continue  # the whole address is a value, and held to what may be opened
        if not (isinstance(template, ast.Constant) and isinstance(template.value, str)):
            message = f"Write the template of {name} out, and give its values after it"
            hint = 'For example "**{}**", name: each {} takes a value, made safe.'
            yield Violation(script.span(template), message, hint=hint)


def _is_put_together(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call)


RULE = Rule.of(__name__, __doc__, card=check)
