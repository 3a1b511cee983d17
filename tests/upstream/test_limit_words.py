"""A refusal whose body says that the source is asked too often, and those whose does not."""

import json
from dataclasses import replace

import httpx
import pytest

from aggregator.domain.call import TooOften
from aggregator.domain.errors import (
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from aggregator.domain.lookup import LookupRequest
from aggregator.upstream.limit_words import READ_MAX, says_too_often
from aggregator.upstream.styles.envelope import Envelope
from tests.support.raw_server import RawServer, drip
from tests.support.sources import PEOPLE, ask, connector, mocked, source

GITHUB = {"message": "API rate limit exceeded for user ID 1.", "documentation_url": "https://x.co/"}


@pytest.mark.parametrize(
    "body",
    [
        GITHUB,
        {"message": "You have exceeded a secondary rate limit. Please wait a few minutes."},
        {"message": "You have triggered an abuse detection mechanism."},
        {"status": "error", "errorType": "RATE_LIMIT", "policyName": "DAILY"},
        {"message": "You have reached your daily limit."},
        [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}],
        {"error": {"errors": [{"reason": "userRateLimitExceeded"}]}},
        {"error": {"errors": [{"reason": "quotaExceeded"}], "message": "Quota exceeded for x"}},
        {"o:errorCode": "EXCEEDED_CONCURRENCY_LIMIT_BY_INTEGRATION"},
        {"Fault": {"Error": [{"Message": "message=ThrottleExceeded; throttled"}]}},
        {"error": "Too many requests"},
    ],
)
@pytest.mark.parametrize("status", [400, 403, 503])
async def test_what_well_known_systems_say_is_a_limit(body: object, status: int) -> None:
    asked, sent = mocked(httpx.Response(status, json=body))
    with pytest.raises(SourceRateLimited, match="asked too often") as caught:
        await ask(asked, "a")
    assert "secondary" not in caught.value.message
    assert len(sent) == 1
    await asked.close()


@pytest.mark.parametrize(
    "body",
    [
        {"message": "Forbidden", "documentation_url": "https://x.co/docs/rate-limit-exceeded"},
        {"message": "Must have admin rights to Repository."},
        {"error": "The request size limit is exceeded"},
        {"error": "Your plan has no API access", "plan": {"requests": 100}},
        {"error": "name: character limit exceeded"},
        "",
    ],
)
async def test_what_is_said_of_anything_else_is_none(body: object) -> None:
    asked, _ = mocked(httpx.Response(403, json=body))
    with pytest.raises(SourceRefused):
        await ask(asked, "a")
    await asked.close()


async def test_beside_it_the_headers_say_for_how_long() -> None:
    headers = {"X-RateLimit-Remaining": "12", "X-RateLimit-Reset": "20"}
    asked, sent = mocked(httpx.Response(403, json=GITHUB, headers=headers))
    for _ in range(2):  # the second is not sent
        with pytest.raises(SourceRateLimited) as caught:
            await ask(asked, "a")
        assert caught.value.after is not None
        assert 0 < caught.value.after <= 20
    assert len(sent) == 1
    await asked.close()


OWN = TooOften(("zu viele Abfragen",), "X-Uebrig", "X-Wieder")
DECLARED = connector(replace(PEOPLE, request=replace(PEOPLE.request, too_often=OWN)))


@pytest.mark.parametrize(
    ("reply", "after"),
    [
        (httpx.Response(409, json={"fehler": "ZU_VIELE_ABFRAGEN"}), None),
        (httpx.Response(403, json={"fehler": "Zu viele Abfragen!"}, headers={"X-Wieder": "9"}), 9),
        (httpx.Response(403, headers={"X-Uebrig": "0", "X-Wieder": "9"}), 9),
    ],
)
async def test_a_connector_says_how_its_system_does(
    reply: httpx.Response, after: float | None
) -> None:
    asked, _ = mocked(reply, DECLARED)
    with pytest.raises(SourceRateLimited) as caught:
        await ask(asked, "a")
    assert caught.value.after == after
    await asked.close()


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (httpx.Response(401, json={"fehler": "zu viele Abfragen"}), SourceRefused),
        (httpx.Response(403, headers={"X-Uebrig": "4"}), SourceRefused),
        (httpx.Response(409, json={"fehler": "belegt"}), SourceMalformed),
        (httpx.Response(503, json={"fehler": "Wartung"}), SourceUnavailable),
    ],
)
async def test_and_what_it_does_not_say_stays_what_it_is(
    reply: httpx.Response, kind: type[Exception]
) -> None:
    asked, _ = mocked(reply, DECLARED)
    with pytest.raises(kind):
        await ask(asked, "a")
    await asked.close()


async def test_in_an_envelope_one_answer_says_it_for_its_own_key() -> None:
    style = Envelope("requests", {"url": "/people/{key}"}, "responses", "body", 9, status="status")
    request = LookupRequest("POST", "/batch")
    lookup = replace(PEOPLE, batch=style, request=request, records="@", match="id")
    fine = {"status": 200, "body": {"id": "a"}}
    answers = [fine, {"status": 403, "body": GITHUB}]
    asked, _ = mocked(httpx.Response(200, json={"responses": answers}), connector(lookup))
    found = await ask(asked, "a", "b")
    assert found["a"] == [{"id": "a"}]
    assert isinstance(found["b"], SourceRateLimited)
    await asked.close()


async def test_a_refusal_whose_body_never_ends_is_a_refusal() -> None:
    head = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 9000\r\n\r\n"
    async with RawServer(drip(head)) as server:
        asked = source(server.url)
        with pytest.raises(SourceRefused):
            await ask(asked, "a")
        await asked.close()


def test_only_the_beginning_is_looked_at() -> None:
    said = json.dumps(GITHUB).encode()
    assert says_too_often(b" " * (READ_MAX - len(said)) + said)
    assert not says_too_often(b" " * READ_MAX + said)
