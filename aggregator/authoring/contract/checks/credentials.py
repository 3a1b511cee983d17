"""Whether a source is let in, and what is done when it is not any more."""

from aggregator.authoring.contract.bench import BenchAnswer, LookupBench
from aggregator.authoring.contract.check import Broken, ContractCheck, require
from aggregator.authoring.contract.stand_in import NotPlayable
from aggregator.authoring.contract.wire import Disturb, token_path
from aggregator.domain.authentication import credential_fields
from aggregator.domain.errors import SourceRefused
from aggregator.upstream.stand_in import WireReply, WireRequest

CALLS_MAX = 2
"""Calls for records with a credential that is refused: one, and one more with a new token."""

GRAPHQL_REFUSAL = b'{"errors": [{"extensions": {"code": "UNAUTHENTICATED"}}]}'


async def _ok(bench: LookupBench) -> None:
    if not bench.alone:
        raise Broken("PEOPLE of its fake has nobody by whom this lookup could be asked")
    for key in list(bench.alone):
        answer = await bench.ask(key)
        found = answer.of(key)
        if not isinstance(found, list | tuple):
            raise Broken(f"a key that its system knows is answered with a failure: {found}")
        bench.alone[key] = found
    require(
        bool(bench.having),
        f"none of the {len(bench.alone)} keys that its system knows has a record",
    )


async def _expired(bench: LookupBench) -> None:
    _needed(bench)
    answer = await bench.ask(bench.one, disturb=_refusing(first=True))
    if token_path(bench.auth) is None:
        _refused(answer, "a 401")
        return
    require(
        answer.of(bench.one) == bench.alone[bench.one],
        f"after one 401 no new token helped: {answer.first_error}",
    )
    require(len(answer.wire.tokens) == 2, f"{len(answer.wire.tokens)} tokens were asked for, not 2")


async def _revoked(bench: LookupBench) -> None:
    _needed(bench)
    _refused(await bench.ask(bench.one, disturb=_refusing()), "a 401 for ever")
    if bench.is_http:
        forbidden = await bench.ask(bench.one, disturb=lambda *_: WireReply(403, b"{}"))
        _refused(forbidden, "a 403")
    if bench.lookup.request.document is not None:
        told = await bench.ask(bench.one, disturb=lambda *_: WireReply(200, GRAPHQL_REFUSAL))
        _refused(told, "a GraphQL error UNAUTHENTICATED")
    if bench.system.against == "fake":
        wrong = {field: f"revoked-{field}" for field in bench.system.credentials}
        _refused(await bench.ask(bench.one, credentials=wrong), "a credential of somebody else's")


def _needed(bench: LookupBench) -> None:
    if not credential_fields(bench.auth):
        raise NotPlayable("it is asked without a credential")


def _refusing(*, first: bool = False) -> Disturb:
    def disturb(before: int, _: WireRequest, reply: WireReply) -> WireReply:
        return reply if first and before else WireReply(401, b"{}")

    return disturb


def _refused(answer: BenchAnswer, what: str) -> None:
    error = answer.first_error
    if error is None:
        raise Broken(f"{what} is answered with records" if any(answer.found.values()) else
                     f"{what} is taken for: there is none")  # fmt: skip
    require(isinstance(error, SourceRefused), f"{what} is told as {error.code}: {error}")
    require(answer.calls <= CALLS_MAX, f"after {what} it was asked {answer.calls} times")


CHECKS = (
    ContractCheck(
        "credentials-ok",
        "With its credential a source answers, and whoever is known has their records.",
        "authentication and request, as the system wants them; in a fake.py CREDENTIALS and PEOPLE",
        _ok,
        after=(),
    ),
    ContractCheck(
        "credentials-expired",
        "A credential that has run out is refused by name; a token is renewed once.",
        "authentication: a kind that renews its token, or a fake.py that refuses with 401",
        _expired,
    ),
    ContractCheck(
        "credentials-revoked",
        "A refused credential is told as such, is not tried again and again, and is never none.",
        "a fake.py that looks at the credential and refuses with 401 or 403",
        _revoked,
    ),
)
