"""How each kind of authentication shows itself to a source, and what its credential needs."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import httpx
import orjson
import pytest

from aggregator.domain.authentication import (
    NO_AUTH,
    Authentication,
    BasicAuth,
    HmacAuth,
    OAuth2ClientAuth,
    SessionAuth,
    StatedAuth,
    api_key,
    bearer,
    credential_fields,
)
from aggregator.domain.call import Call
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import SettingsError, SourceMalformed, SourceRefused
from aggregator.upstream.auth.auth import Authorization
from aggregator.upstream.auth.signed import Signed
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.upstream.source import SourceClient
from tests.support.sources import PEOPLE, ask, batch, connector, mocked, source
from tests.support.still_loop import loop_time

EMPTY = httpx.Response(200, json={"data": []})
LOGIN = SessionAuth(
    "/login",
    token="data.token",
    headers={"X-Session": "t {session}", "X-App": "{app}"},
    json={"user": "{username}", "deep": [{"password": "{password}"}]},
)
LOGGED_IN = {"app": "a1", "username": "us", "password": "s3{app}"}
SIGNED = HmacAuth("{timestamp}{method}{path}{body}", {"X-Key": "{key}", "X-Sign": "{signature}"})


@pytest.mark.parametrize(
    ("authentication", "credentials", "header", "value"),
    [
        (NO_AUTH, {}, "authorization", None),
        (api_key("X-Api-Key"), {"key": "k1"}, "x-api-key", "k1"),
        (api_key(), {"key": "Token k1"}, "authorization", "Token k1"),
        (bearer(), {"token": "t1"}, "authorization", "Bearer t1"),
        (
            StatedAuth("api_key", {"X-Key": "{key}", "X-App": "app={app}"}),
            {"key": "k1", "app": "a1"},
            "x-app",
            "app=a1",
        ),
        (
            BasicAuth(),
            {"username": "Aladdin", "password": "open sesame"},
            "authorization",
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ),
        (
            BasicAuth(),
            {"username": "test", "password": "123£"},
            "authorization",
            "Basic dGVzdDoxMjPCow==",
        ),
        (
            BasicAuth("{key}", ""),
            {"key": "sk_1"},
            "authorization",
            "Basic " + b64encode(b"sk_1:").decode(),
        ),
        (
            BasicAuth("{email}/token", "{key}"),
            {"email": "a@b.test", "key": "k"},
            "authorization",
            "Basic " + b64encode(b"a@b.test/token:k").decode(),
        ),
    ],
)
async def test_a_credential_goes_into_its_header(
    authentication: Authentication, credentials: Mapping[str, str], header: str, value: str | None
) -> None:
    made = connector(authentication=authentication)
    asked, sent = mocked(EMPTY, made, credentials=credentials)
    await ask(asked)
    assert sent[0].headers.get(header) == value
    await asked.close()


async def test_a_key_in_the_query_string_is_sent_and_in_no_trace() -> None:
    made = connector(authentication=StatedAuth("api_key", query={"api_key": "{key}"}))
    asked, sent = mocked(EMPTY, made, credentials={"key": "s3 &cret"})
    seen = batch()
    await ask(asked, "a", into=seen)
    assert parse_qsl(sent[0].url.query.decode()) == [("id", "a"), ("api_key", "s3 &cret")]
    assert "cret" not in repr(seen)
    await asked.close()


@pytest.mark.parametrize(
    ("authentication", "fields"),
    [
        (NO_AUTH, ()),
        (bearer(), ("token",)),
        (BasicAuth("{key}", ""), ("key",)),
        (OAuth2ClientAuth("/t", "{area}"), ("client_id", "client_secret", "area")),
        (LOGIN, ("username", "password", "app")),
        (SIGNED, ("secret", "key")),
    ],
)
def test_the_names_in_braces_are_the_fields_of_the_credential(
    authentication: Authentication, fields: tuple[str, ...]
) -> None:
    assert credential_fields(authentication) == fields


@pytest.mark.parametrize(
    "authentication",
    [api_key(), bearer(), BasicAuth(), OAuth2ClientAuth("/t"), LOGIN, SIGNED],
)
def test_a_missing_field_is_a_settings_error_that_names_source_and_field(
    authentication: Authentication,
) -> None:
    made = connector(authentication=authentication)
    fields = credential_fields(authentication)
    for missing in fields:
        credentials = {field: "s3cret" for field in fields if field != missing}
        with pytest.raises(SettingsError, match=f"crm.*`{missing}`") as caught:
            source("http://crm.example", made, credentials=credentials)
        assert "s3cret" not in str(caught.value)


def answered(
    *replies: httpx.Response, auth: SessionAuth = LOGIN
) -> tuple[SourceClient, list[httpx.Request], list[httpx.Request]]:
    """A source that answers its login with each reply in turn, and everything else with nothing."""
    logins: list[httpx.Request] = []
    calls: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/login":
            logins.append(request)
            return replies[min(len(logins), len(replies)) - 1]
        calls.append(request)
        refused = request.headers.get("x-session") == "t old"
        return httpx.Response(401) if refused else httpx.Response(200, json={"data": []})

    made = connector(authentication=auth)
    asked = source(
        "http://crm.example",
        made,
        credentials=LOGGED_IN,
        transport=httpx.MockTransport(handle),
    )
    return asked, logins, calls


async def test_a_login_is_asked_once_and_its_token_carried() -> None:
    asked, logins, calls = answered(httpx.Response(200, json={"data": {"token": "t1"}}))
    for _ in range(3):
        await ask(asked)
    assert len(logins) == 1
    assert orjson.loads(logins[0].content) == {"user": "us", "deep": [{"password": "s3{app}"}]}
    assert {call.headers["x-session"] for call in calls} == {"t t1"}
    assert {call.headers["x-app"] for call in calls} == {"a1"}
    await asked.close()


async def test_a_session_that_ended_is_begun_anew() -> None:
    asked, logins, calls = answered(
        httpx.Response(200, json={"data": {"token": "old"}}),
        httpx.Response(200, json={"data": {"token": "new"}}),
    )
    await ask(asked)
    assert [call.headers["x-session"] for call in calls] == ["t old", "t new"]
    assert len(logins) == 2
    await asked.close()


async def test_a_token_may_come_in_a_header_of_a_form_login() -> None:
    auth = replace(
        LOGIN, token=None, token_header="X-Token", json={}, form={"u": "{username}", "p": "a&b"}
    )
    asked, logins, calls = answered(httpx.Response(204, headers={"x-token": "h1"}), auth=auth)
    await ask(asked)
    assert dict(parse_qsl(logins[0].content.decode())) == {"u": "us", "p": "a&b"}
    assert calls[0].headers["x-session"] == "t h1"
    await asked.close()


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (httpx.Response(400), SourceRefused),
        (httpx.Response(401), SourceRefused),
        (httpx.Response(200, json={"data": {}}), SourceMalformed),
        (httpx.Response(200, json={"data": {"token": True}}), SourceMalformed),
        (httpx.Response(200, json={"data": {"token": "a\nb"}}), SourceMalformed),
        (httpx.Response(200, content=b"<html>"), SourceMalformed),
    ],
)
async def test_a_login_that_gives_nothing_is_told_without_a_secret(
    reply: httpx.Response, error: type[Exception]
) -> None:
    asked, _, calls = answered(reply)
    with pytest.raises(error) as caught:
        await ask(asked)
    assert "s3" not in str(caught.value)
    assert calls == []
    await asked.close()


async def test_a_token_may_come_from_another_host() -> None:
    hosts: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        hosts.append(f"{request.url.host}{request.url.path}")
        if request.url.host == "login.example":
            form = dict(parse_qsl(request.content.decode()))
            assert form == {
                "grant_type": "client_credentials",
                "scope": "read:all",
                "audience": "crm",
                "client_id": "us",
                "client_secret": "s3",
            }
            assert "authorization" not in request.headers
            return httpx.Response(200, json={"access_token": "t1", "token_type": "Bearer"})
        assert request.headers["authorization"] == "Bearer t1"
        return EMPTY

    auth = OAuth2ClientAuth("https://login.example/t", "read:all", "body", {"audience": "crm"})
    asked = source(
        "http://crm.example",
        connector(authentication=auth),
        credentials={"client_id": "us", "client_secret": "s3"},
        transport=httpx.MockTransport(handle),
    )
    await ask(asked)
    assert hosts == ["login.example/t", "crm.example/people"]
    await asked.close()


def signed(auth: HmacAuth, call: Call, url: str = "https://h.test/base") -> Mapping[str, str]:
    now = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
    signs = Signed(auth, {"secret": "c2VjcmV0", "key": "k1"}, url, lambda: now)
    log = ExchangeTrace("crm", batch(), loop_time)
    authorization = signs.authorize(call, Deadline.after(1, loop_time), log)
    assert isinstance(authorization, Authorization)
    return authorization.headers


async def test_a_call_is_signed_with_a_secret_that_is_not_sent() -> None:
    call = Call("POST", "/people", "a=1", b'{"secret": "{key}"}')
    text = b'1798859045POST/base/people{"secret": "{key}"}'
    headers = signed(SIGNED, call)
    expected = hmac.new(b"c2VjcmV0", text, "sha256").hexdigest()
    assert headers == {"X-Key": "k1", "X-Sign": expected}


async def test_what_is_signed_and_how_is_the_connectors_to_say() -> None:
    auth = HmacAuth(
        "{date}\n{path_and_query}\n{host}\n{body_sha256}",
        {"Date": "{date}", "Authorization": "HMAC {key}:{signature}"},
        key_encoding="base64",
        algorithm="sha512",
        encoding="base64",
    )
    headers = signed(auth, Call("GET", "/p", "q=%20"))
    empty = hashlib.sha256(b"").hexdigest()
    text = f"Sat, 02 Jan 2027 03:04:05 GMT\n/base/p?q=%20\nh.test\n{empty}".encode()
    expected = b64encode(hmac.digest(b"secret", text, "sha512")).decode()
    assert headers["Authorization"] == f"HMAC k1:{expected}"
    assert headers["Date"] == "Sat, 02 Jan 2027 03:04:05 GMT"


async def test_a_signed_source_is_asked_with_the_path_that_it_sees() -> None:
    made = connector(PEOPLE, authentication=replace(SIGNED, sign="{path_and_query}"))
    asked, sent = mocked(EMPTY, made, credentials={"secret": "s3", "key": "k"})
    await ask(asked, "a b")
    text = sent[0].url.raw_path
    assert sent[0].headers["x-sign"] == hmac.new(b"s3", text, "sha256").hexdigest()
    await asked.close()


def test_a_secret_that_is_not_written_as_it_says_is_a_settings_error() -> None:
    made = connector(authentication=replace(SIGNED, key_encoding="hex"))
    with pytest.raises(SettingsError, match=r"crm.*not hex") as caught:
        source("http://crm.example", made, credentials={"secret": "s3cret", "key": "k"})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("value", ["s3cret\r\nX-Admin: 1", "s3cret\n", " s3cret", "s3crét", "\0"])
def test_a_credential_that_no_header_can_carry_is_a_settings_error_without_the_value(
    value: str,
) -> None:
    with pytest.raises(SettingsError, match=r"crm.*`key`") as caught:
        source("http://crm.example", credentials={"key": value})
    assert "s3" not in str(caught.value)
