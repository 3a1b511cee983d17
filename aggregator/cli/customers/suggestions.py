"""`aggregator customers suggestions`: who may be one person, and the commands that decide it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.customers.directory_side import EMPTY, finish, open_directory
from aggregator.cli.terminal.diagnostics import count
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import out, say
from aggregator.cli.terminal.program import runnable

if TYPE_CHECKING:
    from aggregator.directory.suggest.suggested import MergeSuggestion, SuggestionPage
    from aggregator.domain.customer import CustomerMatch


def add_to_customers(noun: typer.Typer) -> None:
    noun.command()(suggestions)


def suggestions(
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, max=100, help="The most to list.")
    ] = 20,
    after: Annotated[
        str | None,
        typer.Option("--after", metavar="CURSOR", help="Go on after a list that ended with it."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """List customers who may be one person: by e-mail alias, phone, or name and company.

    Nothing is merged by itself. Each is told with the command that merges the two and the one that
    remembers that they are different; what was decided never comes again.
    """
    finish(_suggestions(most, after, config))


async def _suggestions(most: int, after: str | None, config: Path | None) -> None:
    async with open_directory(config) as opened:
        page = await opened.directory.suggestions(opened.workspace_id, most, after)
        for each in page.suggestions:
            _tell(each)
        _tell_rest(page)


def _tell(each: "MergeSuggestion") -> None:
    from aggregator.directory.suggest.suggested import in_words

    say(out(), f"{each.score:.0%}  {_who(each.merge)}  may be  {_who(each.keep)}", "bold")
    for reason in each.reasons:
        say(out(), f"     {in_words(reason)}")
    for conflict in each.conflicts:
        both = f"{conflict.kept} and {conflict.merged}"
        say(out(), f"     Both have {conflict.name}: {both}", "yellow")
    force = " --force" if each.conflicts else ""
    ids = f"{each.merge.id} --into {each.keep.id}{force}"
    say(out(), runnable(f"     one person:  aggregator customers merge {ids}"), "dim")
    two = f"{each.merge.id} {each.keep.id} --as different"
    say(out(), runnable(f"     two people:  aggregator customers decide {two}"), "dim")


def _tell_rest(page: "SuggestionPage") -> None:
    if not page.compared:
        say(out(), EMPTY, "dim")
    elif not page.suggestions:
        say(out(), f"{count(page.compared, 'customer')} compared: no two seem to be one", "dim")
    elif page.has_next:
        cursor = page.suggestions[-1].cursor
        say(out(), f"{page.total:,} in all. More: --after {cursor}", "dim")


def _who(match: "CustomerMatch") -> str:
    known = (match.name, match.email, match.external_id)
    return " ".join(" ".join(each.split()) for each in known if each) or match.id
