"""What belongs to one workspace: its secrets, its cards, its sources, how its cards look."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator

from aggregator.domain.customer import FINDING_ORDER, FindingKind, UnlinkedIds
from aggregator.settings.secret import Secret
from aggregator.settings.section import (
    HeaderName,
    LocaleName,
    Name,
    Secrets,
    Section,
    SourceUrl,
    Texts,
    TimeZone,
)

DIRECTORY = "directory"
"""What traces, recordings and errors call our own customer directory."""


class SourceSettings(Section):
    """A configured instance of a connector."""

    connector: str = Field(min_length=1, description="Which connector knows this kind of system.")
    url: SourceUrl | None = Field(
        None,
        description="Base URL of its API, or of a database: postgresql://host/name, "
        "sqlite:///file.db. None: the one that the connector knows.",
    )
    options: Mapping[str, str] = Field(
        default_factory=dict,
        description="What the connector asks of a source, e.g. its subdomain.",
    )
    credentials: Mapping[str, Secret] = Field(
        default_factory=dict,
        description="What its authentication needs, e.g. key; username and password; token.",
    )
    owner: str | None = Field(None, description="Whom to ask about it; told on a card it fails.")
    share_window: float = Field(
        0.0,
        ge=0,
        le=0.1,
        description="Seconds that a lookup waits for those of other requests, to ask the source "
        "for all of them together, e.g. 0.005. 0: each request asks for itself.",
    )


class QuotaSettings(Section):
    """How often Plain may ask for a workspace's cards. Beyond that the answer is 429."""

    per_minute: float = Field(gt=0, description="Requests a minute, on average.")
    burst: int = Field(60, ge=1, description="Requests at once, when none came for a while.")


class WorkspaceSettings(Section):
    """One workspace. Nothing of it is shared with another one."""

    cards: Path = Field(Path("cards"), description="Folder of card files: <team>/<key>.graphql.")
    signing_secrets: Secrets = Field(
        (), description="Secrets of Plain's request signature; any one may match."
    )
    header_name: HeaderName = Field(
        "Authorization", description="Header that Plain sends with each request."
    )
    header_secrets: Secrets = Field(
        (), description="Whole values of that header, such as 'Bearer x'; any one may match."
    )
    plain_workspaces: Texts = Field(
        (),
        description="Plain-Workspace-Id values that are accepted. None: any, or, where there are "
        "several workspaces, the workspace's own id.",
    )
    replay_window: float | None = Field(
        None,
        gt=0,
        description="Seconds that the signed timestamp may be away from now, both ways (300 is "
        "usual). None: the timestamp is not looked at.",
    )
    quota: QuotaSettings | None = Field(
        None, description="How often Plain may ask. Without it, there is no limit."
    )
    retry_when_all_fail: bool = Field(
        False,
        description="Answer 503 when every card fails for now, so that Plain asks once more, "
        "instead of error cards.",
    )
    unlinked_ids: UnlinkedIds = Field(
        "one_person",
        description="What a card shows where a request holds an id that the directory links to "
        "nobody, beside the e-mail or id of somebody: one_person: only whom the directory found, "
        "or else one of them; together: what all the ids name, as if somebody had linked them.",
    )
    identity_order: tuple[FindingKind, ...] = Field(
        FINDING_ORDER,
        description="By what a customer is found, first what decides first. An id of plain_id or "
        "external_id outranks the others; a kind that is left out finds nobody. email_alias is the "
        "mailbox of an address with a tag: ann+news@acme.com is read by ann@acme.com.",
    )
    sources: Mapping[Name, SourceSettings] = Field(
        default_factory=dict, description="Connected sources by name."
    )
    locale: LocaleName = Field("en_US", description="Locale of numbers and dates on cards.")
    currency: str = Field(
        "USD", pattern="^[A-Z]{3}$", description="Currency of amounts that name none (ISO 4217)."
    )
    time_zone: TimeZone = Field("UTC", description="Time zone of dates on cards.")
    date_component: bool = Field(
        False, description="Show dates by Plain's newest DateTime component, not as text."
    )
    user_component: bool = Field(
        False, description="Show people by Plain's newest User component, not as text."
    )

    @field_validator("sources", mode="after")
    @classmethod
    def _not_the_directory(
        cls, sources: Mapping[str, SourceSettings]
    ) -> Mapping[str, SourceSettings]:
        if DIRECTORY in sources:
            raise ValueError(
                f"the name {DIRECTORY} is the customer directory's own. Fix: rename the source"
            )
        return sources

    @field_validator("identity_order", mode="after")
    @classmethod
    def _ids_first(cls, order: tuple[FindingKind, ...]) -> tuple[FindingKind, ...]:
        if len(set(order)) < len(order):
            raise ValueError("a kind stands in it twice. Fix: name each once")
        strong = [kind in ("plain_id", "external_id") for kind in order]
        if strong != sorted(strong, reverse=True):
            raise ValueError(
                "plain_id and external_id each belong to one customer, and an e-mail or phone to "
                "whoever has it now. Fix: name plain_id and external_id first"
            )
        return order

    @model_validator(mode="after")
    def _timestamps_are_signed(self) -> Self:
        if self.replay_window is not None and not self.signing_secrets:
            raise ValueError(
                "replay_window needs signing_secrets: an unsigned timestamp proves nothing. "
                "Fix: add them, or remove it"
            )
        return self
