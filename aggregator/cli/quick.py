"""What is answered at once: it needs no typer to be read, and loads next to nothing.

typer defines these commands all the same (`whole.py`, `commands/explain.py`): it writes their help,
and reads whatever is typed otherwise. Both say the same by the same functions.
"""

from collections.abc import Sequence

from aggregator.cli.terminal.output import out, say
from aggregator.domain.release import release

NAME = "aggregator"


def quick(arguments: Sequence[str]) -> bool:
    """Answer if that can be done at once, and say whether it was."""
    match arguments:
        case ["--version"]:
            print(version())
        case ["explain"]:
            overview()
        case ["explain", code]:
            return explained(code)
        case _:
            return False
    return True


def version() -> str:
    """Say which release this is."""
    return f"{NAME} {release()}"


def overview() -> None:
    """Print every code of a finding in a line."""
    from aggregator.lint import explain as words

    say(out(), words.overview())


def explained(code: str) -> bool:
    """Explain a finding by its code; False when there is none of it."""
    from aggregator.lint import explain as words
    from aggregator.lint.described import all_descriptions

    rule = all_descriptions().get(code)
    if rule is not None:
        say(out(), words.explain(rule))
    return rule is not None
