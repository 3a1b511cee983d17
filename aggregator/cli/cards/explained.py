"""Findings by their codes: said by `aggregator explain`, and at once (`quick.py`)."""

from aggregator.cli.terminal.output import out, say


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
