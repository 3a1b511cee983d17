"""What stands in parentheses: names, colons and values, and what is written in their place."""

from collections.abc import Mapping

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLScalarType,
    get_named_type,
    is_list_type,
)

from aggregator.language.directives import DIRECTIVES
from aggregator.language.syntax.borrowed import (
    block_scalar,
    braced_arguments,
    condition,
    listed,
    of_enum,
    without_name,
)
from aggregator.language.syntax.colour_map import colour_map
from aggregator.language.syntax.cursor import TokenCursor
from aggregator.language.syntax.joined import adjacent, alternatives, negated
from aggregator.language.syntax.mistake import Mistake, change
from aggregator.language.syntax.tokens import SyntaxToken

_CUTS = frozenset({"limit", "max", "first", "take", "top", "head"})
"""What others call a directive that cuts a list, with a number in its parentheses."""

_TEXTS = frozenset({"string", "block"})
DIRECTIVES_BY_NAME = {directive.name: directive for directive in DIRECTIVES}


class Arguments:
    """Reads arguments and variables from the parenthesis that `at` stands on."""

    def __init__(self, at: TokenCursor) -> None:
        self.at = at

    def of_field(self) -> None:
        at, name = self.at, self.at.before()
        known = DIRECTIVES_BY_NAME.get(name.text)
        if known is not None and at.after(2).is_(")"):
            value = at.after()
            argument = fitting(value, known.args) if value.kind in _TEXTS else None
            if value.kind == "name":
                written = f"{value.text} @{name.text}"
            elif argument is not None:
                written = f"@{name.text}({argument}: {value.text})"
            else:
                written = ""
            if written:
                words = f"{name.text} is no field: how a field is shown stands behind it, with @"
                place = (name.start, name.end)
                changes = [change(at.text, name.start, at.after(2).end, written)]
                raise at.mistake(words, f"Write {written}", changes, place)
        self._arguments("first", None)

    def of_directive(self, name: str) -> None:
        at = self.at
        if name in _CUTS and at.after().kind == "number" and at.after(2).is_(")"):
            written = f"each(max: {at.after().text})"
            start, end = at.before().start, at.after(2).end
            words = f"The card language has no directive @{name}"
            changes = [change(at.text, start, end, written)]
            place = (start - 1, at.before().end)
            raise at.mistake(words, f"Write @{written}", changes, place)
        known = DIRECTIVES_BY_NAME.get(name)
        self._arguments(None, known.args if known else {})

    def variables(self) -> None:
        """`($name: Type = value)`: only the dollar sign and the end are looked at."""
        at = self.at
        opened = at.here
        at.move()
        if at.here.is_(")"):
            raise self._empty(opened)
        while not at.here.is_(")"):
            if at.here.kind == "end" or at.here.is_("{", "}"):
                raise self._never_closed(opened)
            if at.before() is opened and at.after(2).kind == "string" and at.after().is_(":"):
                words = "What a card is called stands in the parentheses of @card"
                raise at.insert(words, opened.start, " @card", f"Write @card({at.here.text}: ...)")
            if at.here.kind == "name" and at.after().is_(":") and not at.before().is_("$"):
                words = "A variable begins with a dollar sign"
                raise at.insert(words, at.here.start, "$", f"Write ${at.here.text}")
            at.move()
        at.move()

    def other_brackets(self, whose: str) -> Mistake:
        """Tell that arguments stand in braces or square brackets."""
        at = self.at
        close = at.text.tokens[at.closing()]
        changes = [change(at.text, at.here.start, at.here.end, "(")]
        changes += [change(at.text, close.start, close.end, ")")] if not close.is_(")") else []
        return at.mistake(f"{whose} stand in parentheses", "Write ( and )", changes)

    def no_parenthesis(self) -> Mistake:
        """Tell of `@row label: "Name")`, at the name of the first argument."""
        at = self.at
        directive = at.text.tokens[at.bare_directive or 0]
        changes = [change(at.text, directive.end, at.here.start, "(")]
        end = at.number
        tokens = at.text.tokens
        while tokens[end].kind == "name" and tokens[end + 1].is_(":"):
            end = self._value_end(end + 2)
        if not tokens[end].is_(")"):
            behind = tokens[end - 1].end
            changes.append(change(at.text, behind, behind, ")"))
        words = f"The arguments of @{directive.text} stand in parentheses"
        return at.mistake(words, f"Write @{directive.text}({at.here.text}: ...)", changes)

    def bare_value(self, directive: str) -> Mistake:
        """Tell of `@row "Name"` and `@row: "Name"`."""
        at = self.at
        name = at.before()
        start = name.end
        if at.here.is_(":", "="):
            at.move()
        argument = (
            fitting(at.here, DIRECTIVES_BY_NAME[directive].args)
            if directive in DIRECTIVES_BY_NAME
            else None
        )
        given = f"{argument}: " if argument else ""
        written = f"({given}{at.here.text})"
        changes = [change(at.text, start, at.here.end, written)]
        words = f"The arguments of @{directive} stand in parentheses, each with its name"
        return at.mistake(words, f"Write @{directive}{written}", changes)

    def _arguments(self, usual: str | None, known: dict[str, GraphQLArgument] | None) -> None:
        """`usual`: the argument that a bare number is of; `known`: those of a directive."""
        at = self.at
        opened = at.here
        at.move()
        if at.here.is_(")"):
            raise self._empty(opened)
        while not at.here.is_(")"):
            self._ends_early(opened)
            if at.here.kind == "name":
                self._named(opened, known or {})
            elif at.here.kind == "string" and at.after().is_(":"):
                bare = at.here.text.strip('"')
                words = "An argument's name stands without quotation marks"
                if not bare.isidentifier():
                    raise at.mistake(words, "It is one word: write the name of the argument.")
                raise at.replace(words, bare, f"Write {bare}")
            else:
                raise self._nameless(usual, known)
        at.move()

    def _empty(self, opened: SyntaxToken) -> Mistake:
        at = self.at
        span = (opened.start, at.here.end)
        changes = [change(at.text, *span, "")]
        return at.mistake("These parentheses are empty", "Remove them.", changes, span)

    def _ends_early(self, opened: SyntaxToken) -> None:
        at = self.at
        if at.here.is_("]") or (at.here.is_("}") and self._in_place_of_parenthesis(opened)):
            words = "A parenthesis is closed by another bracket"
            raise at.replace(words, ")", f'Write ")" in place of "{at.here.text}"')
        if at.here.is_("{") and at.before() is opened:
            braced = colour_map(at) or braced_arguments(at)
            if braced is not None:
                raise braced
        if at.here.kind in {"end", "spread"} or at.here.is_("{", "}", "@"):
            raise self._never_closed(opened)

    def _in_place_of_parenthesis(self, opened: SyntaxToken) -> bool:
        """A brace on the same line, of which there is one too many."""
        tokens = self.at.text.tokens
        closing = sum(token.is_("}") for token in tokens)
        return self.at.here.line == opened.line and closing > sum(
            token.is_("{") for token in tokens
        )

    def _never_closed(self, opened: SyntaxToken) -> Mistake:
        at = self.at
        behind = at.before()
        return at.mistake(
            f"The parenthesis that is opened on line {opened.line} is never closed",
            f'Write ")" behind {behind.text if len(behind.text) < 40 else "its last argument"}',
            [change(at.text, behind.end, behind.end, ")")],
            (opened.start, opened.end),
        )

    def _named(self, opened: SyntaxToken, known: Mapping[str, GraphQLArgument]) -> None:
        at, name, after = self.at, self.at.here, self.at.after()
        if after.is_(":"):
            at.move()
            at.move()
            self._value()
            return
        if after.is_("="):
            at.move()
            raise self._equals('A colon stands between a name and its value, no "="', ":")
        if at.before() is not opened and name.line > at.before().line:
            raise self._never_closed(opened)
        if at.before().kind == "name" and at.before().line == name.line:
            raise self._unquoted()
        if after.kind in {"string", "block", "number", "name"} or after.is_("[", "{", "$"):
            raise self._no_colon(name, after)
        alone = at.before() is opened and after.is_(")")
        if alone and (valued := without_name(at, known)) is not None:
            raise valued
        words = f"{name.text}: needs a value"
        raise at.mistake(words, "An argument is its name, a colon and its value.")

    def _equals(self, message: str, by: str) -> Mistake:
        """Replace `=`, `==` or `:` with all signs of its kind that follow it."""
        at, end, number = self.at, self.at.here.end, self.at.number
        while at.text.tokens[number].is_(":", "="):
            end = at.text.tokens[number].end
            number += 1
        place = (at.here.start, end)
        hint = f'Write "{by}"' if by else "Remove it."
        return at.mistake(message, hint, [change(at.text, *place, by)], place)

    def _no_colon(self, name: SyntaxToken, after: SyntaxToken) -> Mistake:
        at = self.at
        between = at.text.body[name.end : after.start]
        comma = between.find(",")
        if comma >= 0 and not between[:comma].strip():
            place = (name.end + comma, name.end + comma + 1)
        else:
            place = (name.end, name.end)
        written = f"{name.text}: {after.text if len(after.text) < 40 else '...'}"
        return at.mistake(
            f'A colon is missing behind "{name.text}"',
            f"Write {written}",
            [change(at.text, *place, ":")],
        )

    def _unquoted(self) -> Mistake:
        """Two words or more where one value stands: a text without quotation marks."""
        at, tokens = self.at, self.at.text.tokens
        first = at.number - 1
        while tokens[first - 1].kind == "name":
            first -= 1
        if (several := listed(at, first)) is not None:
            return several
        last = at.number
        while tokens[last + 1].kind in {"name", "number"} and not tokens[last + 2].is_(":"):
            last += 1
        start, end = tokens[first].start, tokens[last].end
        written = f'"{at.text.body[start:end]}"'
        changes = [change(at.text, start, end, written)]
        words = "A text stands in quotation marks"
        return at.mistake(words, f"Write {written}", changes, (start, end))

    def _nameless(self, usual: str | None, known: dict[str, GraphQLArgument] | None) -> Mistake:
        at = self.at
        several = self._several(known or {})
        several = several or (condition(at) if known and "field" in known else None)
        several = several or of_enum(at, known or {})
        if several is not None:
            return several
        if at.here.kind == at.before().kind == "string":
            return adjacent(at)
        name = fitting(at.here, known) if known else usual if at.here.kind == "number" else None
        value = at.here.kind in {*_TEXTS, "number"} or at.here.is_("[", "$")
        if value and name is not None:
            shown = "[...]" if at.here.is_("[") else at.here.text
            words = "A value has no name: every argument is written with it"
            hint = f"Write {name}: {shown}"
            return at.insert(words, at.here.start, f"{name}: ", hint)
        if value:
            return at.mistake("A value has no name: every argument is written with it")
        return at.remove(f"{at.named()} stands where an argument's name belongs")

    def _several(self, known: dict[str, GraphQLArgument]) -> Mistake | None:
        """Tell of `red: "A", "B"`: a list that lacks its brackets. None when it is not that."""
        at, tokens = self.at, self.at.text.tokens
        first = at.number - 1
        name = tokens[first - 2].text
        if not tokens[first - 1].is_(":") or name not in known or at.before().is_("]"):
            return None
        if not is_list_type(known[name].type):
            return None
        last = at.number
        while tokens[last + 1].kind in {*_TEXTS, "number"}:
            last += 1
        start, end = tokens[first].start, tokens[last].end
        written = f"{name}: [{', '.join(each.text for each in tokens[first : last + 1])}]"
        changes = [change(at.text, start, start, "["), change(at.text, end, end, "]")]
        shown = written if len(written) < 60 else f"{name}: [...]"
        words = "Several values are a list, which stands in square brackets"
        return at.mistake(words, f"Write {shown}", changes, (start, end))

    def _value(self) -> None:
        at = self.at
        if at.here.is_(":", "="):
            raise self._equals("One colon stands between a name and its value", "")
        if at.here.is_("!"):
            raise negated(at)
        if at.here.is_("("):
            raise self._parentheses()
        if (block := block_scalar(at)) is not None:
            raise block
        if at.here.is_(")", "}", "]", "@") or at.here.kind in {"end", "spread"}:
            name = at.after(-2)
            words = f"{name.text}: needs a value"
            hint = "Write its value behind the colon."
            raise at.mistake(words, hint, (), (name.start, at.before().end))
        if at.here.is_("["):
            self._list()
        elif at.here.is_("{"):
            at.number = at.closing()
            at.move()
        else:
            if at.here.is_("$"):
                at.move()
            joined = alternatives(at, at.number)
            if joined is not None:
                raise joined
            at.move()

    def _parentheses(self) -> Mistake:
        at = self.at
        close = at.text.tokens[at.closing()]
        changes = [change(at.text, at.here.start, at.here.end, "[")]
        changes.append(change(at.text, close.start, close.end, "]"))
        return at.mistake("A list stands in square brackets", "Write [ and ]", changes)

    def _list(self) -> None:
        at = self.at
        opened = at.here
        at.move()
        while not at.here.is_("]"):
            named = at.here.kind == "name" and at.after().is_(":")
            if named or at.here.is_(")", "}", "@") or at.here.kind == "end":
                behind = at.before()
                raise at.mistake(
                    f"The bracket that is opened on line {opened.line} is never closed",
                    f'Write "]" behind {behind.text}',
                    [change(at.text, behind.end, behind.end, "]")],
                    (opened.start, opened.end),
                )
            if at.here.is_("=") and at.after().kind == "number":
                written = f'"= {at.after().text}"'
                changes = [change(at.text, at.here.start, at.after().end, written)]
                words = "A comparison stands in quotation marks"
                raise at.mistake(words, f"Write {written}", changes)
            if at.here.is_("[", "{"):
                at.number = at.closing()
            at.move()
        at.move()

    def _value_end(self, number: int) -> int:
        """Find the token behind the value that begins at `number`."""
        tokens = self.at.text.tokens
        if tokens[number].is_("["):
            while not tokens[number].is_("]") and tokens[number].kind != "end":
                number += 1
        return min(number + 1, len(tokens) - 1)


def fitting(token: SyntaxToken, known: dict[str, GraphQLArgument]) -> str | None:
    """Choose the argument that a value without a name is of, by its type."""
    found = [name for name, argument in known.items() if _takes(argument, token)]
    if "url" in found and "://" in token.text:
        return "url"
    return found[0] if found else None


def _takes(argument: GraphQLArgument, token: SyntaxToken) -> bool:
    type_ = get_named_type(argument.type)
    if token.is_("["):
        return is_list_type(argument.type)
    if token.kind == "number":
        return isinstance(type_, GraphQLScalarType) and type_.name == "Int"
    if token.kind == "name":
        return isinstance(type_, GraphQLEnumType)
    return isinstance(type_, GraphQLScalarType) and type_.name == "String"
