"""Lists of people and accounts: read to their end as a pull reads them, or told; never empty."""

from dataclasses import replace

from aggregator.authoring.contract.check import Broken, ContractRule, require
from aggregator.authoring.contract.checks.leaks import SHORTEST
from aggregator.authoring.contract.list_bench import PAGES_MAX, ListAnswer, ListBench
from aggregator.authoring.contract.stand_in import NotPlayable
from aggregator.authoring.contract.wire import Disturb, Rewrite
from aggregator.domain.authentication import credential_fields
from aggregator.domain.errors import (
    AggregatorError,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from aggregator.domain.lookup import SourceList
from aggregator.upstream.stand_in import WireReply, WireRequest

LISTS = "lists"

CHECK = ContractRule(
    LISTS,
    "People and accounts are read to their end, each once; what fails is told, and never an end.",
    "people, accounts: records, id, pages and fields, as the system lists them",
)


async def play_list(bench: ListBench) -> None:
    """Raise Broken for what a pull of this list would not be told. Raises NotPlayable."""
    if bench.system.against != "fake":
        raise NotPlayable("no fake.py says what its lists hold; a pull asks the system itself")
    for play in (_whole, _pages, _refused, _failures, _records):
        await play(bench)
    told = "\n".join((*bench.said, bench.logs.getvalue()))
    require(
        not any(each in told for each in bench.secrets if len(each) >= SHORTEST),
        "a credential or token is in a log line or an error",
    )
    require(not bench.left, "a host was opened past the client")


async def _whole(bench: ListBench) -> None:
    answer = await bench.read()
    if answer.error is not None:
        raise Broken(f"it cannot be read: {answer.error}")
    require(not answer.endless, f"it has not ended after {PAGES_MAX} pages")
    require(bool(answer.records), "it is read, and nobody is in it: records, or the fake's list")
    for page in answer.pages:
        refused = bench.refused(page.records)
        require(not refused, f"a record is not kept: {', '.join(dict.fromkeys(refused))}")
    bench.whole = answer.records


async def _pages(bench: ListBench) -> None:
    """Have the first page come again and again, which says what its own next one is."""
    small = await _smaller(bench)
    if small is None:
        return
    declared, pages = small
    require(
        bench.kept(pages.records) == bench.kept(bench.whole),
        f"in {len(pages.pages)} pages it holds other records than in one",
    )
    again = await bench.read(rewrite=_first_again(), declared=declared)
    require(not again.endless, "a first page that comes again and again is read for ever")
    _told(again, "a first page that comes again and again", SourceMalformed)


def _first_again() -> Rewrite:
    first: list[WireRequest] = []

    def rewrite(request: WireRequest) -> WireRequest:
        first.append(request)
        return first[0]

    return rewrite


async def _smaller(bench: ListBench) -> tuple[SourceList, ListAnswer] | None:
    """Find the parameter that bounds a page: with 2 for it there are more. None: there is none."""
    request = bench.declared.request
    for name, said in request.params.items():
        if not str(said).isdecimal():
            continue
        few = replace(request, params={**request.params, name: "2"})
        declared = replace(bench.declared, request=few)
        answer = await bench.read(declared=declared)
        if answer.error is not None and answer.pages:
            raise Broken(f"with {name}: 2 it ends after page {len(answer.pages)}: {answer.error}")
        if answer.error is None and not answer.endless and len(answer.pages) > 1:
            return declared, answer
    return None


async def _refused(bench: ListBench) -> None:
    if credential_fields(bench.connector.authentication):
        ever = await bench.read(disturb=lambda *_: WireReply(401, b"{}"))
        _told(ever, "a 401", SourceRefused)
        forbidden = await bench.read(disturb=lambda *_: WireReply(403, b"{}"))
        _told(forbidden, "a 403", SourceRefused)
    often = await bench.read(disturb=lambda *_: WireReply(429, b"{}", {"Retry-After": "7"}))
    _told(often, "a 429 with Retry-After", SourceRateLimited)


async def _failures(bench: ListBench) -> None:
    for what, disturb, kind in (
        ("a 500 for ever", lambda *_: WireReply(500, b"<html>"), SourceUnavailable),
        ("a body that breaks off", lambda _, __, r: replace(r, ending="cut"), SourceUnavailable),
        ("half a body", _half, SourceMalformed),
        ("an HTML page", lambda *_: WireReply(200, b"<html>Sign in</html>"), SourceMalformed),
        ("an empty object", _saying(b"{}"), SourceMalformed),
        (
            "an object with what went wrong",
            _saying(b'{"fault": "down"}'),
            SourceMalformed,
        ),
    ):
        _told(await bench.read(disturb=disturb), what, kind)


async def _records(bench: ListBench) -> None:
    """Look at records that come twice in a page, and at one without its id."""
    everybody = bench.kept(bench.whole)
    twice = bench.kept([*bench.whole, *bench.whole])
    require(twice == everybody, "a record that comes twice in a page counts twice")
    require(
        bench.refused([{}]) == [f"{bench.declared.kind}: missing_required"],
        "a record without its id is not refused as such",
    )
    require(bench.kept([{}, *bench.whole]) == everybody, "a record without its id costs others")


def _saying(body: bytes) -> Disturb:
    return lambda *_: WireReply(200, body, {"Content-Type": "application/json"})


def _half(_: int, __: WireRequest, reply: WireReply) -> WireReply:
    return replace(reply, body=reply.body[: len(reply.body) // 2])


def _told(answer: ListAnswer, what: str, kind: type[AggregatorError]) -> None:
    error = answer.error
    if error is None:
        raise Broken(f"{what} is taken for the end of the list")
    require(isinstance(error, kind), f"{what} is told as {error.code}: {error}")
