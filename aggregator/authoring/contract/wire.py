"""The wire between a source and what stands for its system: counts, delays, breaks and rewrites."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from aggregator.authoring.contract.stand_in import StandIn
from aggregator.authoring.key_spellings import replace_keys
from aggregator.domain.authentication import Authentication, OAuth2ClientAuth, SessionAuth
from aggregator.upstream.stand_in import WireReply, WireRequest

Disturb = Callable[[int, WireRequest, WireReply], WireReply]
"""What becomes of a reply: (how many calls for records came before, request, reply)."""

Rewrite = Callable[[WireRequest], WireRequest]
"""The request that the system is given instead."""

LATENCY = 0.01
"""Seconds until a reply begins, so that calls side by side are seen to be."""


@dataclass(slots=True)
class PlayedWire:
    """`calls` are those for records, `tokens` those for a token; `most` were under way at once."""

    system: StandIn
    token_path: str | None
    disturb: Disturb | None = None
    rewrite: Rewrite | None = None
    calls: list[WireRequest] = field(default_factory=list)
    replies: list[WireReply] = field(default_factory=list)
    tokens: list[WireRequest] = field(default_factory=list)
    given: list[WireReply] = field(default_factory=list)
    most: int = 0
    _under_way: int = 0

    async def answer(self, request: WireRequest) -> WireReply:
        if self.token_path is not None and request.path.endswith(self.token_path):
            self.tokens.append(request)
            self.given.append(self.system.answer(request))
            return self.given[-1]
        before = len(self.calls)
        self.calls.append(request)
        self._under_way += 1
        self.most = max(self.most, self._under_way)
        try:
            asked = self.rewrite(request) if self.rewrite else request
            reply = self.system.answer(asked)
            if self.disturb is not None:
                reply = self.disturb(before, request, reply)
            self.replies.append(reply)
            await asyncio.sleep(LATENCY)
        finally:
            self._under_way -= 1
        return reply


def token_path(auth: Authentication) -> str | None:
    """Say where a token is asked for; None: none is."""
    if isinstance(auth, OAuth2ClientAuth):
        return urlsplit(auth.token_url).path
    return urlsplit(auth.login_url).path if isinstance(auth, SessionAuth) else None


def declared_hosts(base: str, auth: Authentication) -> set[str]:
    """Name the origins that a source may be asked at."""
    address = ""
    if isinstance(auth, OAuth2ClientAuth):
        address = auth.token_url
    elif isinstance(auth, SessionAuth):
        address = auth.login_url
    return {_origin(each) for each in (base, address) if "://" in each}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def swapped(keys: Mapping[str, str]) -> Rewrite:
    """Have the system asked for other keys than it was: it is one that does not heed its filter."""

    def rewrite(request: WireRequest) -> WireRequest:
        return replace(
            request,
            path=replace_keys(request.path, keys),
            query=replace_keys(request.query, keys),
            body=replace_keys(request.body.decode(), keys).encode(),
        )

    return rewrite
