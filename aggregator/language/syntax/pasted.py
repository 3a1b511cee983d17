"""What was pasted as a whole: the fence of a page around a card, or a file of another language.

Whoever has seen Plain's own components, an app's source or a settings file begins with one of
those. To mend them word by word would lead nowhere: what the file is, is told in one finding.
"""

import re

from aggregator.domain.plain.request import ROOTS
from aggregator.language.syntax.mistake import Mistake, change, mistake
from aggregator.language.syntax.tokens import SyntaxToken, TokenizedText

_FENCE = re.compile(
    r"\s*(?P<open>(?P<sign>`{3,}+|~{3,}+)[^\r\n]*+[\r\n]++)[^`~]*+(?P<close>(?P=sign)\s*)"
)
_FRONT_MATTER = re.compile(r"\s*(?P<sign>---+)[ \t]*\r?\n(?:(?!---)[^\n]*\n)*---+[ \t]*\r?\n?")
_IN_A_SCRIPT = re.compile(
    r"(?P<open>[^`\"#{}]{0,400}?(?P<sign>\b(?:gql|graphql))\s*\(?\s*`)"
    r"[^`]*+(?P<close>`[\s);,]*(?:export\s[^\r\n]*+)?\s*)"
)
_AROUND = (
    (
        _FENCE,
        "This fence is of Markdown: a card file holds the card alone",
        "Remove it, and the one below.",
    ),
    (
        _IN_A_SCRIPT,
        "A card file holds the query alone, without the script around it",
        "Remove what stands before the query and behind it.",
    ),
)
_TAG = re.compile(r"<[/?!]?[A-Za-z]|<>")
_STATEMENTS = {
    "select": "SQL",
    "with": "SQL",
    "import": "JavaScript or Python",
    "export": "JavaScript",
    "const": "JavaScript",
    "let": "JavaScript",
    "var": "JavaScript",
    "function": "JavaScript",
    "return": "JavaScript",
    "module": "JavaScript",
    "def": "Python",
    "class": "Python",
    "from": "Python",
    "curl": "a shell",
}
"""Words that a file of another language begins with, before another word or a brace."""


def check_pasted(text: TokenizedText, *, of_queries: bool) -> None:
    """Raise the Mistake of a file that holds something else than GraphQL.

    Not `of_queries`: it declares types, and is not told how a card begins.
    """
    wrapped = _wrapped(text)
    if wrapped is not None:
        raise wrapped
    language = _language(text) if of_queries else None
    if language is not None:
        first = text.tokens[0]
        words = f"This is {language}: a card is a query of GraphQL"
        hint = (
            'Write fields and how they look: query Q @card(title: "...") { customer { id @text } }'
        )
        raise mistake(text, (first.start, first.end), words, hint)


def _wrapped(text: TokenizedText) -> Mistake | None:
    """A card that was copied with what stood around it."""
    for pattern, words, hint in _AROUND:
        found = pattern.fullmatch(text.body)
        if found is not None:
            changes = [change(text, *found.span(part), "") for part in ("open", "close")]
            return mistake(text, found.span("sign"), words, hint, changes)
    front = _FRONT_MATTER.match(text.body)
    if front is None:
        return None
    words = "This head is of YAML: a card says all of that by @card"
    hint = 'Remove it: query Name @card(title: "...").'
    return mistake(text, front.span("sign"), words, hint, [change(text, *front.span(), "")])


def _language(text: TokenizedText) -> str | None:
    """Tell which other language a file is, from how it begins."""
    first, second, third = (text.tokens[at] for at in range(3))
    if _TAG.match(text.body, first.start) and not text.body.startswith("<!--", first.start):
        return "JSX, HTML or XML"
    if first.is_("[") or (first.is_("{") and second.kind == "string" and third.is_(":")):
        return "JSON"
    if first.text == "-" and second.line == first.line and second.kind == "name":
        return "YAML"
    return _begun(first, second, third) if first.kind == "name" else None


def _begun(first: SyntaxToken, second: SyntaxToken, third: SyntaxToken) -> str | None:
    """Tell which other language a file is, from its first word and what follows it."""
    if second.is_(":") and second.start == first.end and _is_setting(first, third):
        return "YAML"
    return _STATEMENTS.get(first.text.lower()) if _follows(second) else None


def _is_setting(name: SyntaxToken, value: SyntaxToken) -> bool:
    known = name.text in {"query", "fragment", "mutation", "subscription", *ROOTS}
    return not known and not value.is_("{", "@")


def _follows(token: SyntaxToken) -> bool:
    return token.kind in {"name", "string"} or token.text in {"{", "*", "-", "."}
