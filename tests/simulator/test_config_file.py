import ssl
from pathlib import Path
from typing import Any

import pytest

from aggregator.simulator.config_file import ConfigError, load_workspace, read_workspace
from aggregator.simulator.configs import Header

TLS = Path(__file__).parents[1] / "data" / "tls"
URL = "https://cards.example/cards"

WHOLE = """
signing_secret = "file:plain.secret"
workspace_id = "w_1"
url = "https://cards.example/cards"
headers = { Authorization = "file:token" }

[[cards]]
key = "plan"
title = "Plan"
default_ttl = 60
order = 7
is_enabled = false
id = "cc_plan"
url = "  https://other.example/cards "
headers = [{ name = "X-Team", value = " billing " }]

[[cards]]
key = "usage"

[unpublished]
cache_per_thread = true
"""


def content(**more: Any) -> dict[str, Any]:
    return {"url": URL, "cards": [{"key": "plan"}], **more}


def with_card(**more: Any) -> dict[str, Any]:
    return content(cards=[{"key": "plan", **more}])


def test_a_file_is_read_with_its_secrets_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "plain.toml").write_text(WHOLE)
    (tmp_path / "plain.secret").write_text("a-secret\n")
    (tmp_path / "token").write_text("Bearer t\n")
    workspace = load_workspace(tmp_path / "plain.toml")
    assert (workspace.id, workspace.signing_secret) == ("w_1", "a-secret")
    assert workspace.unpublished.cache_per_thread
    plan, usage = workspace.cards
    assert (plan.id, plan.key, plan.title, plan.default_ttl, plan.order, plan.is_enabled) == (
        "cc_plan",
        "plan",
        "Plan",
        60,
        7,
        False,
    )
    assert plan.url == "  https://other.example/cards "  # trimmed where it is compared and sent
    assert plan.headers == (Header("X-Team", " billing "),)
    assert (usage.id, usage.title, usage.default_ttl, usage.order, usage.is_enabled) == (
        "cc_02",
        "usage",
        86_400,
        1,
        True,
    )
    assert (usage.url, usage.headers) == (URL, (Header("Authorization", "Bearer t"),))


def test_the_bounds_of_plain_are_inside() -> None:
    for card in (
        {"key": "k" * 500, "title": "t" * 500},
        {"key": "k", "default_ttl": 15, "order": 0},
        {"key": "k", "default_ttl": 31_536_000, "order": 100_000},
        {"key": "k", "url": "https://a.example/".ljust(600, "x")},
        {"key": "k", "headers": {f"X-{number}": "v" for number in range(20)}},
        {"key": "k", "headers": {"n" * 100: "v" * 500}},
    ):
        assert len(read_workspace(content(cards=[card])).cards) == 1
    assert len(read_workspace(content(cards=[{"key": f"k{it}"} for it in range(25)])).cards) == 25


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (content(signing_secrets=["a"]), "signing_secrets is no key. Fix: one of allow_http, "),
        (content(cards=[]), r"cards is empty. Fix: write a table \[\[cards\]\]"),
        (content(cards={"key": "plan"}), "cards must be a list"),
        (content(cards=["plan"]), r"cards\[0\] must be a table"),
        (content(cards=[{"key": f"k{it}"} for it in range(26)]), "cards has 26 entries, Plain"),
        (content(cards=[{"key": "a"}, {"key": "a"}]), r'cards\[1\].key "a" is taken by a card'),
        (
            content(cards=[{"key": "a", "id": "x"}, {"key": "b", "id": "x"}]),
            r'cards\[1\].id "x" is taken by a card above',
        ),
        (with_card(ttl=1), r"cards\[0\].ttl is no key. Fix: one of default_ttl, "),
        (with_card(key=""), r"cards\[0\].key must be 1 to 500 letters"),
        (with_card(key="plan details"), r"cards\[0\].key must be 1 to 500 letters"),
        (with_card(key="k" * 501), r"cards\[0\].key must be 1 to 500 letters"),
        (with_card(key=7), r"cards\[0\].key must be text"),
        (with_card(title=" "), r"cards\[0\].title must have 1 to 500 characters"),
        (with_card(title="😀" * 251), r"cards\[0\].title must have 1 to 500 characters"),
        (with_card(default_ttl=14), r"cards\[0\].default_ttl must be a whole number in 15\.\."),
        (with_card(default_ttl=31_536_001), r"cards\[0\].default_ttl must be a whole number"),
        (with_card(default_ttl=True), r"cards\[0\].default_ttl must be a whole number"),
        (with_card(order=100_001), r"cards\[0\].order must be a whole number in 0\.\.100000"),
        (with_card(order=-1), r"cards\[0\].order must be a whole number in 0\.\.100000"),
        (with_card(is_enabled="yes"), r"cards\[0\].is_enabled must be true or false"),
        (with_card(url="http://a.example/"), r"cards\[0\].url must start with https://. Fix: .*a"),
        (with_card(url="ftp://a.example/"), r"cards\[0\].url must start with https://"),
        (with_card(url="https://"), r"cards\[0\].url is no valid URL"),
        (with_card(url="https://a.example:x/"), r"cards\[0\].url is no valid URL"),
        (with_card(url="https://a.example/a b"), r"cards\[0\].url is no valid URL"),
        (with_card(url="https://a.example/".ljust(601, "x")), "must have at most 600 characters"),
        (with_card(headers="X: y"), r"cards\[0\].headers must be a table, or a list"),
        (with_card(headers=[{"name": "X"}]), r"cards\[0\].headers must be a table, or a list"),
        (with_card(headers={"X": 1}), r"cards\[0\].headers must hold text"),
        (with_card(headers={f"X-{it}": "v" for it in range(21)}), "has 21 headers, Plain allows"),
        (with_card(headers={"": "v"}), "a name must have 1 to 100 of the characters"),
        (with_card(headers={"n" * 101: "v"}), "a name must have 1 to 100 of the characters"),
        (with_card(headers={"a b": "v"}), "a name must have 1 to 100 of the characters"),
        (with_card(headers={"Host": "v"}), r"headers.Host may not be configured"),
        (with_card(headers={" plain-workspace-ID ": "v"}), "may not be configured"),
        (with_card(headers={"X": ""}), r"cards\[0\].headers.X is empty"),
        (with_card(headers={"X": "v" * 501}), "a value must have 1 to 500 characters"),
        (with_card(headers={"X": "a\nb"}), "none of them a control character"),
        (content(workspace_id=""), "workspace_id must be text in ASCII"),
        (content(workspace_id="wé"), "workspace_id must be text in ASCII"),
        (content(allow_http="yes"), "allow_http must be true or false"),
        (content(signing_secret=""), "signing_secret is empty"),
        (content(signing_secret="file:nowhere"), "signing_secret names a file that cannot be"),
        (content(unpublished={"x": 1}), "unpublished.x is no setting"),
        (content(unpublished=[]), "unpublished must be a table"),
        (content(tls={"ca": "x"}), "tls.ca is no key"),
        (content(tls={"key": "x"}), "tls.certificate and tls.key belong together"),
        (content(tls={"trust": "nowhere.pem"}), "tls: a file cannot be used"),
    ],
)
def test_what_plain_refuses_is_told_with_its_place_rule_and_fix(
    given: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        read_workspace(given)
    assert "Fix: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_http_is_for_development_machines() -> None:
    workspace = read_workspace(content(url="http://127.0.0.1:8484/cards", allow_http=True))
    assert workspace.cards[0].url == "http://127.0.0.1:8484/cards"


def test_a_file_that_is_empty_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(" \n")
    with pytest.raises(ConfigError, match="signing_secret names an empty file"):
        read_workspace(content(signing_secret="file:token"), tmp_path)


def test_authorities_and_a_client_certificate_are_loaded() -> None:
    tls = {"trust": "localhost.pem", "certificate": "localhost.pem", "key": "localhost.key.pem"}
    workspace = read_workspace(content(tls=tls), TLS)
    assert workspace.tls is not None
    assert workspace.tls.verify_mode is ssl.CERT_REQUIRED
    assert len(workspace.tls.get_ca_certs()) <= 1
    assert read_workspace(content()).tls is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff", r"cannot be read \(UnicodeDecodeError\)"),
        (b'signing_secret = "hunter2\n', r"is not valid TOML at line 1, column \d+"),
        (b"url = 'https://a.example/'", "plain.toml: cards is empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_not_quoted(
    tmp_path: Path, text: bytes, said: str
) -> None:
    (tmp_path / "plain.toml").write_bytes(text)
    with pytest.raises(ConfigError, match=said) as caught:
        load_workspace(tmp_path / "plain.toml")
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read \(FileNotFoundError\)"):
        load_workspace(tmp_path / "plain.toml")
