"""Pages that lead back to themselves, or never end."""

from collections.abc import Callable
from dataclasses import replace

import orjson

from aggregator.authoring.contract.bench import BenchAnswer, LookupBench
from aggregator.authoring.contract.check import Broken, ContractCheck, require
from aggregator.authoring.contract.stand_in import NotPlayable
from aggregator.authoring.contract.wire import Disturb, Rewrite
from aggregator.domain.errors import AggregatorError
from aggregator.domain.lookup import Lookup
from aggregator.domain.page_ways import LinkPages, ListPages, NumberPages
from aggregator.mapping.paths import compile_path
from aggregator.mapping.placing import NoWayBack, place, switch_on
from aggregator.upstream.paging import path_of
from aggregator.upstream.stand_in import WireReply, WireRequest

LOOP_MAX = 3
"""Calls until a page that leads back to itself is seen to."""

FAR = "https://elsewhere.contract.example"

Names = Callable[[int, WireRequest], str]
"""What a page names as the next one: (calls before, request)."""


async def _loops(bench: LookupBench) -> None:
    pages = bench.lookup.pages
    if pages is None:
        raise NotPlayable("it has no pages")
    if isinstance(pages, NumberPages):
        await _first_again(bench)
        return
    if isinstance(pages, ListPages):
        await _lists_without_end(bench, pages)
        return
    key = await _loopable(bench)
    itself = await bench.ask(key, disturb=_naming(bench.lookup, _the_same), rewrite=_first_page())
    most = LOOP_MAX * bench.lookup.exchanges(1)
    require(
        itself.calls <= most, f"a page that leads back to itself is asked for {itself.calls} times"
    )
    _judged(bench, itself, key, "of a page that leads back to itself")
    ever = await bench.ask(key, disturb=_naming(bench.lookup, _another), rewrite=_first_page())
    most = pages.max_pages * bench.lookup.exchanges(1)
    require(ever.calls <= most, f"pages that never end are asked for {ever.calls} times")
    _judged(bench, ever, key, "of pages that never end")
    if key not in bench.having:
        require(bool(ever.errors), "pages that never end are taken for: there is none")
    if isinstance(pages, LinkPages):
        await _elsewhere(bench, key)


async def _loopable(bench: LookupBench) -> str:
    """Find a key whose reply can be made to name another page: a stranger's where that is so."""
    tried: str = ""
    for key in (bench.unknown(1), bench.one):
        answer = await bench.ask(key)
        try:
            for request, reply in zip(answer.wire.calls, answer.wire.replies, strict=True):
                _named(bench.lookup, reply, _the_same(0, request))
        except NoWayBack as error:
            tried = str(error)
        else:
            return key
    raise NotPlayable(f"no reply can be made to name another page: {tried}")


async def _elsewhere(bench: LookupBench, key: str) -> None:
    """Name a page of another host: it must not be asked."""
    answer = await bench.ask(key, disturb=_naming(bench.lookup, lambda *_: f"{FAR}/next?page=2"))
    asked = [each.origin for each in answer.wire.calls]
    require(FAR not in asked, "a next page at another host was asked for, with the credential")


async def _first_again(bench: LookupBench) -> None:
    """Have a system that does not count answer with its first page, whichever is asked for."""
    answer = await bench.ask(bench.one, rewrite=_first_page())
    most = LOOP_MAX * bench.lookup.exchanges(1)
    seen = f"a first page that comes again is asked for {answer.calls} times"
    require(answer.calls <= most, seen)
    _judged(bench, answer, bench.one, "of a system that does not count pages")


async def _lists_without_end(bench: LookupBench, pages: ListPages) -> None:
    """Have each record say that its list goes on: on the same page, and on ever another one."""
    for what, cursor in (("leads back", lambda _: "again"), ("never ends", lambda n: f"p{n}")):
        disturb = _going_on(bench.lookup, pages, cursor)
        answer = await bench.ask(bench.one, disturb=disturb, rewrite=_first_page())
        most = bench.lookup.exchanges(1)
        seen = f"a list in a record that {what} is asked for {answer.calls} times"
        require(answer.calls <= most, seen)
        found = answer.of(bench.one)
        told = isinstance(found, AggregatorError) or list(found)[-1:] == [None]
        require(told, f"a list in a record that {what} is taken for whole")


def _going_on(lookup: Lookup, pages: ListPages, cursor: Callable[[int], str]) -> Disturb:
    """Have each record of a reply name a further page of its list. Raises NoWayBack."""
    listed = compile_path(lookup.records)

    def disturb(before: int, _: WireRequest, reply: WireReply) -> WireReply:
        if reply.status >= 300:
            return reply
        body = orjson.loads(reply.body)
        records = listed(body)
        for record in records if isinstance(records, list) else [records]:
            record.update(place(record, pages.each, cursor(before)))
        return replace(reply, body=orjson.dumps(body))

    return disturb


def _first_page() -> Rewrite:
    """Have the system asked for the first page again and again, which it knows."""
    first: list[WireRequest] = []

    def rewrite(request: WireRequest) -> WireRequest:
        first.append(request)
        return first[0]

    return rewrite


def _judged(bench: LookupBench, answer: BenchAnswer, key: str, what: str) -> None:
    found = answer.of(key)
    if isinstance(found, AggregatorError):
        return
    alone = list(bench.alone.get(key, ()))
    if list(found) != alone:
        raise Broken(f"{what} a key has {len(found)} records, and without it {len(alone)}")


def _naming(lookup: Lookup, names: Names) -> Disturb:
    def disturb(before: int, request: WireRequest, reply: WireReply) -> WireReply:
        return _named(lookup, reply, names(before, request))

    return disturb


def _named(lookup: Lookup, reply: WireReply, name: str) -> WireReply:
    """Have a reply name the next page. Raises NoWayBack."""
    pages = lookup.pages
    if reply.status != 200:
        raise NoWayBack("it answers without a body")
    if isinstance(pages, LinkPages) and pages.header is not None:
        value = f'<{name}>; rel="next"' if pages.header.lower() == "link" else name
        headers = {k: v for k, v in reply.headers.items() if k.lower() != pages.header.lower()}
        return replace(reply, headers={**headers, pages.header: value})
    body = orjson.loads(reply.body)
    return replace(reply, body=orjson.dumps(_body_naming(lookup, body, name)))


def _body_naming(lookup: Lookup, body: object, name: str) -> object:
    """Name the next page in a body, and leave the records as they are. Raises NoWayBack."""
    named = path_of(lookup.pages)
    path = named[1] if named else "@"
    records = compile_path(lookup.records)
    before = records(body)
    try:
        made = place(body, path, name)
    except NoWayBack:
        return switch_on(body, path)
    return made if records(made) == before else switch_on(body, path)


def _the_same(_: int, request: WireRequest) -> str:
    return f"{request.path}?again=1"


def _another(before: int, request: WireRequest) -> str:
    return f"{request.path}?again={before + 2}"


CHECKS = (
    ContractCheck(
        "page-loop",
        "Pages that lead back to themselves or never end are given up, and never taken for none.",
        "pages: the path or header that names the next page, and max_pages",
        _loops,
    ),
)
