"""First verb: raw bytes and headers -> a CardRequest that is proven to come from Plain.

The order is the point: what cannot be proven (too large, compressed) is refused unread, then the
raw bytes are proven, and only then is anything read as JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregator.domain.errors import (
    PayloadTooLarge,
    SettingsError,
    SignatureError,
    UnsupportedBody,
)
from aggregator.domain.plain import limits
from aggregator.domain.plain.request import CardRequest, parse
from aggregator.domain.plain.signature import matches, same_text

SIGNATURE_HEADER = "plain-request-signature"
WORKSPACE_HEADER = "plain-workspace-id"


@dataclass(frozen=True, slots=True)
class RequestAuth:
    """What proves a request: signature, header secret, or both. Each is checked when configured.

    workspace_id    the workspace that a proven caller speaks for
    signing_secrets active secrets of `Plain-Request-Signature`, old and new while they rotate
    header_name     header that carries a shared secret, in any case
    header_secrets  that header's accepted values, whole: "Bearer demo-token"
    replay_window   seconds that the signed timestamp may be away from now, both ways; None: any
    plain_workspaces values of `Plain-Workspace-Id` that are accepted; none: any. It is not signed,
                    so it proves nothing: it only says whose secrets to hold the request to

    With neither kind of secret everyone is trusted: whether that may be is decided by the settings
    (settings/safety.py). SettingsError when a secret is empty: it would trust everyone by mistake.
    """

    workspace_id: str
    signing_secrets: tuple[str, ...] = field(default=(), repr=False)
    header_name: str = "authorization"
    header_secrets: tuple[str, ...] = field(default=(), repr=False)
    replay_window: float | None = None
    plain_workspaces: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("signing_secrets", "header_secrets"):
            if not all(secret.strip() for secret in getattr(self, name)):
                raise SettingsError(f"{name} holds an empty secret: remove it or fill it in")
        if self.header_secrets and not self.header_name.strip():
            raise SettingsError("header_secrets are set without header_name: name the header")


def verify(headers: Mapping[str, str], raw: bytes, trust: RequestAuth, now: float) -> CardRequest:
    """Read the request in `raw`, once it is proven. `headers` have lower-case names.

    `now` is Unix time in seconds, compared with the request's timestamp only when `trust` has a
    replay window. Raises PayloadTooLarge, UnsupportedBody, SignatureError or InvalidRequest;
    none of them quotes what was sent.
    """
    if len(raw) > limits.BODY_MAX:
        raise PayloadTooLarge(f"The body is over {limits.BODY_MAX} bytes.", limit=limits.BODY_MAX)
    _refuse_encoded(headers)
    _prove(headers, raw, trust)
    _refuse_other_than_json(headers)
    request = parse(raw, trust.workspace_id)
    _refuse_replayed(request, trust, now)
    return request


def _refuse_encoded(headers: Mapping[str, str]) -> None:
    # Before the proof: what was signed is the body itself, never its compressed form.
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        raise UnsupportedBody("The body is encoded. Send it without Content-Encoding.")


def _prove(headers: Mapping[str, str], raw: bytes, trust: RequestAuth) -> None:
    """SignatureError unless each configured check passes; all are made, whichever fails first."""
    signature = headers.get(SIGNATURE_HEADER, "")
    token = headers.get(trust.header_name.strip().lower(), "")
    signed = matches(trust.signing_secrets, raw, signature) or not trust.signing_secrets
    known = same_text(trust.header_secrets, token) or not trust.header_secrets
    allowed = not trust.plain_workspaces or claimed_workspace(headers) in trust.plain_workspaces
    checks = (("signature", signed), ("header", known), ("workspace", allowed))
    failed = [name for name, passed in checks if not passed]
    if failed:
        raise not_proven(*failed)


def claimed_workspace(headers: Mapping[str, str]) -> str:
    """Which workspace of Plain's a request says it is from."""
    return headers.get(WORKSPACE_HEADER, "").strip()


def _refuse_replayed(request: CardRequest, trust: RequestAuth, now: float) -> None:
    if trust.replay_window is None:
        return
    sent = request.timestamp
    if sent is None or abs(now - sent.timestamp()) > trust.replay_window:
        raise not_proven("timestamp")


def not_proven(*failed: str) -> SignatureError:
    """Give the one error for every cause; `failed` is for our log, never for the caller."""
    return SignatureError("The request is not proven to come from Plain.", failed=failed)


def _refuse_other_than_json(headers: Mapping[str, str]) -> None:
    media_type, *parameters = headers.get("content-type", "").lower().split(";")
    media_type = media_type.strip()
    if media_type and media_type != "application/json" and not _is_json_dialect(media_type):
        raise UnsupportedBody("The body is not JSON by its Content-Type. Send application/json.")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8"):
            raise UnsupportedBody("The body is not UTF-8 by its Content-Type. Send it in UTF-8.")


def _is_json_dialect(media_type: str) -> bool:
    return media_type.startswith("application/") and media_type.endswith("+json")
