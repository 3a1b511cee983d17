"""How the answers of an operation go on, and how many records come, by its parameters."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aggregator.authoring.connector.yaml_text import Todo, Tree
from aggregator.authoring.discovery.json_schema import FlatSchema, Schemas
from aggregator.authoring.discovery.naming import plain, step

_CURSORS = ("cursor", "after", "pagetoken", "nexttoken", "continuationtoken", "nextcursor",
            "startafter", "pageafter", "marker", "bookmark")  # fmt: skip
_NEXT = ("nextcursor", "next", "after", "endcursor", "nextpagetoken", "nexttoken", "cursor",
         "continuationtoken", "nextpage", "nexturl", "nextlink", "marker", "bookmark")  # fmt: skip
_WRAPS = ("meta", "paging", "pagination", "pageinfo", "pages", "links", "cursors", "metadata",
          "responsemetadata", "next")  # fmt: skip
_NUMBERS = ("page", "pagenumber", "pageno")
_OFFSETS = ("offset", "skip", "start", "startat", "startindex")
_LIMITS = ("limit", "perpage", "pagesize", "maxresults", "count", "size", "take", "top", "first",
           "pagelimit", "resultsperpage")  # fmt: skip
_LAST = ("totalpages", "lastpage", "pagecount", "pagestotal")

_DECIDE_CURSOR = "where the answer has the cursor of the next page, as JMESPath"


class PageBounds(NamedTuple):
    """`pages`: how to go on; `limit`: the parameter of how many, with its maximum if it is told."""

    pages: Mapping[str, Tree] | None
    limit: str | None
    maximum: int | None


def bounds_of(
    parameters: Mapping[str, FlatSchema], body: FlatSchema, headers: Sequence[str], schemas: Schemas
) -> PageBounds:
    """Read the bounds of an operation.

    `parameters` are those of its query, `body` is what it answers with, `headers` those of it.
    """
    by_name = {plain(name): name for name in parameters}
    limit = next((by_name[each] for each in _LIMITS if each in by_name), None)
    maximum = parameters[limit].maximum if limit else None
    return PageBounds(_pages(parameters, by_name, body, headers, schemas), limit, maximum)


def _pages(
    parameters: Mapping[str, FlatSchema],
    by_name: Mapping[str, str],
    body: FlatSchema,
    headers: Sequence[str],
    schemas: Schemas,
) -> Mapping[str, Tree] | None:
    """An address or a cursor comes before counting: some systems fail behind the last page."""
    if "startingafter" in by_name and {"has_more", "data"} <= body.properties.keys():
        return {"cursor": "has_more && data[-1].id", "param": by_name["startingafter"]}
    cursor = next((by_name[each] for each in (*_CURSORS, "startingafter") if each in by_name), None)
    if cursor is not None:
        path = _find(body, _NEXT, schemas)
        return {"cursor": Todo(_DECIDE_CURSOR) if path is None else path, "param": cursor}
    if any(each.lower() == "link" for each in headers):
        return {"header": "Link"}
    link = _find(body, ("next", "nextlink", "nexturl"), schemas, address=True)
    return {"next": link} if link is not None else _counted(parameters, by_name, body, schemas)


def _counted(
    parameters: Mapping[str, FlatSchema],
    by_name: Mapping[str, str],
    body: FlatSchema,
    schemas: Schemas,
) -> Mapping[str, Tree] | None:
    number = next((by_name[each] for each in _NUMBERS if each in by_name), None)
    if number is not None:
        said: dict[str, Tree] = {"page": number}
        if parameters[number].default == 0:
            said["first"] = 0
        last = _find(body, _LAST, schemas)
        return said if last is None else {**said, "last": last}
    offset = next((by_name[each] for each in _OFFSETS if each in by_name), None)
    return None if offset is None else {"offset": offset}


def _find(
    body: FlatSchema,
    names: Sequence[str],
    schemas: Schemas,
    *,
    address: bool = False,
    deep: int = 2,
) -> str | None:
    """Find a value by its name, in the body or in what it says of itself."""
    by_name = {plain(str(name)): str(name) for name in body.properties}
    for each in names:
        if each in by_name:
            flat = schemas.flat(body.properties[by_name[each]])
            known = flat.type in ("string", "integer", "")
            if known and (not address or _is_address(flat, each)):
                return step(by_name[each])
    for wrap in _WRAPS if deep else ():
        if wrap in by_name:
            inner = schemas.flat(body.properties[by_name[wrap]])
            found = _find(inner, names, schemas, address=address, deep=deep - 1)
            if found is not None:
                return f"{step(by_name[wrap])}.{found}"
    return None


def _is_address(flat: FlatSchema, name: str) -> bool:
    return flat.format in ("uri", "url") or name in ("nextlink", "nexturl")
