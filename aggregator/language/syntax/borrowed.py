"""What SQL, JavaScript, YAML and clients of GraphQL write where a card says it otherwise."""

import re
from collections.abc import Mapping

from graphql import GraphQLArgument, GraphQLEnumType, get_named_type

from aggregator.language.syntax.cursor import TokenCursor
from aggregator.language.syntax.mistake import Mistake, change, mistake
from aggregator.language.syntax.tokens import SyntaxToken, TokenizedText

_CLAUSES = frozenset({"WHERE", "LIMIT", "ORDER", "GROUP", "HAVING"})
_CONDITION = re.compile(
    r"\s*(?P<field>[A-Za-z_][\w.]*)\s*(?P<sign>===?|=|!=|<>)\s*(?P<value>'[^'\"\\]+'|\w+)\s*"
)
_SAID = {
    "WHERE": 'Write @where(field: "status", is: OPEN), with the field in the list\'s braces.',
    "LIMIT": "A list says behind its name how many of it are shown: (first: 5).",
    "ORDER": "Remove it: lists are newest first.",
}


def clause(at: TokenCursor, field: SyntaxToken | None) -> Mistake | None:
    """Tell of `LIMIT 5` and `WHERE status = OPEN`, behind a `field`; None: it is a field itself."""
    word, tokens = at.here.text, at.text.tokens
    if field is None or word not in _CLAUSES or at.after().is_("@", "{", "(", ":", "}"):
        return None
    last = at.number
    while not tokens[last + 1].is_("{", "}", "@") and tokens[last + 1].line == at.here.line:
        last += 1
    place = (at.here.start, tokens[last].end)
    words = f"{word} is of SQL"
    hint = _SAID.get(word, "A card reads values as they are: have a field added that says it.")
    changes = [change(at.text, *place, "")]
    if word == "LIMIT" and at.after().kind == "number" and at.text.body[field.end] != "(":
        changes.append(change(at.text, field.end, field.end, f"(first: {at.after().text})"))
    return at.mistake(words, hint, () if word == "WHERE" else changes, place)


def renamed(at: TokenCursor) -> Mistake | None:
    """Tell of `who = name`, at the sign; None: no names are beside it."""
    names = at.before().kind == at.after().kind == "name"
    if not at.here.is_("=") or not names or at.before().line != at.after().line:
        return None
    place = (at.before().end, at.after().start)
    written = f"{at.before().text}: {at.after().text}"
    words = "A field's other name stands before it, with a colon"
    return at.mistake(words, f"Write {written}", [change(at.text, *place, ": ")])


def put_in(at: TokenCursor) -> Mistake | None:
    """Tell of `${WHO}`, as JavaScript puts a fragment into a query; None: it is something else."""
    if not at.here.is_("$") or not at.after().is_("{") or not at.after(3).is_("}"):
        return None
    words = "A fragment is put in with three points and its name"
    hint = "Write ...Name, of a fragment in this file or in graphql/fragments/."
    return at.mistake(words, hint, (), (at.here.start, at.after(3).end))


def without_field(at: TokenCursor) -> Mistake | None:
    """Tell of braces that no field stands before, at the first; None: it is something else."""
    if not at.here.is_("{"):
        return None
    close = at.text.tokens[at.closing()]
    changes = [change(at.text, at.here.start, at.here.end, "")]
    if close.is_("}"):
        changes.append(change(at.text, close.start, close.end, ""))
    both = "Remove it, and the one that closes it." if close.is_("}") else "Remove it."
    return at.mistake("No field stands before this brace", both, changes)


def given_to_fragment(at: TokenCursor) -> Mistake:
    """Tell of `...Who(size: S)`, at the parenthesis."""
    place = (at.here.start, at.text.tokens[at.closing()].end)
    words = "A fragment takes no arguments"
    return at.mistake(words, "Remove them.", [change(at.text, *place, "")], place)


def braced_arguments(at: TokenCursor) -> Mistake | None:
    """Tell of `@row({label: "Name"})`, at the brace; None: no arguments are in it."""
    tokens, last = at.text.tokens, at.closing()
    close, key = tokens[last], at.after()
    quoted = key.kind == "string" and at.after(2).is_(":")
    if not (at.holds_arguments() or quoted) or not close.is_("}"):
        return None
    changes = [change(at.text, each.start, each.end, "") for each in (at.here, close)]
    for number in range(at.number + 1, last):
        name, bare = tokens[number], tokens[number].text.strip('"')
        if name.kind == "string" and tokens[number + 1].is_(":") and bare.isidentifier():
            changes.append(change(at.text, name.start, name.end, bare))
    return at.mistake("Arguments stand in parentheses alone", "Remove the braces.", changes)


def block_scalar(at: TokenCursor) -> Mistake | None:
    """Tell of `text: |`, as YAML begins a text of several lines; None: it is something else."""
    if not at.here.is_("|") or at.after().line == at.here.line:
        return None
    hint = 'Write """ before and behind the text.'
    return at.mistake('A text of several lines stands in """', hint)


def condition(at: TokenCursor) -> Mistake | None:
    """Tell of `@where("status = OPEN")`, at the text; None: it is no comparison."""
    written = as_condition(at.here.text[1:-1]) if at.here.kind == "string" else None
    if written is None:
        return None
    return at.replace("A condition is its arguments, not a text", written, f"Write {written}")


def as_condition(text: str) -> str | None:
    """Write `status == ACTIVE` as arguments of @when and @where; None: it is no comparison."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        return None
    value = found["value"].strip("'")
    given = value if value.isupper() or value.isdecimal() else f'"{value}"'
    name = "not" if found["sign"] in {"!=", "<>"} else "is"
    return f'field: "{found["field"]}", {name}: {given}'


def of_enum(at: TokenCursor, known: Mapping[str, GraphQLArgument]) -> Mistake | None:
    """Tell of `@date("relative")`, at the text; None: it is no value of an argument's enum."""
    value = at.here.text.strip('"').upper()
    for name, argument in known.items() if at.here.kind == "string" else ():
        type_ = get_named_type(argument.type)
        if isinstance(type_, GraphQLEnumType) and value in type_.values:
            words = "A value has no name: every argument is written with it"
            return at.replace(words, f"{name}: {value}", f"Write {name}: {value}")
    return None


def without_name(at: TokenCursor, known: Mapping[str, GraphQLArgument]) -> Mistake | None:
    """Tell of `@when(ACTIVE)` and `@badge(GREEN)`, at the word; None: nobody can tell its name."""
    word = at.here.text
    written = f"is: {word}" if "is" in known and word.isupper() else None
    if word.lower() in known:
        written = f'{word.lower()}: ["*"]'
    for name, argument in known.items():
        type_ = get_named_type(argument.type)
        if isinstance(type_, GraphQLEnumType) and word.upper() in type_.values:
            written = f"{name}: {word.upper()}"
    if written is None or not word.isupper():
        return None
    words = "A value has no name: every argument is written with it"
    return at.replace(words, written, f"Write {written}")


def listed(at: TokenCursor, first: int) -> Mistake | None:
    """Tell of `is: ACTIVE, TRIALING`, from a token on; None: no comma and capitals are there."""
    tokens, last = at.text.tokens, first
    while tokens[last + 1].kind == "name" and not tokens[last + 2].is_(":"):
        last += 1
    values, place = tokens[first : last + 1], (tokens[first].start, tokens[last].end)
    commas = at.text.body[slice(*place)].count(",")
    if len(values) < 2 or commas != len(values) - 1 or not all(v.text.isupper() for v in values):
        return None
    written = f"[{', '.join(each.text for each in values)}]"
    words = "Several values are a list, which stands in square brackets"
    return at.mistake(words, f"Write {written}", [change(at.text, *place, written)], place)


def prefixed(text: TokenizedText, number: int) -> Mistake | None:
    """Tell of `f"Hi {name}"`, at the text; None: no letter is stuck to it."""
    token, before = text.tokens[number], text.tokens[number - 1 if number else 0]
    if before.end != token.start or before.text not in {"f", "r", "b", "u", "F", "R", "S"}:
        return None
    place = (before.start, before.end)
    words = "No letter stands before a text: {name} in it is put in as it is"
    return mistake(text, place, words, "Remove it.", [change(text, *place, "")])


def choice(text: TokenizedText, number: int) -> Mistake | None:
    """Tell of `a == b ? "green" : "red"`, at the question mark; None: it is not that."""
    tokens, token = text.tokens, text.tokens[number]
    colon = any(each.is_(":") for each in tokens[number + 2 : number + 3])
    if token.text != "?" or not colon:
        return None
    words = "A value is not chosen by a condition"
    hint = "Each colour names its values, like green: [ACTIVE]; @when shows a field only for some."
    return mistake(text, (token.start, token.end), words, hint)


def counted(text: TokenizedText, number: int) -> Mistake | None:
    """Tell of `count(*)`, at the star; None: it is not that."""
    tokens = text.tokens
    name, opened, close = tokens[number - 2], tokens[number - 1], tokens[number + 1]
    if number < 2 or not opened.is_("(") or not close.is_(")") or name.text.lower() != "count":
        return None
    place = (name.start, close.end)
    words = "How many there are stands in a list's words as {count}"
    hint = 'Remove it; @each(heading: "{count} tickets") says it.'
    return mistake(text, place, words, hint, [change(text, *place, "")])
