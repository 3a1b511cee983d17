"""Where a setting comes from, what is refused, and in which words."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.access import Role, find_token
from aggregator.domain.errors import SettingsError
from aggregator.settings import Settings, load_settings
from tests.support.settings_file import Write, refusal


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)


def from_variables(**variables: str) -> Settings:
    return load_settings(environ={f"AGGREGATOR_{name}": value for name, value in variables.items()})


def test_with_nothing_set_all_is_default() -> None:
    settings = load_settings(environ={})
    assert settings == Settings()
    assert (settings.port, settings.workspace_id, settings.locale) == (8484, "default", "en_US")
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///./aggregator.db"
    assert (settings.limits.soft, settings.limits.attempt, settings.limits.body_bytes) == (
        4.0,
        1.8,
        65_536,
    )


def test_a_flag_beats_a_variable_beats_the_file_beats_the_default(write: Write) -> None:
    file = write("port = 1\nhost = 'file'\ncurrency = 'EUR'")
    variables = {"AGGREGATOR_PORT": "2", "AGGREGATOR_HOST": "variable"}
    settings = load_settings(file, {"port": 3, "host": None}, variables)
    assert (settings.port, settings.host, settings.currency, settings.time_zone) == (
        3,
        "variable",
        "EUR",
        "UTC",
    )


def test_a_section_is_merged_key_by_key(write: Write) -> None:
    file = write(
        "[limits]\nsoft = 2\nattempt = 1\n"
        "[sources.billing]\nconnector = 'billing'\nurl = 'http://a'\ncredentials.key = 'k'"
    )
    settings = load_settings(
        file,
        environ={
            "AGGREGATOR_LIMITS__SOFT": "3",
            "AGGREGATOR_LIMITS__GRAPHQL__DEPTH": "5",
            "AGGREGATOR_SOURCES__BILLING__URL": "https://b.example.com/v1/",
        },
    )
    assert (settings.limits.soft, settings.limits.attempt) == (3.0, 1.0)
    assert settings.limits.graphql.depth == 5
    billing = settings.sources["billing"]
    assert (billing.connector, billing.url) == ("billing", "https://b.example.com/v1")
    assert billing.credentials["key"].get_secret_value() == "k"


def test_the_file_is_the_flags_then_the_variables_then_the_folders(
    write: Write, tmp_path: Path
) -> None:
    Path("aggregator.toml").write_text("port = 1")
    named = tmp_path / "named.toml"
    named.write_text("port = 2")
    variables = {"AGGREGATOR_CONFIG": str(named)}
    assert load_settings(environ={}).port == 1
    assert load_settings(environ=variables).port == 2
    assert load_settings(write("port = 3"), environ=variables).port == 3


def test_relative_paths_start_where_they_were_written(write: Write, tmp_path: Path) -> None:
    file = write("cards = 'mine'\nsigning_secrets = ['file:secrets/plain']")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "plain").write_text("  s3cret\n")
    settings = load_settings(file, environ={"AGGREGATOR_CARDS": "other"})
    assert settings.cards == Path("other")
    assert settings.graphql == tmp_path / "graphql"
    assert settings.database_url.get_secret_value() == (
        f"sqlite+aiosqlite:///{tmp_path / 'aggregator.db'}"
    )
    assert settings.signing_secrets[0].get_secret_value() == "s3cret"
    assert load_settings(file, environ={}).cards == tmp_path / "mine"


def test_an_absolute_database_stays_where_it_is(write: Write) -> None:
    file = write("database_url = 'sqlite+aiosqlite:////var/lib/x.db'")
    settings = load_settings(file, environ={})
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:////var/lib/x.db"


def test_one_secret_or_a_list_of_them() -> None:
    one = from_variables(SIGNING_SECRETS="a,b c")
    several = from_variables(SIGNING_SECRETS='["new", "old"]')
    assert [secret.get_secret_value() for secret in one.signing_secrets] == ["a,b c"]
    assert [secret.get_secret_value() for secret in several.signing_secrets] == ["new", "old"]


def test_a_secret_may_be_in_a_variable_of_another_name(write: Write) -> None:
    file = write("header_secrets = ['env:PLAIN_HEADER']")
    settings = load_settings(file, environ={"PLAIN_HEADER": "Bearer x"})
    assert settings.header_secrets[0].get_secret_value() == "Bearer x"


def test_a_credential_that_is_json_stays_text() -> None:
    key = '{"type": "service_account"}'
    settings = from_variables(
        SOURCES__CRM__CONNECTOR="crm",
        SOURCES__CRM__URL="http://crm",
        SOURCES__CRM__CREDENTIALS__KEY=key,
    )
    assert settings.sources["crm"].credentials["key"].get_secret_value() == key


def test_of_a_token_only_its_hash_is_kept() -> None:
    tokens = [
        {"name": "ci", "role": "engineer", "secret": "t0ken"},
        {"name": "ops", "role": "operator", "sha256": "0" * 64, "workspace": "w2"},
    ]
    other = json.dumps({"w2": {"cards": "cards-of-w2"}})
    settings = from_variables(TOKENS=json.dumps(tokens), WORKSPACE_ID="w1", WORKSPACES=other)
    found = find_token(settings.access(), "t0ken")
    assert found is not None
    assert (found.name, found.role, found.workspace_id) == ("ci", Role.ENGINEER, "w1")
    assert settings.access()[1].workspace_id == "w2"
    assert "t0ken" not in repr(settings) + settings.model_dump_json()


def test_blank_variables_and_those_of_others_are_as_if_not_set() -> None:
    settings = from_variables(
        PUBLIC_URL="",
        PORT="tcp://10.0.0.1:8484",  # these two and more: what Kubernetes sets for a Service
        SERVICE_HOST="10.0.0.1",
        PORT_8484_TCP="tcp://10.0.0.1:8484",
        HOST=" ",
    )
    assert settings == Settings()


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]  # that it cannot be assigned is the test


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        (
            {"SIGNING_SECRET": "hunter2"},
            "AGGREGATOR_SIGNING_SECRET is no setting. Did you mean AGGREGATOR_SIGNING_SECRETS?",
        ),
        (
            {"PORT": "hunter2"},
            (
                "port (a variable): Input should be a valid integer, unable to parse string as an "
                "integer. Fix: correct it, or leave it out for its default."
            ),
        ),
        (
            {"TOKENS": '[{"secret": "hunter2",'},
            (
                "AGGREGATOR_TOKENS is not valid JSON at character 22. "
                "Fix: correct it, or use the settings file."
            ),
        ),
        (
            {"LIMITS__SOFFT": "1"},
            "limits.sofft (a variable): no such setting. Did you mean soft?",
        ),
        (
            {"TOKENS": json.dumps([{"name": "a", "role": "viewer", "secret": "hunter2"}] * 2)},
            "tokens (a variable): two of them have one name. Fix: rename one.",
        ),
    ],
)
def test_what_a_variable_gets_wrong_is_told_too(variables: dict[str, str], words: str) -> None:
    assert refusal(variables=variables) == words


def test_a_file_that_is_not_there_or_not_toml_is_named(write: Write, tmp_path: Path) -> None:
    said = refusal(tmp_path / "gone.toml")
    assert said.startswith(f"The settings file {tmp_path / 'gone.toml'} cannot be read (FileNotFo")
    said = refusal(write("port = 1\nsigning_secrets = ['hunter2"))
    assert "is not valid TOML at line 2, column" in said or "at end of document" in said
    assert "hunter2" not in said
    (tmp_path / "latin.toml").write_bytes(b"host = '\xe9'")
    assert "UnicodeDecodeError" in refusal(tmp_path / "latin.toml")


@given(
    st.text(alphabet="canary-7f3a", min_size=12),
    st.sampled_from(
        ["SIGNING_SECRETS", "HEADER_SECRETS", "DATABASE_URL", "SOURCES__A__CREDENTIALS__K"]
    ),
)
def test_no_secret_is_ever_printed(secret: str, name: str) -> None:
    environ = {
        f"AGGREGATOR_{name}": secret,
        "AGGREGATOR_SOURCES__A__CONNECTOR": "c",
        "AGGREGATOR_SOURCES__A__URL": "http://a",
    }
    settings = load_settings(environ=environ)
    printed = repr(settings) + str(settings) + settings.model_dump_json()
    assert secret not in printed
    with pytest.raises(SettingsError) as caught:
        load_settings(environ={**environ, "AGGREGATOR_PORT": secret})
    assert secret not in caught.value.message + str(caught.value.facts)
    assert caught.value.__cause__ is None


def test_sources_can_be_read_in_part_where_their_secrets_are_not(write: Write) -> None:
    file = write(
        '[sources.us]\nconnector = "billing"\nurl = "https://us.example"\n'
        'credentials = { key = "env:NOT_SET" }\n'
    )
    settings = load_settings(file, environ={}, only=("sources",))
    assert settings.sources["us"].connector == "billing"
    assert settings.sources["us"].credentials == {}
    with pytest.raises(SettingsError):
        load_settings(file, environ={})


def test_a_byte_order_mark_is_dropped_from_the_file_and_from_secret_files(tmp_path: Path) -> None:
    mark = b"\xef\xbb\xbf"
    (tmp_path / "secret").write_bytes(mark + b"signing-secret-0123456789\r\n")
    file = tmp_path / "aggregator.toml"
    file.write_bytes(mark + b'signing_secrets = ["file:secret"]\r\n')
    (secret,) = load_settings(file, environ={}).signing_secrets
    assert secret.get_secret_value() == "signing-secret-0123456789"


def test_all_secrets_are_known_of_every_workspace_and_no_names() -> None:
    credentials = {"username": "alex", "password": "hunter22"}
    source = {"connector": "helpdesk", "url": "https://x.example", "credentials": credentials}
    other = {"signing_secrets": ["signing-2"], "header_secrets": ["Bearer x"]}
    overrides = {
        "signing_secrets": ["signing-1"],
        "sources": {"helpdesk": source},
        "workspaces": {"w2": {**other, "cards": "c2"}},
    }
    settings = load_settings(overrides=overrides, environ={})
    assert settings.secrets == {"signing-1", "signing-2", "Bearer x", "hunter22"}
