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
    ],
)
def test_what_is_named_as_a_secret_is_gone(name: str) -> None:
    assert REDACTOR.value({name: "x"}) == {name: GONE}
    assert REDACTOR.value({name: None}) == {name: None}


@pytest.mark.parametrize("name", ["key", "tokens_used", "keys", "billing.customer", "secretary"])
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
    ],
)
def test_what_looks_like_a_secret_is_gone_from_any_text(secret: str) -> None:
    assert REDACTOR.text(f"it is {secret}") == f"it is {GONE}"


def test_a_secret_in_a_link_is_gone_and_the_link_stays() -> None:
    assert REDACTOR.text("https://x.example/a?id=1&token=abc&b=2") == (
        f"https://x.example/a?id=1&{GONE}&b=2"
    )
