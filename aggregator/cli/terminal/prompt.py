"""A question at a terminal, and what is told where no answer comes."""

import typer

from aggregator.cli.terminal.failure import WrongUsage


def answered(question: str, flag: str, usual: str) -> str:
    """Ask, `usual` being the answer of whoever only presses return.

    Raises WrongUsage where answers end (^D), which names the question and the flag in its place;
    KeyboardInterrupt at ^C.
    """
    try:
        return str(typer.prompt(question, default=usual))
    except typer.Abort as stopped:
        if isinstance(stopped.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        raise WrongUsage(
            f"{question}: there was no answer, and nothing was written. Fix: {flag} says it, "
            "--yes asks nothing"
        ) from None
