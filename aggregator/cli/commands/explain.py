"""`aggregator explain`: explain a finding: what is wrong, why, an example of wrong and right."""

from typing import Annotated

import typer

from aggregator.cli.cards.explained import explained, overview
from aggregator.cli.terminal.failure import WrongUsage

ORDER = 22

_EPILOG = """\b
Examples:
  aggregator explain unknown-path       what it is, why, and how it is right
  aggregator explain                    every code in a line
  aggregator explain --markdown         all as a page: docs/findings.md

\b
A finding of aggregator check ends with its code: ... [unknown-path].
"""


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(explain)


def explain(
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help="A finding's code.", show_default=False),
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print every code as one page.")
    ] = False,
) -> None:
    """Explain a finding: what is wrong, why, and an example of wrong and right."""
    from aggregator.lint import explain as words

    if code is not None and markdown:
        raise WrongUsage("--markdown prints every code. Fix: leave the CODE or --markdown out")
    if markdown:
        print(words.page(), end="")
    elif code is None:
        overview()
    elif not explained(code):
        meant = words.similar_codes(code)
        fix = f"did you mean {' or '.join(meant)}?" if meant else "aggregator explain lists all"
        raise WrongUsage(f'There is no finding "{code}": {fix}')
