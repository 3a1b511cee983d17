"""`aggregator customers simulate`: what other rules of finding customers would come to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.customers.directory_side import EMPTY, finish, open_directory
from aggregator.cli.terminal.diagnostics import count
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import out, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.directory.read.simulate import RulesTried


def simulate(
    order: Annotated[
        str | None,
        typer.Option(
            "--order",
            metavar="KINDS",
            help="What finds a customer, as identity_order: plain_id,external_id,email,phone.",
        ),
    ] = None,
    block: Annotated[
        list[str] | None,
        typer.Option("--block", metavar="VALUE", help="A value that is nobody's; repeat."),
    ] = None,
    claimed: Annotated[
        bool, typer.Option("--claimed", help="A value finds somebody that was only claimed.")
    ] = False,
    email_tags: Annotated[
        bool, typer.Option("--email-tags", help="ann+news@acme.com is ann@acme.com.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Try other rules on the directory: who would be one, told apart, found by nothing.

    It changes nothing. What is not given is as it is now.
    """
    finish(_simulate(order, block or [], claimed, email_tags, config))


async def _simulate(
    order: str | None, block: list[str], claimed: bool, email_tags: bool, config: Path | None
) -> None:
    from aggregator.directory.read.finding_rules import rules_of

    async with open_directory(config) as opened:
        now = rules_of(opened.settings.by_workspace[opened.workspace_id].identity_order)
        kinds = None if order is None else tuple(map(str.strip, order.split(",")))
        rules = now.changed(kinds, block, claimed=claimed, email_tags=email_tags)
        tried = await opened.directory.simulate(opened.workspace_id, now, rules)
    _tell(tried)


def _tell(tried: "RulesTried") -> None:
    if not tried.customers:
        say(out(), EMPTY, "dim")
        return

    def who(id_: str) -> str:
        name = tried.names.get(id_)
        return f"{name} ({id_})" if name else id_

    say(out(), f"Of {count(tried.customers, 'customer')}, with these rules:", "bold")
    joins = [f"{', '.join(map(who, j.ids))}  {j.kind}={j.value}" for j in tried.join_examples]
    groups = count(tried.joins, "group")
    _list(f"{tried.joined:,} would be one with somebody, in {groups}", joins, tried.joins)
    splits = [
        f"{who(each.id)}  what {each.source} said of them is somebody else's"
        for each in tried.split_examples
    ]
    _list(f"{tried.splits:,} would be told apart", splits, tried.splits)
    unfound = list(map(who, tried.unfound_examples))
    _list(f"{tried.unfound:,} would be found by nothing", unfound, tried.unfound)
    say(out(), "Nothing was changed", "dim")


def _list(head: str, examples: "Sequence[str]", of: int) -> None:
    say(out(), head)
    for example in examples:
        say(out(), f"  {example}")
    if of > len(examples):
        say(out(), f"  and {of - len(examples):,} more", "dim")
