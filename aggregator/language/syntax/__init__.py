"""What is wrong with a file that is not GraphQL, said as its author would look at it.

graphql-core says at which character it could not go on. That is rarely the mistake: a brace that
was never closed is noticed at the end of the file, a missing quotation mark where the line ends.
So a file that it refuses is read again, by a reader that expects mistakes: first as a whole
(`pasted`), then its characters (`characters`, `quotes`), then its grammar (`grammar`, `arguments`,
`before_field`); of braces the indentation tells which one was meant (`braces`). The first mistake
is told, with the change that mends it.
"""

import re

from graphql import GraphQLSyntaxError, Source

from aggregator.language.diagnostics import UnreadableFile, Violation
from aggregator.language.span import Span
from aggregator.language.syntax.characters import check_characters
from aggregator.language.syntax.grammar import TooDeep, check_grammar
from aggregator.language.syntax.mistake import Mistake
from aggregator.language.syntax.pasted import check_pasted
from aggregator.language.syntax.tokens import TokenizedText

_WORD = re.compile(r'[_A-Za-z0-9]+|"[^"\r\n]*"?|\.\.\.|.')


def syntax_problem(
    source: Source, error: GraphQLSyntaxError, most_tokens: int, *, of_queries: bool = True
) -> UnreadableFile:
    """Say what is wrong with a file that graphql-core refused with `error`.

    Not `of_queries`: it declares types, of which only the characters are read again.
    """
    at = next(iter(error.positions or ()), 0)
    if "nested too deeply" in error.description:
        return UnreadableFile(
            "too-deep", Violation(Span(source, at, at + 1), "This file is nested too deeply")
        )
    if error.description.endswith("Parsing aborted."):
        message = f"A file holds at most {most_tokens} words and signs"
        return UnreadableFile("file-too-large", Violation(Span(source, at, at + 1), message))
    found = find_mistake(source, of_queries=of_queries) or _as_told(source, error, at)
    return UnreadableFile("syntax-error", found)


def find_mistake(source: Source, *, of_queries: bool = True) -> Violation | None:
    """Find the first mistake of syntax; None when it is none that is known here."""
    text = TokenizedText.of(source)
    try:
        check_pasted(text, of_queries=of_queries)
        check_characters(text)
        if of_queries:
            check_grammar(text)
    except Mistake as mistake:
        return mistake.found
    except TooDeep:
        return None
    return None


def _as_told(source: Source, error: GraphQLSyntaxError, at: int) -> Violation:
    """Put graphql-core's own words under the whole token that they are about."""
    at = min(at, len(source.body.rstrip()))
    token = _WORD.match(source.body, at)
    end = token.end() if token else at + 1
    written = source.body[at:end].strip()
    what = written if written.startswith('"') else f'"{written}"'
    message = f"{what if written else 'The end of the file'} may not stand here"
    hint = error.description.removesuffix(".").replace("<EOF>", "the end of the file")
    return Violation(Span(source, at, end), message, hint=f"GraphQL says: {hint}.")
