"""The `<key>.py` beside a card's query raises when it is imported, or uses a name there is not.

Its functions are only defined at import, so what raises stands outside of them: a class that cannot
be made, a constant that cannot be computed. `aggregator check` does not run the file and finds the
names; what serves cards imports it and finds the rest.
"""

import ast
import builtins
from collections.abc import Iterator

from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.lint.rule import Rule
from aggregator.render.python.allowed import BUILTINS
from aggregator.render.python.names import bound


def check(tree: Outline) -> Iterator[Violation]:
    script = tree.card.script
    if script is None or script.tree is None:
        return
    known = {*bound(script.tree), *BUILTINS}
    for node in ast.walk(script.tree):
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        if node.id in known or hasattr(builtins, node.id) or node.id.startswith("__"):
            continue  # of built-in names and of those with __ other rules tell more
        meant = suggestion_list(node.id, sorted(known))[:1]
        yield Violation(script.span(node), f"Nothing here is named {node.id}", tuple(meant))


RULE = Rule.of(__name__, __doc__, card=check)
