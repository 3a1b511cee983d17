"""Customers who may be one person, as the graph lists them. No card can."""

import asyncio

import strawberry
from strawberry.types import Info

from aggregator.directory.suggest.suggested import (
    MergeSuggestion,
    SuggestionPage,
    in_words,
)
from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.errors import DirectoryUnavailable, Forbidden
from aggregator.schema.context import OperationContext
from aggregator.schema.customer import Customer
from aggregator.schema.mutation_types import IdConflict
from aggregator.schema.page_info import PageAfter, PageInfo, PageSize


@strawberry.type(description="Why two may be one person.")
class WhyOne:
    kind: str = strawberry.field(description="`email_alias`, `same_phone`, `name_and_company`...")
    text: str = strawberry.field(description="The same in words, with what they share.")


@strawberry.type(name="Suggestion", description="Two customers who may be one person.")
class SuggestedMerge:
    cursor: str = strawberry.field(description="Its place in the list.")
    keep: Customer = strawberry.field(description="Who was there first: `into` of a merge.")
    merge: Customer = strawberry.field(description="Who would be merged into them.")
    score: float = strawberry.field(description="How much speaks for it, 0 to 1. No probability.")
    reasons: list[WhyOne] = strawberry.field(description="Why, the strongest first.")
    conflicts: list[IdConflict] = strawberry.field(
        description="Ids of one name that both have: merging them takes `force`."
    )


@strawberry.type(description="A page of suggestions, the most probable first.")
class SuggestionConnection:
    nodes: list[SuggestedMerge] = strawberry.field(description="The suggestions.")
    page_info: PageInfo = strawberry.field(description="Where this page ends.")
    total_count: int = strawberry.field(
        description="How many there are over all pages; at most 10,000 are kept."
    )
    compared: int = strawberry.field(
        description="How many customers were compared: all, or the newest 100,000."
    )


async def resolve_suggestions(
    info: Info[OperationContext, None],
    first: PageSize = 25,
    after: PageAfter = None,
) -> SuggestionConnection:
    writer = info.context.writer
    if writer is None:
        raise Forbidden("Suggestions are listed for the bearer of a token alone, in no card")
    remaining = info.context.request_context.deadline.remaining()
    try:
        async with asyncio.timeout(remaining):
            page = await writer.directory.suggestions(writer.workspace_id, first, after or None)
    except TimeoutError:
        raise DirectoryUnavailable(
            "The customers are still being compared. Fix: ask again in a minute"
        ) from None
    return _connection(page, after or None)


def _connection(page: SuggestionPage, after: str | None) -> SuggestionConnection:
    nodes = [_suggested(each) for each in page.suggestions]
    return SuggestionConnection(
        nodes=nodes,
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=after is not None,
            start_cursor=nodes[0].cursor if nodes else None,
            end_cursor=nodes[-1].cursor if nodes else None,
        ),
        total_count=page.total,
        compared=page.compared,
    )


def _suggested(each: MergeSuggestion) -> SuggestedMerge:
    return SuggestedMerge(
        cursor=each.cursor,
        keep=_customer(each.keep),
        merge=_customer(each.merge),
        score=each.score,
        reasons=[WhyOne(kind=reason.kind.value, text=in_words(reason)) for reason in each.reasons],
        conflicts=[IdConflict(name=c.name, kept=c.kept, merged=c.merged) for c in each.conflicts],
    )


def _customer(match: CustomerMatch) -> Customer:
    return Customer.of(CustomerIds(customer_id=match.id), match)
