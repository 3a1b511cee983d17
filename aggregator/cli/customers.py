"""`aggregator customers`: the directory from the command line, beside a server that runs."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from aggregator.cli import customers_import
from aggregator.cli.directory_side import OpenDirectory, customer_of, open_directory
from aggregator.cli.failure import CommandFailed, WrongUsage
from aggregator.cli.options import ConfigOption
from aggregator.cli.terminal import out, say

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
    customers_import.add_to_customers(noun)
    noun.command()(show)
    noun.command()(find)
    noun.command()(link)
    noun.command()(unlink)
    noun.command()(tags)
    noun.command()(owners)
    app.add_typer(noun, name="customers", epilog=_EPILOG)


def show(
    who: _Who,
    history: Annotated[bool, typer.Option("--history", help="What is no longer so, too.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show one customer: everything that is said of them, by whom and since when."""
    asyncio.run(_show(who, history, config))


async def _show(who: str, history: bool, config: Path | None) -> None:
    async with open_directory(config) as opened:
        match = await customer_of(opened, who)
        rows = await opened.directory.links(
            opened.workspace_id, "customer", match.id, ended=history
        )
        say(out(), f"{match.id}  {match.name or ''}".rstrip(), "bold")
        width = max((len(row.name) for row in rows), default=0)
        for row in rows:
            since = f"{row.valid_from:%Y-%m-%d %H:%M}"
            said = [f"by {row.source}", row.trust, f"since {since}"]
            said += [f"until {row.valid_to:%Y-%m-%d %H:%M}"] if row.valid_to else []
            said += [row.import_id] if row.import_id else [row.actor]
            said += [row.reason] if row.reason else []
            value = " ".join(row.value.split())
            say(out(), f"  {row.name:{width}}  {value}  ({', '.join(said)})")


def find(
    text: Annotated[str, typer.Argument(help="Part of a name, an e-mail or an id.")],
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, max=500, help="The most to list.")
    ] = 20,
    config: ConfigOption = None,
) -> None:
    """Find customers by a part of their name, e-mail or id."""
    asyncio.run(_find(text, most, config))


async def _find(text: str, most: int, config: Path | None) -> None:
    async with open_directory(config) as opened:
        page = await opened.directory.page(opened.workspace_id, most, search=text)
        if not page.matches:
            raise CommandFailed(
                f"Nobody in the directory has '{text}' in their name, e-mail or ids. "
                "Fix: a shorter part, or aggregator customers import brings them"
            )
        for match in page.matches:
            ids = [match.email, match.external_id, *(f"{k}={v}" for k, v in match.keys.items())]
            say(out(), "  ".join([match.id, match.name or "-", *filter(None, ids)]))
        if page.has_next:
            say(out(), f"{page.total:,} in all: --most shows more", "dim")


def link(who: _Who, what: _What, reason: _Reason = None, config: ConfigOption = None) -> None:
    """Link a customer to an id: in a source, in your backend, in Plain; or to an e-mail or phone.

    An id that belongs to another customer is refused: merge the two, or unlink it there first.
    """
    asyncio.run(_link(who, what, reason, config))


async def _link(who: str, what: str, reason: str | None, config: Path | None) -> None:
    from aggregator.directory.codes import explained
    from aggregator.directory.kinds import EventKind
    from aggregator.directory.values import CustomerUpsert, Provenance, UpsertState

    kind, value = _kind_and_value(what)
    async with open_directory(config) as opened:
        match = await customer_of(opened, who)
        said: dict[str, object] = {"keys": {kind: value}} if "." in kind else {kind: value}
        by = Provenance(source="edit", actor=opened.actor, reason=reason)
        [done] = await opened.directory.upsert(
            opened.workspace_id,
            by,
            customers=[CustomerUpsert(id=match.id, **said)],  # type: ignore[arg-type]
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


def unlink(who: _Who, what: _What, config: ConfigOption = None) -> None:
    """End a link: the customer is no longer known under that value. Its history keeps it."""
    asyncio.run(_unlink(who, what, config))


async def _unlink(who: str, what: str, config: Path | None) -> None:
    from aggregator.directory.values import Provenance

    kind, value = _kind_and_value(what)
    async with open_directory(config) as opened:
        match = await customer_of(opened, who)
        by = Provenance(source="edit", actor=opened.actor)
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
        list[str] | None, typer.Argument(metavar="[TAG]...", help="Tags to add: vip, tier=gold.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """List the tags that may be given, or add some: a tag, or a tag with a value."""
    asyncio.run(_allowed("tag", names or [], config))


def owners(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[OWNER]...", help="Owners to add.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """List the owners that customers may be given to, or add some."""
    asyncio.run(_allowed("owner", names or [], config))


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
        say(out(), f"No {field} yet. Fix: aggregator customers {field}s NAME adds one", "dim")


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
