"""Reads a file by GraphQL's grammar and says at the first place what was meant there."""

from graphql.pyutils import suggestion_list

from aggregator.domain.plain.request import ROOTS
from aggregator.language.diagnostics import Replacement
from aggregator.language.syntax.arguments import DIRECTIVES_BY_NAME, Arguments
from aggregator.language.syntax.before_field import (
    before_fields,
    before_query,
    behind_braces,
    called_card,
)
from aggregator.language.syntax.borrowed import (
    clause,
    given_to_fragment,
    put_in,
    renamed,
    without_field,
)
from aggregator.language.syntax.braces import has_surplus, missing, surplus, unclosed
from aggregator.language.syntax.cursor import TokenCursor
from aggregator.language.syntax.mistake import Mistake, change
from aggregator.language.syntax.named import first_item
from aggregator.language.syntax.tokens import SyntaxToken, TokenizedText

_OPERATIONS = ("query", "mutation", "subscription")
_OTHERS = ("type", "schema", "enum", "scalar", "input", "interface", "union", "extend", "directive")
_MOST_BRACES = 100


class TooDeep(Exception):
    """More braces are open at once than anybody writes: such a file is not looked into."""


def check_grammar(text: TokenizedText) -> None:
    """Raise the first Mistake of grammar."""
    _Grammar(text).document()


class _Grammar:
    """One reading of a file: every method reads one thing of the grammar, or raises Mistake."""

    def __init__(self, text: TokenizedText) -> None:
        self.at = TokenCursor(text)
        self.arguments = Arguments(self.at)
        self.begun = False

    def document(self) -> None:
        at = self.at
        if len(at.text.tokens) == 1:
            hint = 'A card begins with query Name @card(title: "...").'
            raise at.mistake("There is nothing in this file", hint)
        while at.here.kind != "end":
            if at.here.is_(*_OTHERS):
                return  # GraphQL, though not a card's: said elsewhere
            if at.here.kind in {"string", "block"} and at.after().is_("query", "fragment"):
                at.move()
            elif at.here.is_("fragment"):
                self._fragment()
            elif at.here.is_(*_OPERATIONS):
                self._operation()
            elif at.here.is_("{"):
                self._braces()
            else:
                raise self._no_definition()
            self.begun = True

    def _no_definition(self) -> Mistake:
        at, here = self.at, self.at.here
        if here.is_("}") or (self.begun and has_surplus(at.text)):
            return surplus(at.text)
        follows = at.after().kind == "name" or at.after().is_("{", "@", "(")
        meant = suggestion_list(here.text, ("query", "fragment")) if here.kind == "name" else []
        if meant and follows:
            words = f'"{here.text}" begins nothing in a card'
            return at.misspelt(words, meant[0])
        return self._surplus_words() if self.begun else self._no_query(follows)

    def _surplus_words(self) -> Mistake:
        """What stands behind the card's last brace."""
        at, here = self.at, self.at.here
        behind = behind_braces(at) if here.is_("@") else None
        end = at.text.line_end(here.start)
        words = "The card has ended: nothing but a fragment may follow its last brace"
        return behind or at.mistake(words, "Remove it.", [change(at.text, here.start, end, "")])

    def _no_query(self, follows: bool) -> Mistake:
        """What stands at the beginning, in place of the word query."""
        at, here = self.at, self.at.here
        called = called_card(at) if here.is_("card", "Card", "CARD") else None
        if called is not None:
            return called
        if here.kind == "name" and follows:
            words = "A card begins with the word query"
            return at.insert(words, here.start, "query ", f"Write query {here.text}")
        if here.is_("@"):
            return before_query(at) or self._unnamed()
        words = f"{at.named()} stands where a card begins"
        hint = 'A card begins with query Name @card(title: "...").'
        return at.mistake(words, hint, [change(at.text, here.start, here.end, "")])

    def _unnamed(self) -> Mistake:
        words = "A card begins with the word query and a name"
        hint = "Write query and a name before it"
        return self.at.insert(words, self.at.here.start, "query Card ", hint)

    def _operation(self) -> None:
        at = self.at
        at.move()
        if at.here.kind in {"string", "block"} and at.after().is_("@", "{", "("):
            bare = "".join(filter(str.isalnum, at.here.text)) or "Card"
            raise at.replace("A query's name stands without quotation marks", bare, f"Write {bare}")
        first = at.here
        if first.kind == "name":
            at.move()
            if at.here.kind == "name" and at.after().is_("@", "{", "("):
                self._two_words(first.start, first.text)
        if at.here.is_("("):
            self.arguments.variables()
        self._directives()
        if at.here.is_(":", "=") and at.after().is_("{", "@"):
            raise at.remove(f'"{at.here.text}" stands between a query and its braces')
        if at.here.kind == "end":
            words = "This card has no braces: between them it names what it shows"
            written = " { customer { id @text } }"
            raise at.insert_behind(words, written, f"Write {written.strip()}, with your fields")
        if not at.here.is_("{"):
            self._no_braces()
        self._braces()

    def _two_words(self, start: int, first: str) -> None:
        at = self.at
        second = at.here.text
        if second in ROOTS:
            return
        joined = first + second[:1].upper() + second[1:]
        changes = [change(at.text, start, at.here.end, joined)]
        raise at.mistake("A query's name is one word", f"Write {joined}", changes)

    def _no_braces(self) -> None:
        at = self.at
        if at.here.is_(":", "="):
            close = [] if has_surplus(at.text) else [self._closing_brace()]
            changes = [change(at.text, at.here.start, at.here.end, " {"), *close]
            words = "What a card reads stands in braces"
            raise at.mistake(words, f'Write "{{" in place of "{at.here.text}"', changes)
        changes = [change(at.text, at.here.start, at.here.start, "{ ")]
        if not has_surplus(at.text):
            changes.append(self._closing_brace())
        words = "What a card reads stands in braces"
        raise at.mistake(words, f'Write "{{" before {at.named()}', changes)

    def _closing_brace(self) -> Replacement:
        """Close at the end of the file what nothing closes."""
        end = len(self.at.text.body.rstrip())
        return change(self.at.text, end, end, " }")

    def _fragment(self) -> None:
        at = self.at
        at.move()
        if at.here.kind == "name":
            at.move()
        if at.here.kind == "name" and not at.here.is_("on"):
            words = "A fragment says on which type it is"
            raise at.insert(words, at.here.start, "on ", f"Write on {at.here.text}")
        at.move()
        if at.here.kind == "name":
            at.move()
        self._directives()
        if not at.here.is_("{"):
            words = "A fragment's fields stand in braces"
            raise at.insert(words, at.here.start, "{ ", f'Write "{{" before {at.named()}')
        self._braces()

    def _braces(self) -> None:
        at = self.at
        at.open_braces += 1
        opened = at.number
        at.move()
        if at.here.is_("}"):
            words = "These braces are empty: they name at least one field"
            at.number = opened
            raise at.insert(
                words, at.here.end, " id @text ", "Write a field between them: id @text"
            )
        field: SyntaxToken | None = None
        while not at.here.is_("}"):
            if at.open_braces > _MOST_BRACES:
                raise TooDeep
            if at.here.kind == "end":
                raise unclosed(at.text)
            if at.here.kind == "name":
                borrowed = clause(at, field)
                if borrowed is not None:
                    raise borrowed
                field = at.here
            self._selection()
        at.open_braces -= 1
        at.move()

    def _selection(self) -> None:
        at = self.at
        if at.here.kind == "spread":
            self._spread()
        elif at.here.kind == "name":
            self._field()
        else:
            raise self._no_selection()

    def _no_selection(self) -> Mistake:
        at, here = self.at, self.at.here
        bare = here.text.strip('"')
        if here.kind == "string" and bare.isidentifier():
            end = at.after().end if at.after().is_(":") else here.end
            words = "A field's name stands without quotation marks"
            return at.mistake(words, f"Write {bare}", [change(at.text, here.start, end, bare)])
        if here.is_("@") and (at.before().is_("{") or at.after().kind == "name"):
            return self._directive_first()
        if here.is_(")", "]"):
            return at.remove(f'"{here.text}" closes nothing')
        borrowed = without_field(at) or renamed(at) or put_in(at)
        if borrowed is not None:
            return borrowed
        if here.is_("|") and at.after().text in DIRECTIVES_BY_NAME:
            words = "How a field is shown stands behind it with @, not with a bar"
            return at.mistake(
                words,
                f"Write @{at.after().text}",
                [change(at.text, here.start, at.after().start, "@")],
            )
        words = f"{at.named()} stands where a field's name belongs"
        return at.mistake(words, "Remove it.", [change(at.text, here.start, here.end, "")])

    def _directive_first(self) -> Mistake:
        """A directive that stands where a field belongs."""
        at = self.at
        behind = before_fields(at)
        hint = "Write a field before it."
        unled = at.mistake(
            f"No field stands before @{at.after().text}, which would say how it is shown", hint
        )
        if behind is None and at.before().is_("{"):
            return self._moved_out() or unled
        return behind or unled

    def _moved_out(self) -> Mistake | None:
        """A directive that stands behind the brace of its field, not before; None: nothing does."""
        at, here, brace = self.at, self.at.here, self.at.before()
        self._directives()
        if at.here.is_("{"):
            words = "Fields that are shown together stand in the braces of three points"
            changes = [change(at.text, here.start, here.start, "... ")]
            return at.mistake(words, "Write ... before it", changes, (here.start, here.end))
        if at.here.is_("}"):
            return None
        written = at.text.body[here.start : at.before().end]
        changes = [
            change(at.text, brace.start, brace.start, f"{written} "),
            change(at.text, here.start, at.before().end, ""),
        ]
        words = "A directive stands behind its field's name, before the brace"
        span = (here.start, here.end)
        return at.mistake(words, f"Write {written} {{", changes, span)

    def _field(self) -> None:
        at = self.at
        if at.after().is_(":"):
            self._alias()
        at.move()
        if at.here.is_("[") and at.after().kind == "number" and at.after(2).is_("]"):
            raise self._by_number()
        if at.here.is_("(", "[") and at.after().is_("@"):
            raise self._in_brackets()
        if at.here.is_("[") or (at.here.is_("{") and at.holds_arguments()):
            raise self.arguments.other_brackets("The arguments of a field")
        if at.here.is_("("):
            self.arguments.of_field()
        self._directives()
        if at.here.is_("{"):
            self._braces()
        elif self._is_open_root() and has_surplus(at.text):
            words = f'"{at.before().text}" has fields, but no brace before them'
            raise missing(at.text, at.number - 1, words)

    def _by_number(self) -> Mistake:
        """`invoices[0]`: an item of a list by its number."""
        at = self.at
        changes = first_item(at.text, at.number + 2)
        words = "No item of a list is read by its number: a list says how many of it are shown"
        place = (at.here.start, at.after(2).end)
        return at.mistake(words, "Write (first: 1), which is the newest", changes, place)

    def _in_brackets(self) -> Mistake:
        """`name (@text)`: directives in brackets."""
        at = self.at
        close = at.text.tokens[at.closing()]
        changes = [change(at.text, at.here.start, at.here.end, "")]
        changes.append(change(at.text, close.start, close.end, ""))
        return at.mistake(
            "Directives stand behind a field, without brackets", "Remove them.", changes
        )

    def _is_open_root(self) -> bool:
        """Tell whether `customer` or another root was read, and a field stands behind it."""
        at = self.at
        return at.open_braces == 1 and at.before().text in ROOTS and at.here.kind == "name"

    def _alias(self) -> None:
        """`short: name`; or what was meant where no name follows."""
        at = self.at
        value = at.after(2)
        if value.kind == "name":
            at.move()
            at.move()
            return
        if value.is_("{", "@", "}") or value.kind == "end":
            at.move()
            raise at.remove("No colon stands behind a field's name")
        if at.bare_directive is not None:
            raise self.arguments.no_parenthesis()
        at.move()
        words = "A field takes no value: a card only reads"
        start, end = at.before().start, at.after().end
        raise at.mistake(words, "Remove it.", [change(at.text, start, end, "")])

    def _spread(self) -> None:
        at = self.at
        at.move()
        if at.here.is_("on"):
            at.move()
            if at.here.kind != "name":
                raise at.mistake('A type\'s name follows "on"', "Write ... on Ticket { }")
            at.move()
        elif at.here.kind == "name":
            at.move()
            if at.here.is_("{") and not at.holds_arguments():
                name = at.before()
                words = f'The word "on" stands before the type {name.text}'
                changes = [change(at.text, name.start, name.start, "on ")]
                hint = f"Write ... on {name.text}"
                raise at.mistake(words, hint, changes, (name.start, name.end))
            if at.here.is_("("):
                raise given_to_fragment(at)
            self._directives()
            return
        self._directives()
        if not at.here.is_("{"):
            words = "A fragment's name, or a type and braces follow the three points"
            raise at.mistake(words, "Write ...Name or ... on Type { }")
        self._braces()

    def _directives(self) -> None:
        at = self.at
        at.bare_directive = None
        while at.here.is_("@"):
            if at.after().kind != "name":
                raise at.remove('A directive\'s name follows "@"')
            at.move()
            name = at.here.text
            at.bare_directive = at.number
            at.move()
            if at.here.is_("["):
                raise self.arguments.other_brackets(f"The arguments of @{name}")
            if at.here.is_("{") and at.holds_arguments():
                raise self.arguments.other_brackets(f"The arguments of @{name}")
            if at.here.is_("("):
                at.bare_directive = None
                self.arguments.of_directive(name)
            elif at.here.kind in {"string", "number"} or (
                at.here.is_(":", "=") and at.after().kind in {"string", "number"}
            ):
                raise self.arguments.bare_value(name)
