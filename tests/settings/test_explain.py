"""What a file gets wrong: by key, place, rule and fix, all at once, never a value."""

import pytest

from aggregator.domain.errors import SettingsError
from aggregator.settings import load_settings
from tests.support.settings_file import Write, refusal


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("prot = 1", "prot ({file}): no such setting. Did you mean port?"),
        ("xyzzy = 1", "xyzzy ({file}): no such setting. Fix: remove it."),
        ("[limits]\nsofft = 1", "limits.sofft ({file}): no such setting. Did you mean soft?"),
        (
            "[limits.graphql]\ndepht = 1",
            "limits.graphql.depht ({file}): no such setting. Did you mean depth?",
        ),
        (
            "[sources.a]\ntoken = 'x'\nconnector = 'x'\nurl = 'http://a'",
            (
                "sources.a.token ({file}): no such setting. "
                "Fix: remove it; aggregator connectors show CONNECTOR prints what a source needs."
            ),
        ),
        (
            "[sources.a]\nconector = 'x'\nconnector = 'x'\nurl = 'http://a'",
            "sources.a.conector ({file}): no such setting. Did you mean connector?",
        ),
        (
            "[sources.a]\nurl = 'http://a'",
            "sources.a.connector ({file}): it is missing. Fix: add it.",
        ),
        (
            "[[tokens]]\nname = 'a'\nrole = 'boss'\nsecret = 'hunter2'",
            (
                "tokens[0].role ({file}): Input should be 'viewer', 'engineer' or 'operator'. "
                "Fix: correct it, or leave it out for its default."
            ),
        ),
        (
            "[[tokens]]\nname = 'a'\nrole = 'viewer'\nsecret = 'hunter2'\nsha256 = 'hunter2'",
            "tokens[0] ({file}): it has both secret and sha256. Fix: keep one of them.",
        ),
        (
            "[[tokens]]\nname = 'a'\nrole = 'viewer'\nsecret = 5",
            "tokens[0] ({file}): secret is not text. Fix: write it in quotes.",
        ),
        (
            "signing_secrets = ['file:/nowhere']",
            (
                "signing_secrets[0] ({file}): file:/nowhere cannot be read (FileNotFoundError). "
                "Fix: a text file that this user may read."
            ),
        ),
        (
            "signing_secrets = ['env:NOWHERE']",
            "signing_secrets[0] ({file}): the variable NOWHERE is not set. Fix: set it.",
        ),
        (
            "signing_secrets = ['  ']",
            (
                "signing_secrets[0] ({file}): it is blank. "
                "Fix: write the secret, file:/path or env:NAME."
            ),
        ),
        (
            "locale = 'klingon'",
            "locale ({file}): it names no locale. Fix: for example en_US or de_DE.",
        ),
        (
            "time_zone = '../../etc/passwd'",
            "time_zone ({file}): it names no time zone. Fix: for example UTC or Europe/Berlin.",
        ),
        (
            "public_url = 'ftp://hunter2'",
            "public_url ({file}): it is no URL. Fix: for example https://billing.example.com.",
        ),
        (
            "public_url = 'https://a:hunter2@b'",
            "public_url ({file}): it holds more than scheme, host and path. Fix: only those.",
        ),
        (
            "public_url = 'http://[hunter2'",
            "public_url ({file}): it is no URL. Fix: for example https://billing.example.com.",
        ),
        (
            "tokens = ['hunter2']",
            (
                "tokens[0] ({file}): it is not a table. "
                "Fix: write its settings below a line [[tokens]]."
            ),
        ),
        (
            "signing_secrets = [7]",
            (
                "signing_secrets[0] ({file}): Input should be a valid string. "
                "Fix: correct it, or leave it out for its default."
            ),
        ),
        (
            "limits = 'hunter2'",
            "limits ({file}): it is not a table. Fix: write its settings below a line [limits].",
        ),
        (
            "header_name = 'X Y'",
            "header_name ({file}): it is no HTTP header name. Fix: for example Authorization.",
        ),
        (
            "[limits]\nsoft = 11",
            (
                "limits ({file}): soft <= raised_max <= answer <= last_resort must hold. "
                "Fix: change one of them."
            ),
        ),
        (
            "[limits]\nsoft = 3\nport = 9",
            (
                "limits.port ({file}): port is a setting of the top, and here it stands in the "
                "table [limits]. Fix: move it up, above the first line in [brackets]."
            ),
        ),
        (
            "[teams]\ncurrency = 'hunter2'",
            (
                "teams.currency ({file}): currency is a setting of the top, and here it stands in "
                "the table [teams]. Fix: move it up, above the first line in [brackets]."
            ),
        ),
    ],
)
def test_what_a_file_gets_wrong_is_told_by_key_place_rule_and_fix(
    write: Write, text: str, words: str
) -> None:
    file = write(text)
    said = refusal(file)
    assert said == words.replace("{file}", str(file))
    assert "hunter2" not in said


def test_all_that_is_wrong_is_told_at_once_a_line_each(write: Write) -> None:
    file = write("port = 'hunter2'\nhost = ''\n[sources.a]\nurl = 'http://a'\nlocale = 'en_US'")
    environ = {
        "AGGREGATOR_SIGNING_SECRET": "hunter2",
        "AGGREGATOR_TOKENS": "[hunter2",
        "AGGREGATOR_LIMITS__PORT": "9",
    }
    with pytest.raises(SettingsError) as caught:
        load_settings(file, environ=environ)
    first, *lines = caught.value.message.splitlines()
    assert first == "7 settings are wrong."
    assert [line.split(" ")[0] for line in lines] == [
        "AGGREGATOR_SIGNING_SECRET",
        "AGGREGATOR_TOKENS",
        "sources.a.connector",
        "sources.a.locale",
        "host",
        "port",
        "limits.port",
    ]
    assert "hunter2" not in caught.value.message
    assert "move it up" in lines[3]
    assert lines[6].endswith("Fix: AGGREGATOR_PORT.")
