"""Where a page of a list ends."""

import strawberry


@strawberry.type(description="Where a page ends, in Relay's words.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follow.")
    has_previous_page: bool = strawberry.field(description="Whether this page is not the first.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="What to give as `after` for more.")
