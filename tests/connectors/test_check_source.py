"""What a connector says of its sources' address, options and authentication."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aggregator.connectors.check_source import check_source
from aggregator.domain.authentication import HmacAuth, OAuth2ClientAuth, SessionAuth, StatedAuth
from aggregator.domain.lookup import LookupRequest, SourceOption
from tests.support.manifests import GOOD, read_manifest
from tests.support.sources import PEOPLE, connector

LOGIN = SessionAuth("/login", "token", {"Authorization": "Bearer {session}"})
SIGNED = HmacAuth("{timestamp}", {"X-Sign": "{signature}"})
SUBDOMAIN = {"subdomain": SourceOption()}


@pytest.mark.parametrize(
    "change",
    [
        {"url": "https://{subdomain}.example.com/api", "options": SUBDOMAIN},
        {"authentication": LOGIN},
        {"authentication": SIGNED},
        {"authentication": OAuth2ClientAuth("https://login.example/oauth?tenant=a")},
        {"lookups": (replace(PEOPLE, request=LookupRequest("GET", "/{subdomain}/{key}")),),
         "options": SUBDOMAIN},
    ],
)  # fmt: skip
def test_what_holds_together_passes(change: dict[str, Any]) -> None:
    assert list(check_source(replace(connector(), **change))) == []


@pytest.mark.parametrize(
    ("change", "at", "message"),
    [
        (
            {"url": "https://{subdomian}.example.com", "options": SUBDOMAIN},
            "url",
            "Did you mean {subdomain}?",
        ),
        ({"url": "example.com"}, "url", "https://host"),
        ({"url": "https://a@example.com"}, "url", "https://host"),
        ({"options": {"Sub-Domain": SourceOption()}}, "options Sub-Domain", "lower-case"),
        ({"options": {"key": SourceOption()}}, "options key", "not key"),
        ({"options": {"a": SourceOption(pattern="(")}}, "options a pattern", "no regular"),
        ({"options": {"a": SourceOption(default="/")}}, "options a default", "does not match"),
        (
            {"lookups": (replace(PEOPLE, request=LookupRequest("GET", "/{realm}")),)},
            "lookups people request path",
            "its options: none",
        ),
        ({"authentication": OAuth2ClientAuth("token")}, "authentication token_url", "begins"),
        ({"authentication": replace(LOGIN, login_url="x:/")}, "authentication login url", "begin"),
        ({"authentication": replace(LOGIN, headers={"A": "x"})}, "authentication headers",
         "{session}"),
        ({"authentication": replace(LOGIN, token=None)}, "authentication", "token_header"),
        ({"authentication": replace(LOGIN, token_header="X")}, "authentication", "token_header"),
        ({"authentication": replace(LOGIN, token="a..b")}, "authentication token", "JMESPath"),
        (
            {"authentication": replace(LOGIN, json={"a": "b"}, form={"a": "b"})},
            "authentication login form",
            "not both",
        ),
        ({"authentication": replace(SIGNED, headers={"A": "x"})}, "authentication headers",
         "{signature}"),
        ({"authentication": StatedAuth("api_key", {"X Key": "{key}"})},
         "authentication headers X Key", "No header"),
    ],
)  # fmt: skip
def test_what_does_not_is_told_where_it_stands(
    change: dict[str, Any], at: str, message: str
) -> None:
    (fault,) = check_source(replace(connector(), **change))
    assert " ".join(map(str, fault.at)) == at
    assert message in fault.message


@pytest.mark.parametrize(
    ("written", "mistake", "under", "meant"),
    [
        ("authentication: {kind: basic, username: a, pasword: b}", "connector-word", "pasword",
         ("password",)),
        ("authentication: {kind: oauth2_client_credential, token_url: /t}", "connector-value",
         "oauth2_client_credential", ("oauth2_client_credentials",)),
        ("authentication: oauth2_client_credentials", "connector-missing", "authentication", ()),
        ("authentication: {header: X-Key}", "connector-missing", "authentication", ()),
        ("authentication: {kind: hmac, sign: a, headers: {A: b}}", "connector-authentication",
         "headers", ()),
        ('authentication: bearer\nurl: "https://{sub}.x.test"\noptions: {sup: {}}',
         "connector-option", '"https://{sub}.x.test"', ()),
    ],
)  # fmt: skip
def test_a_mistake_has_its_place_in_the_file(
    tmp_path: Path, written: str, mistake: str, under: str, meant: tuple[str, ...]
) -> None:
    assert "authentication: bearer" in GOOD
    reading = read_manifest(tmp_path, GOOD.replace("authentication: bearer", written))
    (found,) = reading.diagnostics
    assert found.code == mistake
    assert found.excerpt[found.column - 1 : found.end_column - 1] == under
    assert found.did_you_mean[:1] == meant
