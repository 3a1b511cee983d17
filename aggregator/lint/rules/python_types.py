"""The file of types beside a card in Python is what its query and the schema say.

`aggregator types` writes it; commit it. Nothing but type checkers and editors read it, so the card
serves with a stale one, as its query is now.
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.script import types_path
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    script = tree.card.script
    if script is None or script.tree is None or tree.operation is None:
        return
    from aggregator.render.python.shapes import shapes_of  # noqa: PLC0415 -- few cards need them
    from aggregator.render.python.typing_file import class_name, written  # noqa: PLC0415

    if script.types == written(shapes_of(tree, class_name(tree.card)), tree.card.path):
        return
    name = types_path(tree.card.path).name
    what = "is not there" if script.types is None else "is stale"
    yield Violation(
        script.start, f"{name} {what}", hint=f"Fix: aggregator types {tree.card.file.source.name}"
    )


RULE = Rule.of(__name__, __doc__, serves=True, card=check)
