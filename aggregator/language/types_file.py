"""A `types.graphql`, parsed, before anything is known about a schema."""

import re
from pathlib import Path
from typing import Final

from graphql import GraphQLSyntaxError, Source, parse

from aggregator.language.diagnostics import UnreadableFile, Violation
from aggregator.language.source import MAX_BYTES, TextFile
from aggregator.language.span import span_at
from aggregator.language.syntax import syntax_problem

MAX_TOKENS: Final = 30_000

_NOTHING = re.compile(r"(?:[\s,\ufeff]|#[^\n\r]*)*")


def parse_types(path: Path, source: Source) -> TextFile:
    """Parse the text of one file; never raises for what is in it."""
    if _NOTHING.fullmatch(source.body):
        what = "Nothing is declared here: write `type`, `enum` or `extend type`, or remove the file"
        problem = UnreadableFile("syntax-error", Violation(span_at(source, 1, 1), what))
        return TextFile(path, source, problem=problem)
    try:
        document = parse(
            source,
            max_lexical_tokens=MAX_TOKENS,
            max_comments=MAX_TOKENS,
            max_source_length=MAX_BYTES,
        )
    except GraphQLSyntaxError as error:
        problem = syntax_problem(source, error, MAX_TOKENS, of_queries=False)
        return TextFile(path, source, problem=problem)
    return TextFile(path, source, document)
