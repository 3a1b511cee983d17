import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.domain.errors import (
    InvalidRequest,
    PayloadTooLarge,
    RequestError,
    SettingsError,
    SignatureError,
    UnsupportedBody,
)
from aggregator.domain.plain.signature import sign
from aggregator.pipeline import verify as step
from aggregator.pipeline.verify import RequestAuth, verify
from tests.support.bit_flips import flip_bits
from tests.support.plain import payload, payload_names

BODY = payload("docs-customer-cards.request.json")
TRUST = RequestAuth("w_demo", ("demo-secret",), "Authorization", ("Bearer demo-token",))
SIGNED = RequestAuth("w_demo", ("demo-secret",))
NOW = 1_795_341_660.0  # 2026-11-22T10:01:00Z


def proof(raw: bytes, secret: str = "demo-secret") -> dict[str, str]:
    return {
        "plain-request-signature": sign(secret, raw),
        "authorization": "Bearer demo-token",
        "content-type": "application/json",
    }


@pytest.mark.parametrize(
    "name", [name for name in payload_names("*.request.json") if not name.startswith("invalid")]
)
def test_every_known_request_signed_is_accepted(name: str) -> None:
    raw = payload(name)
    assert verify(proof(raw), raw, TRUST, NOW).workspace_id == "w_demo"


@pytest.mark.parametrize(
    "change",
    [
        {"plain-request-signature": None},
        {"plain-request-signature": ""},
        {"plain-request-signature": sign("other", BODY)},
        {"plain-request-signature": sign("demo-secret", BODY).upper()},
        {"plain-request-signature": "\udcff" * 64},
        {"authorization": None},
        {"authorization": "Bearer demo-toke"},
        {"authorization": "demo-token"},
    ],
)
def test_both_proofs_are_needed_and_every_failure_sounds_the_same(
    change: dict[str, str | None],
) -> None:
    sent = proof(BODY) | change
    headers = {name: value for name, value in sent.items() if value is not None}
    with pytest.raises(SignatureError) as caught:
        verify(headers, BODY, TRUST, NOW)
    assert caught.value.message == "The request is not proven to come from Plain."


def test_each_proof_alone_is_enough_when_only_it_is_configured() -> None:
    header_only = RequestAuth("w_demo", (), "X-Card-Token", ("t1", "t2"))
    assert verify({"x-card-token": "t2"}, BODY, header_only, NOW).card_keys
    assert verify(
        {"plain-request-signature": sign("demo-secret", BODY)}, BODY, SIGNED, NOW
    ).card_keys
    with pytest.raises(SignatureError):
        verify(proof(BODY), BODY, header_only, NOW)


def test_old_and_new_secrets_are_accepted_while_they_rotate() -> None:
    rotating = RequestAuth("w_demo", ("new-secret", "demo-secret"))
    for secret in rotating.signing_secrets:
        assert verify(proof(BODY, secret), BODY, rotating, NOW).card_keys
    with pytest.raises(SignatureError):
        verify(proof(BODY, "demo-secret"), BODY, RequestAuth("w_demo", ("new-secret",)), NOW)


def test_both_checks_are_made_whichever_fails_first(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def refuse(name: str) -> Any:
        def check(*_: object) -> bool:
            made.append(name)
            return False

        return check

    monkeypatch.setattr(step, "matches", refuse("signature"))
    monkeypatch.setattr(step, "same_text", refuse("header"))
    with pytest.raises(SignatureError):
        verify(proof(BODY), BODY, TRUST, NOW)
    assert made == ["signature", "header"]


def test_nothing_is_read_as_json_before_it_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError("an unproven body was read")

    monkeypatch.setattr(step, "parse", read)
    with pytest.raises(SignatureError):
        verify({}, b"not json", TRUST, NOW)


def test_secrets_are_not_in_its_printed_form() -> None:
    assert "demo-secret" not in repr(TRUST)
    assert "demo-token" not in repr(TRUST)


def test_who_trusts_without_secrets_trusts_everyone() -> None:
    assert verify({}, BODY, RequestAuth("w_demo"), NOW).card_keys


@pytest.mark.parametrize(
    "secrets",
    [
        {"signing_secrets": ("",)},
        {"signing_secrets": ("good", " ")},
        {"header_secrets": ("",)},
        {"header_secrets": ("good",), "header_name": ""},
    ],
)
def test_an_empty_secret_is_a_settings_error(secrets: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        RequestAuth("w_demo", **secrets)


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip", "GZIP"])
def test_a_compressed_body_is_unsupported_even_unproven(encoding: str) -> None:
    with pytest.raises(UnsupportedBody):
        verify({"content-encoding": encoding}, BODY, TRUST, NOW)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": ""},
        {"content-type": "application/json"},
        {"content-type": "Application/JSON; charset=UTF-8"},
        {"content-type": 'application/json;charset="utf-8"'},
        {"content-type": "application/vnd.api+json"},
        {"content-encoding": "identity"},
    ],
)
def test_json_by_any_of_its_names_is_read(headers: Mapping[str, str]) -> None:
    signed = {"plain-request-signature": sign("demo-secret", BODY), **headers}
    assert verify(signed, BODY, SIGNED, NOW).card_keys


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
    ],
)
def test_another_content_type_is_unsupported_once_proven(content_type: str) -> None:
    with pytest.raises(UnsupportedBody):
        verify(proof(BODY) | {"content-type": content_type}, BODY, TRUST, NOW)
    with pytest.raises(SignatureError):
        verify({"content-type": content_type}, BODY, TRUST, NOW)


def test_a_body_over_the_cap_is_refused_unread() -> None:
    raw = b'{"cardKeys":["a"],"x":"' + b"x" * 65_536 + b'"}'
    with pytest.raises(PayloadTooLarge):
        verify(proof(raw), raw, TRUST, NOW)


def at(moment: str) -> bytes:
    return json.dumps({"cardKeys": ["a"], "timestamp": moment}).encode()


@pytest.mark.parametrize("moment", ["2026-11-22T09:56:01.000Z", "2026-11-22T10:05:59.999Z"])
def test_a_timestamp_inside_the_replay_window_is_accepted(moment: str) -> None:
    raw = at(moment)
    trust = RequestAuth("w_demo", ("demo-secret",), replay_window=300)
    assert verify(proof(raw), raw, trust, NOW).card_keys


@pytest.mark.parametrize(
    "moment", ["2026-11-22T09:55:59.000Z", "2026-11-22T10:06:01.000Z", "unreadable"]
)
def test_a_timestamp_outside_the_window_is_refused_only_when_it_is_on(moment: str) -> None:
    raw = at(moment)
    assert verify(proof(raw), raw, SIGNED, NOW).card_keys
    with pytest.raises(SignatureError):
        verify(proof(raw), raw, RequestAuth("w_demo", ("demo-secret",), replay_window=300), NOW)


MARK = "zqxj"


@settings(max_examples=2_000, derandomize=True, deadline=None)
@given(
    raw=st.binary(max_size=40).map(lambda noise: BODY[:80] + MARK.encode() + noise),
    headers=st.dictionaries(
        st.sampled_from(
            ["plain-request-signature", "authorization", "content-type", "content-encoding"]
        ),
        st.text(max_size=20).map(lambda text: MARK + text),
    ),
    signed=st.booleans(),
)
def test_whatever_is_sent_only_request_errors_come_out_and_nothing_is_echoed(
    raw: bytes, headers: dict[str, str], signed: bool
) -> None:
    sent = {**headers, **proof(raw)} if signed else headers
    with pytest.raises(RequestError) as caught:
        verify(sent, raw, TRUST, NOW)
    assert MARK not in f"{caught.value.message} {caught.value.facts}"
    if signed and "content-encoding" not in sent:
        assert isinstance(caught.value, InvalidRequest)


def test_no_request_with_one_bit_flipped_is_accepted() -> None:
    flips = flip_bits(400)
    assert flips.in_body > 150
    assert flips.in_signature > 150
    assert flips.accepted == ()


def test_of_a_list_of_workspaces_only_those_are_accepted() -> None:
    trust = RequestAuth("default", ("demo-secret",), plain_workspaces=("w_1", "w_2"))
    for named in ("w_1", " w_2 "):
        headers = {**proof(BODY), "plain-workspace-id": named}
        assert verify(headers, BODY, trust, NOW).workspace_id == "default"
    for named in ("w_3", "", "W_1", "w_1,w_2"):
        headers = {**proof(BODY), "plain-workspace-id": named}
        with pytest.raises(SignatureError) as refused:
            verify(headers, BODY, trust, NOW)
        assert refused.value.facts == {"failed": ("workspace",)}
    with pytest.raises(SignatureError):
        verify(proof(BODY), BODY, trust, NOW)
