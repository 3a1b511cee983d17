"""`aggregator customers`: the directory from the command line, beside a server that runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.customers import account, decide, imports, jobs, pull, simulate, suggestions
from aggregator.cli.customers.directory_side import (
    OpenDirectory,
    customer_of,
    finish,
    open_directory,
    tell_links,
)
from aggregator.cli.terminal.failure import CommandFailed, WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import out, say
from aggregator.cli.terminal.program import runnable

if TYPE_CHECKING:
    from aggregator.directory.values import CustomersWanted

ORDER = 35

_EPILOG = """\b
Examples:
  aggregator customers import --sample > customers.csv
  aggregator customers import customers.csv --dry-run
  aggregator customers import customers.csv
  aggregator customers show ann@acme.com
  aggregator customers link ann@acme.com billing.customer=cus_81 \\
      --reason "moved"
"""

_Who = Annotated[
    str,
    typer.Argument(
        metavar="CUSTOMER", help="Their id here, in your backend or in Plain; an e-mail."
    ),
]
_What = Annotated[
    str,
    typer.Argument(
        metavar="KIND=VALUE", help="billing.customer=cus_81, email=..., external_ref=..., phone=..."
    ),
]
_Reason = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="Why; kept with the link.")
]


def add_to(app: typer.Typer) -> None:
    noun = typer.Typer(help="Who your customers are: import, look up, link.")
    imports.add_to_customers(noun)
    jobs.add_to_customers(noun)
    pull.add_to_customers(noun)
    noun.command()(show)
    noun.command()(find)
    noun.command()(account.account)
    noun.command()(link)
    noun.command()(unlink)
    decide.add_to_customers(noun)
    suggestions.add_to_customers(noun)
    noun.command()(simulate.simulate)
    noun.command()(tags)
    noun.command()(owners)
    app.add_typer(noun, name="customers", epilog=_EPILOG)


def show(
    who: _Who,
    history: Annotated[
        bool, typer.Option("--history", help="What is no longer so too, and what happened.")
    ] = False,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="WHEN", help="As it was after an event, by number, or at a moment."
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Show one customer: everything that is said of them, by whom and since when."""
    finish(_show(who, history, as_of, config))


async def _show(who: str, history: bool, as_of: str | None, config: Path | None) -> None:
    async with open_directory(config) as opened:
        if as_of is not None:
            await _show_as_of(opened, who, as_of)
            return
        match = await customer_of(opened, who)
        whole = await opened.directory.whole(opened.workspace_id, match.id)
        assert whole is not None, "they were found just now"  # noqa: S101 for mypy
        say(out(), f"{match.id}  {match.name or ''}".rstrip(), "bold")
        for id_ in whole.aliases:
            say(out(), f"  {id_} is this one too", "dim")
        tell_links([row for row in whole.links if history or row.valid_to is None])
        for each in whole.decisions:
            other = each.right_id if each.left_id in (match.id, *whole.aliases) else each.left_id
            words = "the same as" if each.verdict == "same" else "never the same as"
            because = f": {each.reason}" if each.reason else ""
            say(out(), f"  {words} {other}{because}")
        for event in whole.events if history else ():
            ids = (event.subject_id, event.other_id, *event.named_too, event.ref)
            named = [id_ for id_ in ids if id_]
            because = f": {event.reason}" if event.reason else ""
            what = " ".join([event.kind, *dict.fromkeys(named)])
            when = f"{event.at:%Y-%m-%d %H:%M}"
            say(out(), f"  {event.seq}  {when}  {what}  by {event.actor}{because}")


async def _show_as_of(opened: OpenDirectory, who: str, as_of: str) -> None:
    """Show what was valid then; an id here is enough, of whoever was merged or gone since too."""
    from aggregator.directory.read.past import moment_of

    id_ = who if who.startswith("cust_") else (await customer_of(opened, who)).id
    at = int(as_of) if as_of.isascii() and as_of.isdigit() else moment_of(as_of)
    subject_id, rows = await opened.directory.as_of(opened.workspace_id, id_, at)
    if not rows:
        raise CommandFailed(f"Nothing was said of {id_} then. Fix: a later event or moment")
    say(out(), f"{subject_id}  as of {as_of}", "bold")
    tell_links(rows)


def find(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="TEXT",
            help="Part of a name, an e-mail or an id. Default: all.",
            show_default=False,
        ),
    ] = None,
    account: Annotated[
        str | None, typer.Option(metavar="ID", help="Of this account, by its id here.")
    ] = None,
    tag: Annotated[
        str | None, typer.Option(metavar="TAG", help="Who has this tag: vip, or plan=pro.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="OWNER", help="Whom they look after.")
    ] = None,
    linked: Annotated[
        str | None,
        typer.Option(metavar="SOURCE", help="Who has an id in it: billing, or billing.customer."),
    ] = None,
    not_linked: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="Who has no id in it yet.")
    ] = None,
    newest: Annotated[bool, typer.Option("--newest", help="Whoever was added last first.")] = False,
    by_name: Annotated[
        bool, typer.Option("--by-name", help="By name; whoever has none comes last.")
    ] = False,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, max=500, help="The most to list.")
    ] = 20,
    after: Annotated[
        str | None, typer.Option(metavar="CURSOR", help="Go on behind the last one listed.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Find customers: by a part of their name, e-mail or id, and by what is said of them.

    `--not-linked billing.customer` lists whom Billing cannot be asked about.
    """
    from aggregator.directory.values import CustomersListed, CustomersWanted

    if newest and by_name:
        raise CommandFailed("--newest and --by-name are two orders. Fix: give one")
    order = CustomersListed.NEWEST if newest else CustomersListed.OLDEST
    order = CustomersListed.NAME if by_name else order
    wanted = CustomersWanted(text, account, tag, owner, linked, not_linked, order)
    finish(_find(wanted, most, after, config))


async def _find(
    wanted: "CustomersWanted", most: int, after: str | None, config: Path | None
) -> None:
    async with open_directory(config) as opened:
        page = await opened.directory.page(opened.workspace_id, most, after, wanted)
        if not page.matches:
            raise CommandFailed(_nobody(wanted, page.total))
        for match in page.matches:
            ids = [match.email, match.external_id, *(f"{k}={v}" for k, v in match.keys.items())]
            say(out(), "  ".join([match.id, match.name or "-", *filter(None, ids)]))
        if page.has_next:
            say(out(), f"{page.total:,} in all: --most or --after {page.end} shows more", "dim")


def _nobody(wanted: "CustomersWanted", total: int) -> str:
    """Say why a list is empty; `total`: how many are on other pages."""
    if total:
        return f"Nobody comes after that one; {total:,} in all. Fix: leave --after out"
    if wanted.search:
        return (
            f"Nobody in the directory has '{wanted.search}' in their name, e-mail or ids, and all "
            "else that was asked for. "
            "Fix: a shorter part, or aggregator customers import brings them"
        )
    return (
        "Nobody in the directory is like that. "
        "Fix: ask for less, or aggregator customers import brings customers"
    )


def link(who: _Who, what: _What, reason: _Reason = None, config: ConfigOption = None) -> None:
    """Link a customer to an id: in a source, in your backend, in Plain; or to an e-mail or phone.

    An id that belongs to another customer is refused: merge the two, or unlink it there first.
    """
    finish(_link(who, what, reason, config))


async def _link(who: str, what: str, reason: str | None, config: Path | None) -> None:
    from aggregator.directory.codes import explained
    from aggregator.directory.kinds import EventKind
    from aggregator.directory.values import Provenance, UpsertState
    from aggregator.directory.write.link import LinkedIds, linked_upsert

    kind, value = _kind_and_value(what)
    async with open_directory(config) as opened:
        match = await customer_of(opened, who)
        by = Provenance(source="edit", actor=opened.actor, reason=reason)
        [done] = await opened.directory.upsert(
            opened.workspace_id,
            by,
            customers=[linked_upsert(LinkedIds(match.id, kind, value))],
            kind=EventKind.LINK,
        )
        if done.code is not None:
            rule, fix = explained(done.code)
            others = f" ({', '.join(done.candidates)})" if done.candidates else ""
            raise CommandFailed(f"Not linked, {done.code}: {rule}{others} Fix: {fix}")
        unchanged = done.state is UpsertState.UNCHANGED
        say(
            out(),
            f"{match.id} {'had' if unchanged else 'has'} {kind} {value}{' already' * unchanged}",
        )


def unlink(who: _Who, what: _What, reason: _Reason = None, config: ConfigOption = None) -> None:
    """End a link: the customer is no longer known under that value. Its history keeps it."""
    finish(_unlink(who, what, reason, config))


async def _unlink(who: str, what: str, reason: str | None, config: Path | None) -> None:
    from aggregator.directory.values import Provenance

    kind, value = _kind_and_value(what)
    async with open_directory(config) as opened:
        match = await customer_of(opened, who)
        by = Provenance(source="edit", actor=opened.actor, reason=reason)
        many = await opened.directory.unlink(
            opened.workspace_id, by, "customer", match.id, (kind, value)
        )
        if not many:
            raise CommandFailed(
                f"{match.id} has no {kind} {value}. Fix: aggregator customers show {match.id}"
            )
        say(out(), f"{match.id} no longer has {kind} {value}")


def tags(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="TAG", help="Tags to add: vip, tier=gold.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """List the tags that may be given, or add some: a tag, or a tag with a value."""
    finish(_allowed("tag", names or [], config))


def owners(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="OWNER", help="Owners to add.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """List the owners that customers may be given to, or add some."""
    finish(_allowed("owner", names or [], config))


async def _allowed(field: str, names: list[str], config: Path | None) -> None:
    async with open_directory(config) as opened:
        if names:
            new = await opened.directory.allow(opened.workspace_id, field, names)
            say(out(), f"{len(new)} added, {len(names) - len(new)} there already")
            return
        await _list_allowed(opened, field)


async def _list_allowed(opened: OpenDirectory, field: str) -> None:
    there = await opened.directory.allowed(opened.workspace_id, field)
    for name in there:
        say(out(), name)
    if not there:
        say(
            out(),
            runnable(f"No {field} yet. Fix: aggregator customers {field}s NAME adds one"),
            "dim",
        )


def _kind_and_value(what: str) -> tuple[str, str]:
    kind, equals, value = what.partition("=")
    kind = {"external_ref": "external_id", "user_ref": "external_id"}.get(kind, kind)
    if not equals or not value.strip() or not kind:
        raise WrongUsage(f"'{what}' is no KIND=VALUE. Fix: billing.customer=cus_81")
    if "." not in kind and kind not in ("external_id", "plain_id", "email", "phone"):
        raise WrongUsage(
            f"'{kind}' is no kind of id. Fix: external_ref, plain_id, email, phone, or an id in a "
            "source as billing.customer"
        )
    return kind, value.strip()
