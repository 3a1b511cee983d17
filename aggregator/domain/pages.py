"""Pages of a list, wherever one is asked for."""

from typing import Final

from aggregator.domain.errors import InvalidRequest

PAGE_MOST: Final = 100
"""The most items of a page."""


def check_page_size(first: int, field: str) -> None:
    """InvalidRequest: `field` gives no page of so many."""
    if not 1 <= first <= PAGE_MOST:
        raise InvalidRequest(f"`first` is a number from 1 to {PAGE_MOST}", field=field)
