"""`aggregator connectors new`: begin a connector, and say what is left to be written."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.connectors.written import tell_left, write_connector
from aggregator.cli.terminal.failure import CommandFailed, WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import out, say
from aggregator.cli.terminal.prompt import answered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from aggregator.authoring.connector.draft import ConnectorDraft
    from aggregator.world import World

EPILOG = """\b
Examples:
  aggregator connectors new erp            asks what there is to know
  aggregator connectors new erp --provides Customer.subscription --yes
  aggregator connectors new fleet --type Vehicle --many --yes
                                           a type of your own
  aggregator connectors new erp --provides Customer.invoices \\
      --request "GET /v1/invoices" --param email --max 50 --records data \\
      --match email
  aggregator connectors new people --from rest
                                           a copy of one that there is
  aggregator connectors new shop --category database --type Shopper \\
      --sql "SELECT id, email, name FROM people WHERE email = ANY(:keys)" \\
      --match email --yes

\b
What it writes, and never over what is there:
  connectors/NAME/connector.yaml   how the system is asked; TODO where
                                   nothing was told; aggregator check lists
  connectors/NAME/types.graphql    with --type: the type, to be filled out
"""


def new(
    key: Annotated[str, typer.Argument(metavar="NAME", help="The connector's name: its folder's.")],
    name: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What people call the system.")
    ] = None,
    category: Annotated[
        str | None,
        typer.Option(metavar="WORD", help="billing, crm, helpdesk, product, database or custom."),
    ] = None,
    authentication: Annotated[
        str | None,
        typer.Option(
            metavar="WORD",
            help="none, api_key, basic, bearer or oauth2_client_credentials. "
            "docs/connectors.md has more.",
        ),
    ] = None,
    provides: Annotated[
        str | None,
        typer.Option(metavar="TYPE.FIELD", help="What it fills: Customer.subscription."),
    ] = None,
    type_: Annotated[
        str | None,
        typer.Option("--type", metavar="TYPE", help="Declare a new type for it: Vehicle."),
    ] = None,
    many: Annotated[bool, typer.Option("--many", help="Of the new type there are many.")] = False,
    asked_by: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="KIND",
            help="What it is asked by: email, external_id, or an id of this system's that the "
            "directory links.",
        ),
    ] = None,
    request: Annotated[
        str | None, typer.Option(metavar="CALL", help="The call: GET /v1/subscriptions.")
    ] = None,
    param: Annotated[
        str | None, typer.Option(metavar="NAME", help="The parameter that takes the keys.")
    ] = None,
    sql: Annotated[
        str | None,
        typer.Option(
            metavar="SELECT",
            help="Of a database, in the place of --request: SELECT id, email FROM people WHERE "
            "email = ANY(:keys).",
        ),
    ] = None,
    maximum: Annotated[
        int | None,
        typer.Option(
            "--max",
            metavar="N",
            min=1,
            help="How many keys one call takes: 1 if unsure, 200 of a database.",
        ),
    ] = None,
    records: Annotated[
        str | None, typer.Option(metavar="PATH", help="Where the answer has its list: data.")
    ] = None,
    match: Annotated[
        str | None, typer.Option(metavar="PATH", help="Where a record says whose it is: email.")
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="NAME", help="Copy this connector, and ask nothing: to change it."
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: what is not told is TODO.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Write the folder of a new connector, from what you know of the system.

    On a terminal it asks what is not told, and nowhere else. Whatever you do not know stays TODO,
    and aggregator check lists it until it is written. With --category database it is asked by a
    statement.
    """
    from aggregator.authoring.connector.draft import DATABASE, ConnectorDraft, DraftError, draft
    from aggregator.settings import load_settings
    from aggregator.world import build_world

    settings = load_settings(config, only=("connectors",))
    if not settings.connectors:
        raise CommandFailed('No folder is set. Fix: connectors = ["connectors"] in aggregator.toml')
    world = build_world(settings.connectors)
    ask = _Questions(asks=sys.stdin.isatty() and not yes)
    try:
        folder = _folder(key, settings.connectors[0])
        if like is not None:
            said = (name, category, authentication, provides, type_, asked_by, request, param, sql,
                    maximum, records, match)  # fmt: skip
            files = _copied(like, folder, world, alone=not many and said.count(None) == len(said))
            write_connector(files)
            tell_left(folder, settings.connectors, [f"connectors show {key}"])
            return
        usual_name = key.replace("_", " ").capitalize()
        called = ask("What people call the system", "--name", name, usual_name)
        usual_category = "custom" if sql is None else DATABASE
        of_category = ask("Its category", "--category", category, usual_category, _category)
        database = of_category == DATABASE
        _together(sql, {"--request": request, "--param": param, "--records": records}, of_category)
        usual_kind, fits = ("basic", _of_database) if database else ("bearer", _authentication)
        kind = ask("How it is authenticated", "--authentication", authentication, usual_kind, fits)
        begun = _begun(key, called, provides, type_, world, ask, many=many)
        of = ConnectorDraft(
            key=key,
            name=called,
            category=of_category,
            authentication=kind,
            provides=begun.provides,
            type=begun.type,
            many=begun.many,
            asked_by=ask(
                "Asked by: email, external_id or an id of its own", "--key", asked_by, "email"
            ),
        )
        if database:
            of = _by_statement(of, ask, sql, match, maximum)
        else:
            of = _by_calls(of, ask, (request, param, records, match), maximum)
        files = {folder / file: text for file, text in draft(of, world.types_of).items()}
    except DraftError as error:
        raise WrongUsage(str(error)) from None
    write_connector(files)
    tried = f"source try {of.key} --customer EMAIL"
    next_ = [f"connectors show {of.key}", tried, *(["schema export"] if of.type else [])]
    tell_left(folder, settings.connectors, next_)


def _copied(like: str, folder: Path, world: "World", *, alone: bool) -> "Mapping[Path, str]":
    from aggregator.authoring.connector.copied import copied_files
    from aggregator.schema.near import meant

    file = world.path(like)
    if file is None:
        near = " or ".join(meant(like, world.connectors))
        raise WrongUsage(
            f"There is no connector {like}. Fix: "
            f"{f'did you mean {near}?' if near else 'aggregator connectors list'}"
        )
    if not alone:
        raise WrongUsage("A copy says what the other one does. Fix: --from alone, then edit it")
    return {folder / name: text for name, text in copied_files(file.parent).items()}


class _Questions:
    """Asks for what is not told, or takes what is usual."""

    def __init__(self, *, asks: bool) -> None:
        self.asks = asks

    def __call__(
        self,
        question: str,
        flag: str,
        told: str | None,
        usual: str,
        check: "Callable[[str], None]" = lambda _: None,
    ) -> str:
        """Give the answer, which `flag` tells without a question.

        Raises DraftError for one that was told and cannot be, WrongUsage where answers end.
        """
        from aggregator.authoring.connector.draft import DraftError

        if told is not None or not self.asks:
            answer = usual if told is None else told
            check(answer)
            return answer
        while True:
            answer = answered(question, flag, usual)
            try:
                check(answer)
            except DraftError as error:
                say(out(), str(error), "red")
                continue
            return answer


def _folder(key: str, home: Path) -> Path:
    from aggregator.authoring.connector.draft import check_connector_key

    check_connector_key(key)
    if os.path.lexists(home / key):
        raise CommandFailed(f"{home / key} is there already. Fix: another name, or remove it")
    return home / key


def _begun(
    key: str,
    name: str,
    provides: str | None,
    type_: str | None,
    world: "World",
    ask: _Questions,
    *,
    many: bool,
) -> "ConnectorDraft":
    """What it fills: a field of the schema, or a new one of a new type."""
    from aggregator.authoring.connector.draft import (
        ConnectorDraft,
        DraftError,
        check_new_field,
        check_provides,
        check_type,
        field_of,
        is_list_field,
    )

    if type_ is None and provides is None:
        if not ask.asks:
            raise DraftError("What does it fill? Fix: --provides Customer.subscription, or --type")
        fields = sorted(field for field in world.types_of if field.startswith("Customer."))
        say(out(), f"The schema has {', '.join(fields)}")
        question = "What it fills (or a new type, such as Vehicle)"
        new = ask(question, "--provides or --type", None, "Customer.subscription")
        type_, provides = (None, new) if "." in new else (new, None)
    if type_ is None:
        field = provides or ""
        check_provides(field, world.types_of)
        return ConnectorDraft(key, name, field, many=is_list_field(field, world.schema))
    check_type(type_, world.schema.type_map)
    field = provides or field_of(type_, many=many)
    check_new_field(field, world.schema)
    return ConnectorDraft(key, name, field, type=type_, many=many)


def _by_statement(
    of: "ConnectorDraft", ask: _Questions, sql: str | None, match: str | None, most: int | None
) -> "ConnectorDraft":
    from aggregator.authoring.connector.draft import (
        MAX_KEYS,
        STATEMENT,
        check_statement,
        matched_by,
    )

    said = ask("The statement", "--sql", sql, STATEMENT, check_statement)
    column = ask("The column that says whose a row is", "--match", match, matched_by(said))
    return replace(of, sql=said, match=column, max=most or MAX_KEYS)


def _by_calls(
    of: "ConnectorDraft", ask: _Questions, told: "Sequence[str | None]", most: int | None
) -> "ConnectorDraft":
    from aggregator.authoring.connector.draft import TODO

    request, param, records, match = told
    return replace(
        of,
        request=ask("The call", "--request", request, f"GET /{TODO}", _call),
        param=ask("The parameter that takes the keys", "--param", param, TODO),
        max=most or int(ask("How many keys one call takes", "--max", None, "1", _number)),
        records=ask("Where the answer has its list of records", "--records", records, TODO),
        match=ask("Where a record says whose it is", "--match", match, TODO),
    )


def _together(sql: str | None, of_calls: "Mapping[str, str | None]", category: str) -> None:
    """Refuse options of the one way to ask beside those of the other. Raises DraftError."""
    from aggregator.authoring.connector.draft import DATABASE, DraftError

    said = [flag for flag, told in of_calls.items() if told is not None]
    if category == DATABASE and said:
        raise DraftError(f"A database is asked by a statement, not by {said[0]}. Fix: --sql")
    if category != DATABASE and sql is not None:
        raise DraftError("--sql is the statement of a database. Fix: --category database")


def _of_database(word: str) -> None:
    _one_of("authentication of a database", word, ("basic", "none"))


def _category(word: str) -> None:
    from aggregator.authoring.connector.draft import CATEGORIES

    _one_of("category", word, CATEGORIES)


def _authentication(word: str) -> None:
    from aggregator.authoring.connector.draft import AUTHENTICATION

    _one_of("authentication", word, tuple(AUTHENTICATION))


def _one_of(what: str, word: str, known: "Sequence[str]") -> None:
    from aggregator.authoring.connector.draft import DraftError

    if word not in known:
        raise DraftError(f'There is no {what} "{word}". Use one of: {", ".join(known)}')


def _call(text: str) -> None:
    from aggregator.authoring.connector.draft import DraftError

    method, _, path = text.rpartition(" ")
    if method not in ("", "GET", "POST") or not path.startswith("/"):
        raise DraftError(f'"{text}" is no call. Fix: GET /path, or POST /path')


def _number(text: str) -> None:
    from aggregator.authoring.connector.draft import DraftError

    if not text.isdecimal() or int(text) < 1:
        raise DraftError(f'"{text}" is no number of keys. Fix: 1 or more')
