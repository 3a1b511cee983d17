"""What there is to run, and where to begin: the help of the whole command.

In a terminal typer fits it to the width. Anywhere else its lines have no width: they are written
here, as typer writes them, and typer is not loaded.
"""

from aggregator.cli.nouns import nouns

ABOUT = """Plain's customer cards from one GraphQL graph.

A card is a query file: cards/TEAM/KEY.graphql. When Plain asks for cards, this service reads all
of your systems at once, with as few calls as possible.
"""

EPILOG = """\b
Begin here:
  aggregator demo                     see it work, on invented data
  aggregator init my-cards            a home for your own cards
  aggregator COMMAND --help           what a command does, with examples

\b
Exit codes: 0 well, 1 findings or a failure, 2 wrong usage.
"""

OPTIONS = {
    "--version": "Print the version.",
    "--install-completion": "Install completion for the current shell.",
    "--show-completion": "Show completion for the current shell, to copy it or customize the "
    "installation.",
    "-h, --help": "Show this message and exit.",
}
"""All but the first are typer's own, in its words."""


def plain_overview(name: str) -> str:
    """Write the help for what is no terminal, as typer does."""
    parts = (
        f"Usage: {name} [OPTIONS] COMMAND [ARGS]...",
        *map(_paragraph, ABOUT.split("\n\n")),
        "Options:\n" + _columns(OPTIONS),
        "Commands:\n" + _columns({noun.name: noun.line for noun in nouns()}),
        *map(_paragraph, EPILOG.split("\n\n")),
    )
    return "\n\n".join(parts)


def _paragraph(text: str) -> str:
    """Lay a paragraph out: in one line, or as it stands where a backspace says so."""
    stands = text.startswith("\b\n")
    lines = text[2:].splitlines() if stands else [" ".join(text.split())]
    return "\n".join(f"  {line}" for line in lines)


def _columns(rows: dict[str, str]) -> str:
    width = max(map(len, rows)) + 2
    return "\n".join(f"  {name:{width}}{said}" for name, said in rows.items())
