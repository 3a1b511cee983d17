import pytest
from pydantic import SecretStr

from aggregator.domain.access import Role, hash_token
from aggregator.domain.errors import SettingsError
from aggregator.settings import Settings, TokenSettings, refuse_unsafe

SAFE = Settings(signing_secrets=(SecretStr("a secret of one's own"),))


def test_a_service_with_one_check_of_its_own_may_be_served() -> None:
    refuse_unsafe(SAFE)
    refuse_unsafe(Settings(header_secrets=(SecretStr("Bearer own"),)))


def test_without_any_check_it_is_refused_unless_that_is_asked_for() -> None:
    with pytest.raises(SettingsError, match=r"both empty.*Fix: set AGGREGATOR_SIGNING_SECRETS"):
        refuse_unsafe(Settings())
    refuse_unsafe(Settings(insecure=True))


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        (Settings(signing_secrets=(SecretStr("own"), SecretStr("demo-secret"))), "signing_secrets"),
        (Settings(header_secrets=(SecretStr("Bearer demo-token"),)), "header_secrets"),
        (
            SAFE.model_copy(
                update={
                    "tokens": (
                        TokenSettings(
                            name="x", role=Role.OPERATOR, sha256=hash_token("demo-operator")
                        ),
                    )
                }
            ),
            "tokens",
        ),
        (
            Settings(insecure=True, signing_secrets=(SecretStr("demo-secret"),)),
            "signing_secrets",
        ),
    ],
)
def test_the_secrets_that_the_demo_makes_public_are_refused(settings: Settings, key: str) -> None:
    with pytest.raises(SettingsError, match=f"{key} holds a secret of the demo"):
        refuse_unsafe(settings)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({}, "of workspaces.w are both empty"),
        ({"signing_secrets": "demo-secret"}, "workspaces.w.signing_secrets holds a secret of"),
        ({"header_secrets": "Bearer demo-token"}, "workspaces.w.header_secrets holds a secret of"),
    ],
)
def test_every_workspace_is_held_to_the_same(other: dict[str, str], said: str) -> None:
    settings = Settings.model_validate(
        {"signing_secrets": "own", "workspaces": {"w": {"cards": "c", **other}}}
    )
    with pytest.raises(SettingsError, match=said):
        refuse_unsafe(settings)


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ({"host": "0.0.0.0"}, "host is 0.0.0.0"),  # noqa: S104 that it is refused is the test
        ({"host": "::"}, "host is ::"),
        ({"host": "cards.internal"}, "host is cards.internal"),
        ({"public_url": "https://cards.example"}, "public_url is https://cards.example"),
    ],
)
def test_without_checks_it_is_served_on_this_machine_alone(
    settings: dict[str, str], where: str
) -> None:
    with pytest.raises(SettingsError, match=f"insecure is on and {where}"):
        refuse_unsafe(Settings.model_validate({"insecure": True, **settings}))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_alone_may_be_insecure(host: str) -> None:
    refuse_unsafe(Settings(insecure=True, host=host, public_url="http://localhost:1"))


def test_all_reasons_are_told_at_once() -> None:
    settings = Settings.model_validate(
        {"signing_secrets": "demo-secret", "workspaces": {"w": {"cards": "c"}}}
    )
    with pytest.raises(SettingsError) as refused:
        refuse_unsafe(settings)
    assert len(refused.value.message.splitlines()) == 3
