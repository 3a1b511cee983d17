"""A recording as a value, and as the JSON that a file holds.

request    what Plain asked, in its shape
context    the workspace's id, locale, currency and time zone
sources    name -> its connector, and what agents call it
customers, accounts  what the directory was asked and what it found
replies    source -> lookup -> key -> its records, or the error that came instead
calls      every exchange with a source, for people to read
answers    what Plain was told, by card, before any copy from memory was put in
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from aggregator.authoring.cases.spelling import CaseError, read_moment, write_moment
from aggregator.domain.customer import UnlinkedIds
from aggregator.domain.plain.request import CardRequest
from aggregator.domain.plain.response import CardAnswer
from aggregator.render.card import RenderContext

Replies = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Recording:
    """One request, with all that is needed to answer it again."""

    id: str
    at: datetime
    request: Mapping[str, Any]
    context: Mapping[str, str]
    sources: Mapping[str, Mapping[str, str]]
    customers: Sequence[Mapping[str, Any]]
    accounts: Sequence[Mapping[str, Any]]
    replies: Replies
    calls: Sequence[Mapping[str, Any]] = field(default_factory=list)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.request["cardKeys"])

    @property
    def workspace_id(self) -> str:
        return self.context["workspace"]

    @property
    def render_context(self) -> RenderContext:
        context = self.context
        return RenderContext(context["locale"], context["currency"], context["timeZone"], self.at)

    @property
    def unlinked_ids(self) -> UnlinkedIds:
        said = self.context.get("unlinkedIds")  # a recording from before it was a choice has none
        return "together" if said == "together" else "one_person"

    def answer(self, key: str) -> CardAnswer | None:
        """What Plain was told of a card; None when it was not asked for."""
        told = self.answers.get(key)
        if told is None:
            return None
        return CardAnswer(key, told.get("components"), told.get("timeToLiveSeconds"))

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": write_moment(self.at)}


def read_recording(body: Mapping[str, Any], name: str) -> Recording:
    """Read a recording, or a case that was made of one; `name` where it has no id. CaseError."""
    try:
        recording = Recording(
            id=str(body.get("id", name)),
            at=read_moment(body.get("at"), "at"),
            request=_object(body, "request"),
            context=_object(body, "context"),
            sources=_object(body, "sources"),
            customers=_objects(body, "customers"),
            accounts=_objects(body, "accounts"),
            replies=_object(body, "replies"),
            calls=_objects(body, "calls"),
            answers=_object(body, "answers") if "answers" in body else {},
        )
        _ = recording.keys, recording.workspace_id, recording.render_context
        if not all(isinstance(key, str) for key in recording.keys):
            raise CaseError("it asks for a card whose key is no text")
    except (KeyError, TypeError, AttributeError) as error:
        raise CaseError(f"{name} is no recording: {type(error).__name__} {error}") from None
    return recording


def written_request(request: CardRequest) -> dict[str, Any]:
    """Write a request as Plain does."""
    customer, thread, tenant = request.customer, request.thread, request.tenant
    return {
        "cardKeys": list(request.card_keys),
        "customer": {
            "id": customer.plain_id,
            "externalId": customer.external_id,
            "email": customer.email,
        }
        if customer
        else None,
        "thread": {"id": thread.plain_id, "externalId": thread.external_id} if thread else None,
        "tenant": {"id": tenant.plain_id, "externalId": tenant.external_id} if tenant else None,
    }


def written_answer(answer: CardAnswer) -> dict[str, Any]:
    """Write an answer as Plain reads it."""
    body: dict[str, Any] = {"components": answer.components}
    return body if answer.ttl is None else {"timeToLiveSeconds": answer.ttl, **body}


def _object(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    if not isinstance(value, Mapping):
        raise CaseError(f'a recording needs "{name}", an object')
    return value


def _objects(body: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise CaseError(f'"{name}" of a recording is a list of objects')
    return value
