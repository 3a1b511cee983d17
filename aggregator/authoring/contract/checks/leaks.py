"""What must not get out: secrets and addresses in what is told, and calls past the client."""

from urllib.parse import quote

from aggregator.authoring.contract.bench import LookupBench, hosts
from aggregator.authoring.contract.check import Broken, ContractCheck, require
from aggregator.authoring.contract.stand_in import NotPlayable
from aggregator.authoring.contract.wire import Disturb
from aggregator.upstream.stand_in import WireReply, WireRequest

AWAY = "https://elsewhere.contract.example/login"
SHORTEST = 4
"""Characters of a secret that can be told from chance."""


async def _secrets(bench: LookupBench) -> None:
    """Have the system repeat in every failure what it was sent; then look at all that was told."""
    for status in (200, 302, 400, 401, 404, 429, 500):
        await bench.ask(bench.one, disturb=_echoing(status))
    told = "\n".join((*bench.said, bench.logs.getvalue()))
    for secret in bench.secrets:
        if len(secret) >= SHORTEST and secret in told:
            raise Broken("a credential or token is in a log line, a trace or an error")
    for key in bench.asked:
        if "@" in key and (key in told or quote(key, safe="") in told):
            raise Broken("an address is in a log line, a trace or an error")


def _echoing(status: int) -> Disturb:
    def disturb(_: int, request: WireRequest, __: WireReply) -> WireReply:
        echo = f"{dict(request.headers)} {request.path}?{request.query} {request.body.decode()}"
        headers = {"Content-Type": "text/html", "Location": f"{AWAY}?{request.query}"}
        return WireReply(status, f"<html>{echo}</html>".encode(), headers)

    return disturb


async def _hosts(bench: LookupBench) -> None:
    if not bench.is_http:
        raise NotPlayable("a database has no address to lead elsewhere")
    answer = await bench.ask(bench.one, disturb=lambda *_: WireReply(302, b"", {"Location": AWAY}))
    require(bool(answer.errors), "a reply that leads to another host is taken for an answer")
    require(not bench.left, f"{' and '.join(dict.fromkeys(bench.left))} was opened past the client")
    foreign = sorted(bench.origins - hosts(bench))
    require(not foreign, f"{', '.join(foreign)} was asked, which nothing declares")


CHECKS = (
    ContractCheck(
        "no-secret",
        "No credential, token or address stands in a log, a trace or an error.",
        "report it: what a connector.yaml says cannot be the cause",
        _secrets,
    ),
    ContractCheck(
        "no-other-call",
        "Nothing is asked but the source's own host, and nothing past the client.",
        "url, and the host of the token or login",
        _hosts,
    ),
)
