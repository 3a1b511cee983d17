"""A source's options: where they come to stand, and which are refused."""

from dataclasses import replace

import httpx
import pytest

from aggregator.domain.authentication import OAuth2ClientAuth, StatedAuth
from aggregator.domain.errors import SettingsError
from aggregator.domain.lookup import From, LookupRequest, Nested, SourceOption
from aggregator.upstream.options import configured, with_defaults
from aggregator.upstream.source import build_source
from aggregator.upstream.styles.search_or import SearchOr
from tests.support.sources import PATIENT, PEOPLE, ask, connector, mocked
from tests.support.still_loop import loop_time

REALM = replace(
    connector(
        replace(
            PEOPLE,
            request=LookupRequest("GET", "/v1/{realm}/people", {"in": "{realm}", "as": "{other}"}),
        ),
        authentication=StatedAuth("api_key", {"X-Realm": "{realm}", "X-Key": "{key}"}),
    ),
    url="https://{subdomain}.example.com/api",
    options={
        "subdomain": SourceOption("the part before .example.com"),
        "realm": SourceOption(pattern=r".+", default="main"),
    },
)


async def test_options_stand_in_paths_parameters_and_headers() -> None:
    options = {"subdomain": "acme", "realm": "a/b c"}
    asked, sent = mocked(httpx.Response(200, json={"data": []}), REALM, options=options)
    await ask(asked, "x")
    assert sent[0].url.raw_path == b"/v1/a%2Fb%20c/people?in=a%2Fb%20c&as=%7Bother%7D&id=x"
    assert sent[0].headers["x-realm"] == "a/b c"
    assert sent[0].headers["x-key"] == "s3cret"
    await asked.close()


async def test_without_an_address_the_connectors_is_asked() -> None:
    hosts: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        hosts.append(str(request.url.copy_with(query=None)))
        return httpx.Response(200, json={"data": []})

    asked = build_source(
        "crm",
        REALM,
        None,
        {"key": "k"},
        PATIENT,
        loop_time,
        options={"subdomain": "acme"},
        transport=httpx.MockTransport(handle),
    )
    await ask(asked, "x")
    assert hosts == ["https://acme.example.com/api/v1/main/people"]
    await asked.close()


@pytest.mark.parametrize(
    "value",
    ["evil.test/", "a@evil", "a:1", "..", "", "a?b", "a#b", "a\\b", "a\n", "-a", "x" * 2001],
)
def test_a_host_is_made_of_nothing_that_could_lead_to_another(value: str) -> None:
    with pytest.raises(SettingsError, match=r"source crm: options\.subdomain"):
        configured("crm", REALM, {"subdomain": value})


def test_a_missing_option_and_an_unknown_one_are_named() -> None:
    with pytest.raises(SettingsError, match=r"options\.subdomain is missing \(the part before"):
        configured("crm", REALM, {})
    with pytest.raises(SettingsError, match=r"no option 'domain' .*subdomain, realm"):
        configured("crm", REALM, {"subdomain": "a", "domain": "b"})


def test_an_option_of_the_address_alone_is_not_asked_of_a_source_with_one_of_its_own() -> None:
    own = configured("crm", REALM, {}, "http://127.0.0.1:9")
    assert own.lookups[0].request.path == "/v1/main/people"
    # Given nevertheless, it is held to its pattern.
    with pytest.raises(SettingsError, match=r"options\.subdomain does not match"):
        configured("crm", REALM, {"subdomain": "a/b"}, "http://127.0.0.1:9")
    elsewhere = replace(REALM.lookups[0], request=LookupRequest("GET", "/{subdomain}"))
    with pytest.raises(SettingsError, match=r"options\.subdomain is missing"):
        configured("crm", replace(REALM, lookups=(elsewhere,)), {}, "http://127.0.0.1:9")


def test_a_source_without_any_address_says_so() -> None:
    with pytest.raises(SettingsError, match="source crm has no url"):
        build_source("crm", connector(), None, {"key": "k"}, PATIENT)


def test_a_token_may_be_asked_for_at_a_host_of_the_sources_own() -> None:
    made = replace(REALM, authentication=OAuth2ClientAuth("https://{subdomain}.example.com/t"))
    auth = configured("crm", made, {"subdomain": "acme"}).authentication
    assert auth == OAuth2ClientAuth("https://acme.example.com/t")


async def test_options_stand_in_headers_in_a_batch_style_and_in_links() -> None:
    lookup = replace(
        PEOPLE,
        request=LookupRequest(
            "GET", "/find", {"q": "in:{realm} ({keys})"}, headers={"X-In": "{realm}"}
        ),
        batch=SearchOr("{realm}:{key}", 9),
        fields={
            "url": From("id", "link", options={"text": "https://a.example/{realm}/{value}"}),
            "lines": Nested("l", {"n": From("n", "template", options={"text": "{realm} {value}"})}),
        },
    )
    made = configured("crm", replace(REALM, lookups=(lookup,)), {"subdomain": "a", "realm": "x y"})
    (filled,) = made.lookups
    assert filled.request.headers == {"X-In": "x y"}
    assert filled.batch == SearchOr("x y:{key}", 9)
    url, lines = filled.fields["url"], filled.fields["lines"]
    assert isinstance(url, From)
    assert isinstance(lines, Nested)
    assert url.options == {"text": "https://a.example/x%20y/{value}"}
    assert lines.fields["n"] == From("n", "template", options={"text": "x y {value}"})


TOLD = replace(
    REALM,
    lookups=(
        replace(
            PEOPLE,
            request=LookupRequest(
                "POST", "/x", {"{param}": "{key}"}, document="{query}", sql="SELECT 1 FROM {table}"
            ),
            records="{records}",
            match="{email}",
            fields={"id": "{id}", "name": From("{name}", "trim"), "at": Nested("{id}", {"x": "x"})},
            keys={"person": "{id}"},
        ),
    ),
    options={
        name: SourceOption(pattern="(?s).+", default=name)
        for name in ("subdomain", "realm", "param", "records", "email", "id", "name", "table")
    }
    | {"query": SourceOption(pattern="(?s).+", default="{ people }")},
)


def test_options_say_where_something_is_and_what_is_asked() -> None:
    options = {"records": "data.list", "name": "who", "table": "crm.people", "param": "mail"}
    (lookup,) = configured("crm", TOLD, options).lookups
    assert (lookup.records, lookup.match, lookup.keys) == ("data.list", "email", {"person": "id"})
    assert lookup.request.params == {"mail": "{key}"}
    assert (lookup.request.document, lookup.request.sql) == (
        "{ people }",
        "SELECT 1 FROM crm.people",
    )
    assert lookup.fields == {
        "id": "id",
        "name": From("who", "trim"),
        "at": Nested("id", {"x": "x"}),
    }


def test_a_document_that_is_no_option_whole_keeps_its_braces() -> None:
    (lookup,) = TOLD.lookups
    own = replace(lookup, request=LookupRequest("POST", "/x", document="query { people {id} }"))
    (kept,) = configured("crm", replace(TOLD, lookups=(own,)), {}).lookups
    assert kept.request.document == "query { people {id} }"


def test_an_option_that_makes_no_path_is_told_with_the_source() -> None:
    with pytest.raises(SettingsError, match=r"source crm: .* has the path 'data\.\.x'"):
        configured("crm", TOLD, {"records": "data..x"})


def test_a_default_is_known_before_there_is_a_source() -> None:
    (lookup,) = with_defaults(TOLD).lookups
    assert (lookup.records, lookup.request.document) == ("records", "{ people }")
