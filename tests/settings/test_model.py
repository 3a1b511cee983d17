"""The settings' model: each is described, and what does not fit together is refused in a line."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

import aggregator
from aggregator.domain.errors import SettingsError
from aggregator.settings import Settings, load_settings


def sections(of: Any = Settings) -> Iterator[type[BaseModel]]:
    """Every table of settings that can be reached from `of`, itself included."""
    if isinstance(of, type) and issubclass(of, BaseModel):
        yield of
        for field in of.model_fields.values():
            yield from sections(field.annotation)
    for argument in get_args(of):
        yield from sections(argument)


SECTIONS = tuple(dict.fromkeys(sections()))


def undescribed() -> Iterator[str]:
    for section in SECTIONS:
        for name, field in section.model_fields.items():
            if not (field.description or "").endswith((".", "...")):
                yield f"{section.__name__}.{name}"


def test_every_setting_says_what_it_means() -> None:
    assert list(undescribed()) == []


def test_every_table_was_looked_at() -> None:
    assert {
        "OtherWorkspace",
        "QuotaSettings",
        "TlsSettings",
        "MtlsSettings",
        "StaleCardSettings",
    } <= {section.__name__ for section in SECTIONS}


DUMPED = {"BreakerSettings", "RetrySettings", "GraphQLSettings"}
"""Handed down as a whole, and held to what takes them by tests of their own."""


def test_no_setting_is_without_effect() -> None:
    package = Path(aggregator.__file__).parent
    files = [
        file
        for file in package.rglob("*.py")
        if file.parent.name != "settings" or file.name == "safety.py"
    ]
    read = set(re.findall(r"\.([a-z_0-9]+)\b", "\n".join(file.read_text() for file in files)))
    unread = [
        f"{section.__name__}.{name}"
        for section in SECTIONS
        if section.__name__ not in DUMPED
        for name in section.model_fields
        if name not in read
    ]
    assert unread == []


TLS = {"certificate_file": "c.pem", "key_file": "k.pem"}
SOURCE = {"connector": "crm", "url": "https://crm.example"}
ROLE = {"role": "viewer", "secret": "s"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"workspaces": {"default": {"cards": "c"}}}, "workspaces.default is the first workspace"),
        ({"workspaces": {"w": {}}}, "workspaces.w.cards"),
        ({"workspaces": {"w": {"cards": "c", "port": 1}}}, "workspaces.w.port"),
        ({"tokens": [{"name": "t", "workspace": "w", **ROLE}]}, "the token t is for a workspace"),
        (
            {
                "plain_workspaces": ["p"],
                "workspaces": {"w": {"cards": "c", "plain_workspaces": "p"}},
            },
            "plain_workspaces name one of Plain's twice",
        ),
        (
            {
                "signing_secrets": ["a", "s"],
                "workspaces": {"w": {"cards": "c", "signing_secrets": "s"}},
            },
            "signing_secrets of two workspaces hold one secret",
        ),
        (
            {
                "workspaces": {
                    "v": {"cards": "c", "header_secrets": "s"},
                    "w": {"cards": "c", "header_secrets": ["b", "s"]},
                },
            },
            "header_secrets of two workspaces hold one secret",
        ),
        (
            {"tokens": [{"name": "t", **ROLE}, {"name": "u", **ROLE}]},
            "tokens (a flag): two of them are one secret",
        ),
        ({"public_url": "http://cards.example.com"}, "public_url is http"),
        ({"cors_origins": ["https://a.example/"]}, "cors_origins"),
        ({"cors_origins": ["https://a.example", "null"]}, "is no origin"),
        ({"replay_window": 300}, "replay_window needs signing_secrets"),
        ({"replay_window": 0, "signing_secrets": "s"}, "replay_window"),
        ({"mtls": {"ca_file": "ca.pem"}}, "mtls.ca_file needs tls"),
        ({"mtls": {"proxies": ["10.0.0.1/8"]}}, "mtls.proxies"),
        ({"mtls": {"proxies": "everywhere"}}, "it names no network"),
        ({"tls": {"certificate_file": "c.pem"}}, "tls.key_file"),
        ({"quota": {"per_minute": 0}}, "quota.per_minute"),
        ({"quota": {"burst": 5}}, "quota.per_minute"),
        ({"reload": "sometimes"}, "reload"),
        ({"limits": {"permits": 0}}, "limits.permits"),
        ({"sources": {"directory": SOURCE}}, "the name directory is the customer directory's own"),
        ({"limits": {"body_bytes": 65_537}}, "limits.body_bytes"),
    ],
)
def test_what_does_not_fit_together_is_refused_in_a_line(
    settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(overrides=settings, environ={})
    assert said in refused.value.message
    assert "\n" not in refused.value.message


def test_one_workspace_may_name_a_secret_twice_and_two_kinds_may_not_be_mixed_up() -> None:
    load_settings(
        overrides={
            "signing_secrets": ["s", "s"],
            "header_secrets": "t",
            "public_url": "http://localhost:8484",
            "cors_origins": ["https://app.example.com", "http://[::1]:3000", "*"],
            "workspaces": {"w": {"cards": "c", "signing_secrets": "t", "header_secrets": "s"}},
        },
        environ={},
    )


def test_all_of_it_together_is_fine() -> None:
    settings = load_settings(
        overrides={
            "signing_secrets": "s",
            "replay_window": 300,
            "quota": {"per_minute": 600},
            "tls": TLS,
            "mtls": {"ca_file": "ca.pem"},
            "workspaces": {"w": {"cards": "c", "plain_workspaces": "w_plain"}},
            "tokens": [{"name": "t", "workspace": "w", **ROLE}],
        },
        environ={},
    )
    assert list(settings.by_workspace) == ["default", "w"]
    assert settings.access()[0].workspace_id == "w"
