"""Pages of a list: what is asked for, and where one ends."""

from typing import Annotated

import strawberry

from aggregator.domain.pages import PAGE_MOST

PageSize = Annotated[int, strawberry.argument(description=f"How many at most, up to {PAGE_MOST}.")]
PageAfter = Annotated[
    str | None, strawberry.argument(description="The `endCursor` of the page before.")
]


@strawberry.type(description="Where a page ends, in Relay's words.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follow.")
    has_previous_page: bool = strawberry.field(description="Whether this page is not the first.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="What to give as `after` for more.")
