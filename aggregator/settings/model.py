"""Every setting there is, with its default and what it means. Values; nothing is read here."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    model_validator,
)

from aggregator.domain.access import ApiToken, Role, hash_token
from aggregator.settings.budget import CheckSettings
from aggregator.settings.limits import LimitSettings
from aggregator.settings.place import DEFAULT_CACHE
from aggregator.settings.secret import Secret, read_secret
from aggregator.settings.section import (
    BaseUrl,
    HeaderName,
    Name,
    Origins,
    Section,
    Texts,
    one_is_a_list,
)
from aggregator.settings.workspace import WorkspaceSettings

_NO_SECRETS = frozenset({"username", "client_id"})
"""Fields of a credential that only name who asks."""


class TokenSettings(Section):
    """A bearer token for /graphql and /api. Its secret is hashed when it is read, and dropped."""

    name: str = Field(min_length=1, description="Who uses it; it stands in logs.")
    role: Role = Field(description="viewer, engineer or operator; each may do what the last may.")
    sha256: str = Field(
        pattern="^[0-9a-f]{64}$",
        repr=False,
        description="SHA-256 of the token, hexadecimal. Or write the token itself as `secret`.",
    )
    workspace: Name | None = Field(None, description="Its workspace; by default workspace_id.")

    @model_validator(mode="before")
    @classmethod
    def _hash_secret(cls, data: Any, info: ValidationInfo) -> Any:
        if not isinstance(data, Mapping) or "secret" not in data:
            return data
        if "sha256" in data:
            raise ValueError("it has both secret and sha256. Fix: keep one of them")
        secret = read_secret(data["secret"], info)
        if isinstance(secret, SecretStr):
            secret = secret.get_secret_value()
        if not isinstance(secret, str):
            raise ValueError("secret is not text. Fix: write it in quotes")  # noqa: TRY004 - pydantic takes ValueError
        rest = {key: value for key, value in data.items() if key != "secret"}
        return {**rest, "sha256": hash_token(secret)}


def _each_token_once(tokens: tuple[TokenSettings, ...]) -> tuple[TokenSettings, ...]:
    if len({token.name for token in tokens}) < len(tokens):
        raise ValueError("two of them have one name. Fix: rename one")
    if len({token.sha256 for token in tokens}) < len(tokens):
        raise ValueError(
            "two of them are one secret, so it is not clear who asks. Fix: give each its own"
        )
    return tokens


_OWNER = re.compile(
    r"@[A-Za-z0-9][A-Za-z0-9-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?|[^@\s]+@[^@\s]+\.[^@\s]+"
)


def _owners(values: tuple[str, ...]) -> tuple[str, ...]:
    if not all(map(_OWNER.fullmatch, values)):
        raise ValueError("one of them is no owner. Fix: @person, @organisation/team or an e-mail")
    return values


def is_loopback(host: str) -> bool:
    """Whether only this machine is reached at `host`."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _twice(each: Iterable[Iterable[str]]) -> bool:
    """Whether two of the collections have something in common, or one has it twice."""
    listed = [value for values in each for value in values]
    return len(set(listed)) < len(listed)


class TeamSettings(Section):
    """A team that owns cards: a folder of `cards`."""

    contact: str | None = Field(None, description="Whom to ask about its cards.")
    owners: Annotated[Texts, AfterValidator(_owners)] = Field(
        (),
        description="Who reviews changes of its cards, in GitHub's words: `@org/team`, `@person` "
        "or an e-mail address. For `aggregator codeowners`.",
    )


class TlsSettings(Section):
    """TLS by this service itself; a proxy in front may do it instead."""

    certificate_file: Path = Field(description="Certificate chain, PEM.")
    key_file: Path = Field(description="Its private key, PEM.")


def _networks(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            ip_network(value)
        except ValueError:
            raise ValueError("it names no network. Fix: for example 10.0.0.0/8") from None
    return values


class MtlsSettings(Section):
    """Plain's client certificate, asked of every request for cards.

    Either this service ends TLS and checks it against `ca_file`, or a proxy does and tells so.
    """

    ca_file: Path | None = Field(
        None, description="Certificates (PEM) that issued Plain's; needs [tls]. Else a proxy tells."
    )
    header: HeaderName = Field(
        "X-Client-Verify", description="Header in which the proxy tells that it checked."
    )
    value: str = Field("SUCCESS", min_length=1, description="What it says when all is well.")
    proxies: Annotated[Texts, AfterValidator(_networks)] = Field(
        ("127.0.0.1/32", "::1/128"), description="Addresses of proxies that are believed."
    )


class OtherWorkspace(WorkspaceSettings):
    """A workspace beside the first one; it says where its cards are."""

    cards: Path = Field(description="Folder of its card files: <team>/<key>.graphql.")


class Settings(WorkspaceSettings):
    """All settings of one service. Frozen: a change is a new one.

    What belongs to a workspace stands here for the first one; others have tables of their own.
    """

    workspace_id: Name = Field("default", description="Workspace whose data is served.")
    workspaces: Mapping[Name, OtherWorkspace] = Field(
        default_factory=dict,
        description="More workspaces by id. Nothing is inherited from the first.",
    )
    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(8484, ge=0, le=65_535, description="Port to listen on; 0: any free one.")
    public_url: BaseUrl | None = Field(
        None, description="Address under which the world reaches this service (https)."
    )
    tls: TlsSettings | None = Field(None, description="TLS by this service itself.")
    mtls: MtlsSettings | None = Field(
        None, description="Plain's client certificate. None: it is not asked for."
    )
    database_url: Secret = Field(
        SecretStr("sqlite+aiosqlite:///./aggregator.db"),
        description="The customer directory's database: a file of SQLite, or a PostgreSQL "
        "(`postgresql://user:password@host/database`).",
    )
    graphql: Path = Field(
        Path("graphql"), description="Folder of shared fragments and saved operations."
    )
    connectors: Annotated[tuple[Path, ...], BeforeValidator(one_is_a_list)] = Field(
        (Path("connectors"),),
        description="Folders of connectors of your own: NAME/connector.yaml in each of them. One "
        "that is not there holds none.",
    )
    cache: Path = Field(
        DEFAULT_CACHE,
        description="Folder for what commands remember; it may be deleted at any time.",
    )
    imports: Path = Field(
        Path("build/imports"),
        description="Folder for files of customers that are sent to /api/imports; each is deleted "
        "seven days after its import came to rest.",
    )
    insecure: bool = Field(
        False,
        description="Serve without signature and header secrets, on this machine alone. "
        "Development only.",
    )
    public_pages: bool = Field(
        False,
        description="Show the first page and the OpenAPI document to whoever asks, not only to "
        "bearers of a token.",
    )
    cors_origins: Origins = Field(
        (),
        description="Origins (https://app.example.com) whose pages may ask /graphql from a "
        "browser; * for any. None: no page may.",
    )
    tokens: Annotated[tuple[TokenSettings, ...], AfterValidator(_each_token_once)] = Field(
        (), description="Bearer tokens."
    )
    teams: Mapping[Name, TeamSettings] = Field(
        default_factory=dict, description="Teams by the name of their folder of cards."
    )
    limits: LimitSettings = Field(default_factory=LimitSettings, description="Time and size.")
    check: CheckSettings = Field(
        default_factory=CheckSettings, description="Budgets that cards are checked against."
    )
    record: int = Field(
        0,
        ge=0,
        le=10_000,
        description="Requests for cards that are recorded, the last ones, with all replies of the "
        "sources; 0: none. They hold customers' data: for development.",
    )
    recordings: Path = Field(
        Path("build/recordings"), description="Folder of what is recorded; aggregator replay."
    )
    log_format: Literal["json", "text"] = Field("json", description="Form of the log on stderr.")
    reload: Literal["never", "background", "at_once"] = Field(
        "background",
        description="When changed cards, connectors, fragments, settings and secret files are "
        "loaded: when saved, or else within a second or two; or before the next answer, for "
        "development.",
    )

    engine: Literal["plan", "graphql"] = Field(
        "plan",
        description="What executes cards: plan, all cards of a request as one compiled plan, and "
        "the GraphQL engine for what no plan can say; graphql, the GraphQL engine for every card.",
    )

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if wrong := [*self._unclear_workspaces(), *self._exposed()]:
            raise ValueError("\n".join(wrong))
        return self

    def _unclear_workspaces(self) -> Iterator[str]:
        """Say where it would not be clear whose a request or a token is."""
        if self.workspace_id in self.workspaces:
            yield (
                f"workspaces.{self.workspace_id} is the first workspace, workspace_id, too. "
                "Fix: rename one"
            )
        for token in self.tokens:
            if token.workspace is not None and token.workspace not in self.by_workspace:
                yield (
                    f"the token {token.name} is for a workspace that is not set up. "
                    f"Fix: one of {', '.join(self.by_workspace)}"
                )
        if _twice(each.plain_workspaces for each in self.by_workspace.values()):
            yield "plain_workspaces name one of Plain's twice. Fix: keep one of them"
        for kind in ("signing_secrets", "header_secrets"):
            told = [getattr(each, kind) for each in self.by_workspace.values()]
            if _twice({each.get_secret_value() for each in secrets} for secrets in told):
                yield (
                    f"{kind} of two workspaces hold one secret: whoever knows it could ask for "
                    "either. Fix: give each workspace secrets of its own"
                )

    def _exposed(self) -> Iterator[str]:
        """Say what would cross the network unprotected."""
        if self.mtls is not None and self.mtls.ca_file is not None and self.tls is None:
            yield "mtls.ca_file needs tls.certificate_file and tls.key_file. Fix: add them"
        if self.public_url and self.public_url.startswith("http:"):
            host = urlsplit(self.public_url).hostname or ""
            if not is_loopback(host):
                yield (
                    "public_url is http, so secrets and customers' data would cross the network "
                    "unencrypted. Fix: an https address; docs/deploy.md shows three ways to one"
                )

    @property
    def by_workspace(self) -> Mapping[str, WorkspaceSettings]:
        """Give each workspace's settings by its id, the first one first."""
        return {self.workspace_id: self, **self.workspaces}

    @property
    def secrets(self) -> frozenset[str]:
        """Give every secret that is read here, for what must not hold any. Tokens are hashed."""
        held: list[SecretStr] = []
        for workspace in self.by_workspace.values():
            held += [*workspace.signing_secrets, *workspace.header_secrets]
            for source in workspace.sources.values():
                named = source.credentials.items()
                held += [secret for name, secret in named if name not in _NO_SECRETS]
        return frozenset(secret.get_secret_value() for secret in held)

    def access(self) -> Sequence[ApiToken]:
        """Give the tokens as `domain.access.find_token` takes them."""
        return tuple(
            ApiToken(token.name, token.workspace or self.workspace_id, token.role, token.sha256)
            for token in self.tokens
        )
