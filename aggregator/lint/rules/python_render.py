"""A card in Python has one function that shows it: `def render(data, card)`, with its types.

    def render(data: UsageTrend, card: CardContext) -> Card | None:

`data` is of the class that is named as the query; None hides the card, or shows `@card(empty:)`.
It is no `async def` and yields nothing: all data is there when it is called.
"""

import ast
from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.lint.rule import Rule

RETURNS = ("Card | None", "None | Card", "Card", "Optional[Card]")


def check(tree: Outline) -> Iterator[Violation]:
    script = tree.card.script
    if script is None or script.tree is None or tree.operation is None:
        return
    from aggregator.render.python.typing_file import class_name  # noqa: PLC0415 -- few need it

    data = class_name(tree.card)
    wanted = f"def render(data: {data}, card: CardContext) -> Card | None:"
    functions = [
        node
        for node in script.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == "render"
    ]
    if not functions:
        yield Violation(script.start, "This card has no function render", (wanted,))
        return
    render = functions[-1]
    wrong = _kind(render) or _signature(render, data)
    if wrong is not None:
        yield Violation(script.name_span(render), wrong, (wanted,))


def _kind(render: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
    if isinstance(render, ast.AsyncFunctionDef):
        return "render cannot be async: all data is there when it is called"
    if render.decorator_list:
        return "render takes no decorator"
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(render)):
        return "render yields nothing: it returns a Card"
    return None


def _signature(render: ast.FunctionDef | ast.AsyncFunctionDef, data: str) -> str | None:
    given = render.args
    if given.vararg or given.kwarg or given.kwonlyargs or len(_positional(given)) != 2:
        return "render takes two arguments, data and card"
    first, second = _positional(given)
    if _written(first.annotation) != data:
        return f"The first argument of render is a {data}, as the query is named"
    if _written(second.annotation) != "CardContext":
        return "The second argument of render is a CardContext"
    if _written(render.returns) not in RETURNS:
        return "render gives Card | None"
    return None


def _positional(given: ast.arguments) -> list[ast.arg]:
    return [*given.posonlyargs, *given.args]


def _written(annotation: ast.expr | None) -> str:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value
    return ast.unparse(annotation) if annotation is not None else ""


RULE = Rule.of(__name__, __doc__, card=check)
