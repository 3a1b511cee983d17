"""Ways from page to page of an answer, as a connector declares them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CursorPages:
    """Follow `cursor` (JMESPath in the body; nothing or 0: the last page).

    It is sent as the parameter `param` (or GraphQL variable), or as the `field` of the body.
    """

    cursor: str
    param: str | None = None
    max_pages: int = 20
    field: str | None = None


@dataclass(frozen=True, slots=True)
class LinkPages:
    """Follow an address: `next` (JMESPath in the body), or a `header` (Link: its rel="next")."""

    next: str | None = None
    header: str | None = None
    max_pages: int = 20


@dataclass(frozen=True, slots=True)
class NumberPages:
    """Count: the number of a page, or with `offset` the number of records before it.

    size  of a full page: a shorter one is the last. Without, an empty one is
    last  JMESPath in the body to the number of the last page
    """

    param: str
    first: int = 1
    offset: bool = False
    size: int | None = None
    last: str | None = None
    max_pages: int = 20


@dataclass(frozen=True, slots=True)
class ListPages:
    """Pages of a list inside of a record, of which an answer for many keys holds the first.

    each    JMESPath in the record to the cursor of the rest of its list; nothing or 0: it is whole
    list    where the list is in the record: `to`, `tickets.nodes`
    beside  the field beside the key in a style that wraps keys: many are asked for together
    param, field  else the cursor is this parameter (or GraphQL variable) or field of the body, and
            each key is asked alone
    """

    each: str
    list: str
    beside: str | None = None
    param: str | None = None
    field: str | None = None
    max_pages: int = 20


Pages = CursorPages | LinkPages | NumberPages | ListPages
