"""`/cards` hands the service raw bytes, bounded, and sends its bytes as they are."""

import gzip
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.pipeline.answer import CardsResponse
from aggregator.web.app import create_app
from tests.support.fake_service import FakeService
from tests.support.web_client import client

CAP = 65_536


async def post(
    service: FakeService, content: bytes | AsyncIterator[bytes], **headers: str
) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with client(create_app(service)) as http:
        return await http.post("/cards", content=content, headers=named)


@pytest.mark.parametrize("path", ["/cards", "/cards/"])
async def test_the_services_bytes_are_the_answer_with_and_without_a_slash(path: str) -> None:
    odd = b'{"cards": [ ]}  '
    service = FakeService(answered=CardsResponse(odd, {}))
    async with client(create_app(service)) as http:
        answer = await http.post(path, content=b"{}")
    assert (answer.status_code, answer.content) == (200, odd)
    assert answer.headers["content-type"] == "application/json"
    assert service.references == [answer.headers["x-request-id"]]


async def test_the_service_gets_the_raw_bytes_and_headers_in_lower_case() -> None:
    raw = b'{ "cardKeys":["\\ud800", NaN],\n"x":1,"x":2 }\xff'
    service = FakeService()
    await post(service, raw, Plain_Request_Signature="AB")
    [(headers, seen)] = service.asked
    assert seen == raw
    assert headers["plain-request-signature"] == "AB"


@given(raw=st.binary(max_size=200))
async def test_no_body_breaks_the_route(raw: bytes) -> None:
    service = FakeService()
    answer = await post(service, raw)
    assert answer.status_code == 200
    assert service.asked[0][1] == raw


async def chunks(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


async def test_a_body_at_the_cap_passes_whole_or_in_chunks() -> None:
    service = FakeService()
    assert (await post(service, b"x" * CAP)).status_code == 200
    assert (await post(service, chunks(64, 1024))).status_code == 200
    assert [len(raw) for _, raw in service.asked] == [CAP, CAP]


@pytest.mark.parametrize("declared", [None, "10", "0", "65537", "9" * 5000, "-1", "x"])
async def test_a_byte_over_the_cap_is_413_whatever_content_length_says(
    declared: str | None,
) -> None:
    service = FakeService()
    async with client(create_app(service)) as http:
        request = http.build_request("POST", "/cards", content=chunks(65, 1024))
        if declared is not None:
            request.headers.update({b"Content-Length": declared.encode("latin-1")})
        answer = await http.send(request)
    assert answer.status_code == 413
    assert answer.json()["code"] == "PAYLOAD_TOO_LARGE"
    assert answer.headers["connection"] == "close"
    assert service.asked == []


async def test_a_large_declared_body_is_refused_before_it_is_read() -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(3):
            read += 1
            yield b"x"

    answer = await post(FakeService(), body(), Content_Length=str(10**9))
    assert answer.status_code == 413
    assert read <= 1, "httpx itself takes the first chunk"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip", "GZIP", "nonsense"])
async def test_a_compressed_body_is_415(encoding: str) -> None:
    service = FakeService()
    answer = await post(service, gzip.compress(b"{}"), Content_Encoding=encoding)
    assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_BODY")
    assert service.asked == []


@pytest.mark.parametrize("encoding", ["identity", " Identity ", ""])
async def test_identity_is_no_compression(encoding: str) -> None:
    assert (await post(FakeService(), b"{}", Content_Encoding=encoding)).status_code == 200


async def test_the_cap_is_the_operators() -> None:
    service = FakeService()
    settings = service.snapshot.settings
    limits = settings.limits.model_copy(update={"body_bytes": 3})
    service.snapshot.settings = settings.model_copy(update={"limits": limits})
    assert (await post(service, b"abc")).status_code == 200
    assert (await post(service, b"abcd")).status_code == 413


async def test_nothing_of_the_request_is_echoed() -> None:
    secret = "alex@grocery.co"
    for status, answer in [
        (413, await post(FakeService(), secret.encode() * 10_000)),
        (415, await post(FakeService(), b"x", Content_Encoding=secret)),
    ]:
        assert answer.status_code == status
        assert secret not in answer.text
