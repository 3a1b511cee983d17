"""A file's text in the one style; what cannot be formatted is left as it is."""

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    Source,
    TokenKind,
    parse,
)

from aggregator.authoring.fmt.layout import Layout
from aggregator.language.diagnostics import UnreadableFile, Violation
from aggregator.language.source import TextFile
from aggregator.language.span import span_of

_PASSES = 8
"""A comment in an odd place moves out first; only then what it stood in can be laid out."""


class FormatError(ValueError):
    """A file that is left as it is. `problem`: the rule that explains why, and the place."""

    def __init__(self, problem: UnreadableFile) -> None:
        super().__init__(problem.found.message)
        self.problem = problem


def formatted(file: TextFile) -> str:
    """Give the file's text as it should be; raises FormatError.

    The result is read again, and is given only if it means the same and has the same comments.
    """
    if file.document is None:
        found = Violation(file.start, "This file holds no GraphQL")
        raise FormatError(file.problem or UnreadableFile("syntax-error", found))
    for node in file.document.definitions:
        if not isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
            message = "Only queries and fragments are formatted"
            raise FormatError(UnreadableFile("not-executable", Violation(span_of(node), message)))
    before = _one_newline(file.text)
    for _ in range(_PASSES):
        after = _laid_out(before)
        if after == before:
            break
        before = after
    if not _same(file.text, after):
        message = "The formatter would change what this file says, so it is left as it is"
        raise FormatError(UnreadableFile("check-failed", Violation(file.start, message)))
    return after


def _one_newline(text: str) -> str:
    r"""End every line by `\n`: in GraphQL the others mean the same, in block strings too."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _laid_out(text: str) -> str:
    return Layout(text, parse(text)).write()


def _same(one: str, other: str) -> bool:
    if _read(one) != _read(other):
        return False
    return _comments(parse(one)) == _comments(parse(other))


def _read(text: str) -> DocumentNode:
    return parse(Source(text), no_location=True)


def _comments(document: DocumentNode) -> list[str]:
    found = []
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind is TokenKind.COMMENT:
            found.append((token.value or "").rstrip())
        token = token.next
    return sorted(found)
