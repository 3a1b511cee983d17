"""Words of a `connector.yaml` about calls: pages, bounds, and how too many of them are refused."""

import re
from typing import Self

from pydantic import Field, model_validator

from aggregator.upstream.limit_words import plain
from aggregator.upstream.words import (
    CountNumber,
    FieldNames,
    JmesPath,
    ManifestTable,
    ManifestText,
    WholeNumber,
)

HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", re.ASCII)

TELLING = 6
"""Letters and digits of words by which an answer is known."""


class PagesWords(ManifestTable):
    """From page to page: by a cursor, by an address that the answer names, or by counting.

    Or by a cursor in each record, where it is a list inside of it that comes in pages.
    """

    cursor: JmesPath | None = Field(
        None, description="JMESPath in the body to the next page's cursor; null: last."
    )
    param: ManifestText | None = Field(
        None, description="The parameter in which the cursor is sent."
    )
    field: ManifestText | None = Field(
        None, description="The field of the body in which the cursor is sent: paging.after."
    )
    next: JmesPath | None = Field(
        None, description="JMESPath in the body to the next page's address, at the same host."
    )
    header: ManifestText | None = Field(
        None, description="The header with the next page's address: Link, or one of its own."
    )
    page: ManifestText | None = Field(
        None, description="The parameter in which the number of the page is sent."
    )
    offset: ManifestText | None = Field(
        None, description="The parameter in which the number of records before it is sent."
    )
    first: CountNumber | None = Field(None, description="The number of the first page, if not 1.")
    size: WholeNumber | None = Field(
        None, description="How many records a full page has; a shorter one is the last."
    )
    last: JmesPath | None = Field(
        None, description="JMESPath in the body to the number of the last page."
    )
    each: JmesPath | None = Field(
        None,
        description="Where a list inside of each record comes in pages: JMESPath in the record to "
        "the cursor of the rest; null: there is none.",
    )
    list: ManifestText | None = Field(
        None, description="With each: where that list is in the record, such as tickets.nodes."
    )
    beside: ManifestText | None = Field(
        None,
        description="With each: the field beside the key, in a style that wraps keys. The cursor "
        "stands there, and many keys are asked together; in param or field, each alone.",
    )
    max_pages: WholeNumber | None = Field(
        None, description="The most pages that are asked for: 20, and 5 of a list in a record."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = ("cursor", "next", "header", "page", "offset", "each")
        named = [way for way in ways if getattr(self, way) is not None]
        if len(named) != 1:
            raise ValueError(f"it says one of {', '.join(ways)}")
        allowed = {"cursor": ("param", "field"), "page": ("first", "size", "last")}
        allowed["offset"] = ("size",)
        allowed["each"] = ("param", "field", "list", "beside")
        for word in ("param", "field", "first", "size", "last", "list", "beside"):
            if getattr(self, word) is not None and word not in allowed.get(named[0], ()):
                raise ValueError(f"{word} does not belong to {named[0]}")
        if named[0] == "cursor" and (self.param is None) == (self.field is None):
            raise ValueError("the cursor is sent in a param, or in a field of the body")
        if named[0] == "each" and self.list is None:
            raise ValueError("each is the cursor of a list in the record: say list, where it is")
        if named[0] == "each" and [self.param, self.field, self.beside].count(None) != 2:
            raise ValueError(
                "the cursor is sent beside the key, in a param, or in a field of the body"
            )
        return self


class CallBoundWords(ManifestTable):
    """Bounds the records of one call, which all its keys share."""

    param: ManifestText | None = Field(None, description="The parameter that bounds them.")
    field: ManifestText | None = Field(None, description="The field of the body that does.")
    max: WholeNumber = Field(description="The most that the system takes there.")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.param is None) == (self.field is None):
            raise ValueError("the bound is a param, or a field of the body")
        return self


class TooOftenWords(ManifestTable):
    """How the system says that it is asked too often, where it is neither a 429 nor usual."""

    words: FieldNames = Field(
        (), description="What stands in the body of such an answer, which is no 2xx."
    )
    left: ManifestText | None = Field(
        None, description="The header that says how many calls are left; 0 on a 403 or 503 is none."
    )
    again: ManifestText | None = Field(
        None, description="The header that says when: in seconds, or a moment since 1970."
    )

    @model_validator(mode="after")
    def _telling(self) -> Self:
        for word in self.words:
            if len(plain(word)) < TELLING:
                raise ValueError(f'"{word}" may stand in any answer: say {TELLING} letters or more')
        for header in (self.left, self.again):
            if header is not None and not HEADER.fullmatch(header):
                raise ValueError(f'"{header}" is no name of a header')
        return self
