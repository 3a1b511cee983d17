"""`aggregator customers account`: a company as the directory knows it, with its people."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.customers.directory_side import (
    OpenDirectory,
    finish,
    open_directory,
    tell_links,
)
from aggregator.cli.terminal.failure import CommandFailed
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import out, say

if TYPE_CHECKING:
    from aggregator.domain.customer import AccountMatch


def account(
    which: Annotated[
        str,
        typer.Argument(
            metavar="ACCOUNT", help="Its id here, in your backend or in Plain; a domain."
        ),
    ],
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, max=100, help="The most people to list.")
    ] = 20,
    after: Annotated[
        str | None,
        typer.Option("--after", metavar="CUSTOMER", help="Go on after a list that ended there."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Show one account: everything that is said of it, and the people who belong to it."""
    finish(_account(which, most, after, config))


async def _account(which: str, most: int, after: str | None, config: Path | None) -> None:
    async with open_directory(config) as opened:
        match = await _account_of(opened, which)
        say(out(), f"{match.id}  {match.name or ''}".rstrip(), "bold")
        tell_links(await opened.directory.links(opened.workspace_id, "account", match.id))
        page = await opened.directory.account_people(opened.workspace_id, match.id, most, after)
        say(out(), f"{page.total:,} {'person' if page.total == 1 else 'people'}", "bold")
        for each in page.matches:
            known = [each.name or "-", each.email, each.external_id]
            say(out(), "  ".join([f"  {each.id}", *filter(None, known)]))
        if page.has_next:
            say(out(), f"More: --after {page.end}", "dim")


async def _account_of(opened: OpenDirectory, which: str) -> "AccountMatch":
    """Find the one account that an id means. CommandFailed: none, or several."""
    from aggregator.domain.customer import AccountMatch, TenantIds

    asked = [
        TenantIds(account_id=which),
        TenantIds(external_id=which),
        TenantIds(plain_id=which),
        TenantIds(domain=which),
    ]
    found = await opened.directory.resolve_accounts(opened.workspace_id, asked)
    matches = {each.id: each for each in found.values() if isinstance(each, AccountMatch)}
    if len(matches) == 1 and len(found) == sum(
        isinstance(each, AccountMatch) for each in found.values()
    ):
        return next(iter(matches.values()))
    if found:
        ids = f": {', '.join(sorted(matches))}" if matches else ""
        raise CommandFailed(
            f"'{which}' is an id of several accounts{ids}. Fix: give the id in the directory"
        )
    raise CommandFailed(
        f"No account in the directory has '{which}' as its id or domain. "
        "Fix: aggregator customers import FILE --as account brings them"
    )
