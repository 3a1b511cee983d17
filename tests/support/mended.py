"""Cards with one mistake, mended as the finding says: by its edits, and nothing else."""

from collections.abc import Sequence

from aggregator.language.diagnostics import Edit


def mended(text: str, edits: Sequence[Edit]) -> str:
    """Make all edits in a text whose lines end with a newline sign."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    places = [
        (starts[edit.line - 1] + edit.column - 1, starts[edit.end_line - 1] + edit.end_column - 1)
        for edit in edits
    ]
    for (start, end), edit in sorted(zip(places, edits, strict=True), reverse=True):
        text = text[:start] + edit.text + text[end:]
    return text
