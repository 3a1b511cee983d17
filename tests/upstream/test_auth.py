"""How each kind of authentication shows itself to a source."""

from collections.abc import Mapping
from typing import get_args

import httpx
import pytest

from aggregator.domain.errors import SettingsError
from aggregator.domain.lookup import Authentication, AuthKind
from aggregator.upstream.auth import FIELDS
from tests.support.sources import ask, connector, mocked, source

EMPTY = httpx.Response(200, json={"data": []})


@pytest.mark.parametrize(
    ("authentication", "credentials", "header", "value"),
    [
        (Authentication("none"), {}, "authorization", None),
        (Authentication("api_key", "X-Api-Key"), {"key": "k1"}, "x-api-key", "k1"),
        (Authentication("api_key"), {"key": "Token k1"}, "authorization", "Token k1"),
        (Authentication("bearer"), {"token": "t1"}, "authorization", "Bearer t1"),
        (
            Authentication("basic"),
            {"username": "Aladdin", "password": "open sesame"},
            "authorization",
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ),
        (
            Authentication("basic"),
            {"username": "test", "password": "123£"},
            "authorization",
            "Basic dGVzdDoxMjPCow==",
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


def test_every_kind_names_its_fields() -> None:
    assert set(FIELDS) == set(get_args(AuthKind))


@pytest.mark.parametrize("kind", [kind for kind in FIELDS if FIELDS[kind]])
def test_a_missing_field_is_a_settings_error_that_names_source_and_field(kind: AuthKind) -> None:
    made = connector(authentication=Authentication(kind, token_path="/oauth/token"))
    for missing in FIELDS[kind]:
        credentials = {field: "s3cret" for field in FIELDS[kind] if field != missing}
        with pytest.raises(SettingsError, match=f"crm.*`{missing}`") as caught:
            source("http://crm.example", made, credentials=credentials)
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("value", ["s3cret\r\nX-Admin: 1", "s3cret\n", " s3cret", "s3crét", "\0"])
def test_a_credential_that_no_header_can_carry_is_a_settings_error_without_the_value(
    value: str,
) -> None:
    with pytest.raises(SettingsError, match=r"crm.*`key`") as caught:
        source("http://crm.example", credentials={"key": value})
    assert "s3" not in str(caught.value)
