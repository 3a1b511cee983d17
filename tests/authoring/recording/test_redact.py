from urllib.parse import quote

import pytest

from aggregator.authoring.recording.redact import DOMAIN, GONE, Redactor

REDACTOR = Redactor(b"a key")
ALEX = REDACTOR.pseudonym("alex@grocery.co")


def test_an_address_has_one_pseudonym_wherever_it_stands() -> None:
    assert ALEX.endswith(f"@{DOMAIN}")
    assert REDACTOR.text("alex@grocery.co") == ALEX
    assert REDACTOR.text("to Alex@Grocery.co, now") == f"to {ALEX}, now"
    assert REDACTOR.text("mailto:alex%40grocery.co?s=1") == f"mailto:{ALEX.replace('@', '%40')}?s=1"
    assert REDACTOR.pseudonym("a_b+c@x.example") == REDACTOR.text("a\\_b\\+c@x.example")
    assert REDACTOR.pseudonym("a+b@x.example") == REDACTOR.text("a%2Bb%40x.example").replace(
        "%40", "@"
    )


def test_another_key_gives_other_pseudonyms_and_redacting_twice_is_redacting_once() -> None:
    assert Redactor(b"another").pseudonym("alex@grocery.co") != ALEX
    assert REDACTOR.text(ALEX) == ALEX


def test_names_of_objects_are_redacted_and_other_values_stay() -> None:
    body = {"alex@grocery.co": [1, 2.5, None, True, {"name": "Alex", "email": "alex@grocery.co"}]}
    assert REDACTOR.value(body) == {
        ALEX: [1, 2.5, None, True, {"name": "Alex", "email": ALEX}],
    }


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "client_secret",
        "api_key",
        "apiKey",
        "access_token",
        "token",
        "Authorization",
        "set-cookie",
        "private_key",
        "clientSecret",
        "pwd",
        "userPWD",
        "passphrase",
        "signingKey",
        "X-Api-Key",
        "sessionId",
        "accesstoken",
        "Proxy-Authorization",
        "credentials",
    ],
)
def test_what_is_named_as_a_secret_is_gone(name: str) -> None:
    assert REDACTOR.value({name: "x"}) == {name: GONE}
    assert REDACTOR.value({name: None}) == {name: None}


@pytest.mark.parametrize(
    "name",
    ["key", "tokens_used", "keys", "billing.customer", "secretary", "monkey", "secret_since"],
)
def test_what_only_sounds_like_one_stays(name: str) -> None:
    assert REDACTOR.value({name: "x"}) == {name: "x"}


@pytest.mark.parametrize(
    "secret",
    [
        "sk" + "_live_abcdefgh1234",
        "ghp" + "_abcdefghij0123456789",
        "xox" + "b-1234567890-abc",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
        "Bearer abcdef123456",
        "Basic YWxleDpodW50ZXIy",
        "basic Yjpj",
        "password=hunter2",
        "pwd: hunter2",
        "client_secret=abc",
        "accessToken: 'abc",
        "token=abc123abc123",
        "AIza" + "0123456789abcdefghijABCDEFGHIJ01234",
        "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_what_looks_like_a_secret_is_gone_from_any_text(secret: str) -> None:
    assert REDACTOR.text(f"it is {secret}") == f"it is {GONE}"


def test_a_secret_in_a_link_is_gone_and_the_link_stays() -> None:
    assert REDACTOR.text("https://x.example/a?id=1&token=abc&b=2") == (
        f"https://x.example/a?id=1&{GONE}&b=2"
    )


@pytest.mark.parametrize("written", ['{"password":"hunter2"}', r"{\"password\": \"hunter2\"}"])
def test_a_secret_in_json_inside_of_a_text_is_gone(written: str) -> None:
    assert "hunter2" not in REDACTOR.text(written)


@pytest.mark.parametrize(
    "text",
    [
        "a token: of thanks",
        "a secret: nobody knows it",
        "Basic subscription",
        "Basic features",
        "a basic plan",
        "your password was changed",
    ],
)
def test_words_that_only_look_like_secrets_stay(text: str) -> None:
    assert REDACTOR.text(text) == text


@pytest.mark.parametrize("name", ["pwd", "clientSecret", "sig", "X-Api-Key", "access_token"])
def test_a_secret_parameter_of_any_name_is_gone(name: str) -> None:
    assert REDACTOR.text(f"https://x.example/?id=1&{name}=abc#top") == (
        f"https://x.example/?id=1&{GONE}#top"
    )
    assert REDACTOR.text("https://x.example/?monkey=1") == "https://x.example/?monkey=1"


@pytest.mark.parametrize(
    "address",
    [
        "user@localhost",
        "o'brien@grocery.co",
        "ren\u00e9@grocery.co",
        "rene\u0301@grocery.co",
        "\u7528\u6237@\u4f8b\u5b50.example",
        "info@m\u00fcnchen.example",
        '"john doe"@grocery.co',
        '"a@b"@grocery.co',
        "alex@[192.168.0.1]",
        "alex@[IPv6:2001:db8::1]",
        "a#b!c$d*e^f~g@grocery.co",
        "alex@sub.sub.grocery.co",
    ],
)
def test_every_form_of_an_address_is_redacted(address: str) -> None:
    pseudonym = REDACTOR.pseudonym(address)
    assert REDACTOR.text(address) == pseudonym
    assert REDACTOR.text(f"to <{address}>, now.") == f"to <{pseudonym}>, now."
    encoded = quote(address, safe="")
    assert REDACTOR.text(f"https://x.example/?to={encoded}&b=2") == (
        f"https://x.example/?to={pseudonym.replace('@', '%40')}&b=2"
    )


def test_the_spellings_of_a_mailbox_have_one_pseudonym_and_two_people_never_do() -> None:
    pseudonym = REDACTOR.pseudonym
    assert pseudonym(" Info@M\u00fcnchen.example") == pseudonym("info@xn--mnchen-3ya.example")
    assert pseudonym("wei\xdf@x.co") != pseudonym("weiss@x.co")


def test_what_is_known_is_redacted_however_it_looks_and_wherever_it_is_stuck() -> None:
    known = REDACTOR.knowing(["alex@grocery.co", "alex-of-grocery"], ["s3cret+key/42", "short"])
    assert known.text("\u8bf7\u8054\u7cfbALEX@grocery.co\u8c22\u8c22") == (
        f"\u8bf7\u8054\u7cfb{ALEX}\u8c22\u8c22"
    )
    assert known.text("by alex\\-of\\-grocery") == f"by {REDACTOR.pseudonym('alex-of-grocery')}"
    assert known.text("it was s3cret+key/42.") == f"it was {GONE}."
    assert known.text("?q=s3cret%2Bkey%2F42") == f"?q={GONE}"
    assert known.text(r"{\"at\":\"s3cret+key\/42\"}") == rf"{{\"at\":\"{GONE}\"}}"
    assert known.text("a short text") == "a short text"
    assert known.value({"note": ["s3cret+key/42"]}) == {"note": [GONE]}


@pytest.mark.parametrize("text", ["a" * 100_000, "a@" * 20_000, '"' * 50_000 + "@", "%C3" * 30_000])
def test_no_text_is_slow_or_a_crash(text: str) -> None:
    known = REDACTOR.knowing(["half \ud83d@x.co"], [])
    assert isinstance(known.text(text + "\ud83d"), str)
