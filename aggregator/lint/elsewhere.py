"""Rules that no check looks for: what they say comes up while a file is read, or a schema changes.

Each is a code with its explanation, as a module of `rules/` has it in its docstring.
"""

from aggregator.domain.severity import Severity
from aggregator.lint.description import Description

OF_FILES = (
    Description.of(
        "card-suffix",
        """The file looks like a card, but its name does not end in `.graphql`: nothing reads it.

        A card is a file `cards/<team>/<key>.graphql`. `.gql`, `.graphqls` and `.graphql.txt` are
        other names for the same kind of file elsewhere; here such a card is never served. Rename
        it.
        """,
    ),
    Description.of(
        "check-failed",
        """A check itself failed on this file.

        That is a bug of ours, not of the card; please report it with the file. Until then the card
        is not served, since nobody can say whether it is right.
        """,
    ),
    Description.of(
        "file-too-large",
        """A card file holds at most 256 kB and 10,000 words and signs, a connector.yaml 256 kB.

        Either is a few pages of text; what is larger was probably put in the folder by mistake.
        """,
    ),
    Description.of(
        "no-cards",
        """There is no card at this path: a card is a file `cards/<team>/<key>.graphql`.

        Hidden files and other extensions are no cards.
        """,
        Severity.WARNING,
    ),
    Description.of(
        "not-a-fragment",
        """Files in `graphql/fragments/` hold only fragments.

        Cards live in `cards/<team>/`, saved queries in `graphql/operations/`.
        """,
    ),
    Description.of(
        "not-compiled",
        """The card passed every check, but could not be made ready to serve.

        The message says why. If it does not help, the checks have a gap: please report it with the
        file.
        """,
    ),
    Description.of(
        "not-utf8",
        """The files of cards and connectors are UTF-8.

        The caret stands after the last character that could be read. An editor's "save with
        encoding" changes it; a byte order mark may stay.
        """,
    ),
    Description.of(
        "python-syntax",
        """The `<key>.py` beside a card's query is not Python.

        The caret stands where reading it stopped; the mistake is there or just before it.
        """,
    ),
    Description.of(
        "python-without-query",
        """A Python file in the folder of cards belongs to a query of the same name.

        `usage-trend.py` shows what `usage-trend.graphql` reads. Write the query, or rename or move
        the file: a card imports no other files of the folder.
        """,
    ),
    Description.of(
        "refused-link",
        """A link leads out of the folder of cards or connectors: what is behind it is not read.

        Links are followed inside that folder, as Kubernetes mounts a ConfigMap (`..data`) and
        git-sync a checkout. One that leads out of it could bring in any file of the machine;
        one that leads back to a folder it is in would never end. Put the file itself there, or
        mount the whole folder.
        """,
    ),
    Description.of(
        "syntax-error",
        """The file is not GraphQL.

        The finding stands at the mistake: at the brace that is never closed, at the quotation mark
        of a text that does not end on its line. A mistake hides those that follow it, so the first
        is told alone, with what mends it.

        Wrong:
            name @text)

        Right:
            name @text
        """,
    ),
    Description.of(
        "too-complex",
        """The card selects too much for one card, or a connector.yaml holds too many values.

        With its fragments in their places a card may select 2,000 fields, nest 40 levels of braces
        and define 50 things. Plain shows a card on a few hundred pixels: select less. A
        connector.yaml holds 10,000 values, those that its aliases (`*name`) repeat counted each
        time.
        """,
    ),
    Description.of(
        "too-deep",
        """Braces, brackets and tables may be nested 32 levels deep; a card needs five or six.""",
    ),
    Description.of(
        "unreadable-file",
        """The file cannot be opened: it is not there, is no file, or its permissions forbid it.

        The process that serves needs to read it.
        """,
    ),
    Description.of(
        "wrong-setting",
        """The settings file says what `aggregator serve` refuses: it would not start again.

        A name is misspelt, a value is none that the setting takes, or a setting of the top stands
        below a line in `[brackets]`: then it belongs to that table. `docs/settings.md` lists them
        all. Of a source it is held to its connector: there is one, and it knows the options, the
        credential's fields and the kind of address; `aggregator connectors show NAME` has them.
        What secrets name is not looked at, nor what a variable may add where it serves.
        """,
    ),
)
"""Of a file, met while it is read, checked or compiled (`check.py`)."""

OF_A_CHANGE = (
    Description.of(
        "argument-added",
        """A change of the schema makes an argument necessary that the card does not give.

        Said by `check --against`. The card is not served any more: give the new argument a default,
        or make it nullable.
        """,
    ),
    Description.of(
        "argument-gone",
        """A change of the schema takes an argument away that the card gives.

        Said by `check --against`. The card is not served any more: keep the argument, marked as
        deprecated, until no card gives it.
        """,
    ),
    Description.of(
        "default-changed",
        """A change of the schema gives an argument another default, and the card leaves the
        argument out.

        Said by `check --against`. The card serves, but gets more or fewer items than it did: say
        the argument, `first: 10`, where the number matters.
        """,
        Severity.WARNING,
    ),
    Description.of(
        "field-gone",
        """A change of the schema takes a field away that the card selects.

        Said by `check --against`. The card is not served any more: keep the field, marked as
        deprecated, until no card selects it, or change the cards together with the schema.
        """,
    ),
    Description.of(
        "member-added",
        """A change of the schema adds a type to a union or an interface of which the card knows the
        others.

        Said by `check --against`. The card serves; things of the new type show only what is
        selected for all of them. Add `... on NewType { }` where it should say more.
        """,
        Severity.WARNING,
    ),
    Description.of(
        "no-longer-valid",
        """A change of the schema makes something in the card wrong; the message says what.

        Said by `check --against`. The card is not served any more; `aggregator check` says the same
        of it, with the code of the rule that it breaks.
        """,
    ),
    Description.of(
        "now-deprecated",
        """A change of the schema marks something as deprecated that the card uses.

        Said by `check --against`. The card serves; the schema says what to use instead, and the
        card stops serving when the old one goes away.
        """,
        Severity.WARNING,
    ),
    Description.of(
        "now-nullable",
        """A change of the schema lets a field be null that never was.

        Said by `check --against`. The card serves; where the value is missing its piece is left
        out. Add `@default(text: "-")` where it must stay.
        """,
        Severity.WARNING,
    ),
    Description.of(
        "type-changed",
        """A change of the schema gives a field another type, or makes a list of it, or a list no
        list.

        Said by `check --against`. The card may still be valid, but what it was written for is not
        what it gets now: look at each line that is named, or add a new field beside the old one.
        """,
    ),
    Description.of(
        "type-gone",
        """A change of the schema takes a type away that the card names, or puts another in its
        place.

        Said by `check --against`. The card is not served any more: its fragments on that type lead
        nowhere.
        """,
    ),
    Description.of(
        "value-added",
        """A change of the schema adds an enum value that has no colour where the card gives
        colours.

        Said by `check --against`, for each line. The card serves, and shows the new value in grey;
        give it a colour, or `grey: ["*"]` for the rest.
        """,
        Severity.WARNING,
    ),
    Description.of(
        "value-gone",
        """A change of the schema takes an enum value away that the card names in a colour or a
        condition.

        Said by `check --against`. The card is not served any more: keep the value, marked as
        deprecated, until no card names it.
        """,
    ),
)
"""Of a card that was right, when the schema changes (`impact.py`)."""
