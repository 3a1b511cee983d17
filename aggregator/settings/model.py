"""Every setting there is, with its default and what it means. Values; nothing is read here."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    model_validator,
)

from aggregator.domain.access import Role, Token, hash_token
from aggregator.settings.secret import Secret, read_secret

_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
_Seconds = Annotated[float, Field(gt=0, le=60)]


class _Section(BaseModel):
    # Input is hidden in every error: it may be a secret.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _one_is_a_list(value: object) -> object:
    """Let a single secret stand for a list of one, as a variable is written."""
    return [value] if isinstance(value, str) else value


def _locale(value: str) -> str:
    try:
        return str(Locale.parse(value.replace("-", "_")))
    except Exception:  # noqa: BLE001 - Babel's parser leaks IndexError and others on odd text
        raise ValueError("it names no locale. Fix: for example en_US or de_DE") from None


def _time_zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (OSError, ValueError, KeyError):  # an unknown zone is a KeyError, an odd path OSError
        raise ValueError("it names no time zone. Fix: for example UTC or Europe/Berlin") from None


def _header_name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", value):
        raise ValueError("it is no HTTP header name. Fix: for example Authorization")
    return value


def _base_url(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:  # its words quote the URL, which may hold a password
        raise ValueError("it is no URL. Fix: for example https://billing.example.com") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it is no URL. Fix: for example https://billing.example.com")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("it holds more than scheme, host and path. Fix: only those")
    return value.rstrip("/")


_Url = Annotated[str, AfterValidator(_base_url)]
_Secrets = Annotated[tuple[Secret, ...], BeforeValidator(_one_is_a_list)]


class GraphQLLimits(_Section):
    """What one GraphQL operation may be; more is refused before it runs."""

    depth: int = Field(12, ge=1, description="Deepest nesting of fields.")
    fields: int = Field(500, ge=1, description="Fields, each fragment counted where it is spread.")
    root_fields: int = Field(20, ge=1, description="Fields of the query itself.")
    aliases: int = Field(50, ge=0, description="Fields that are renamed.")
    directives: int = Field(200, ge=0, description="Directives.")
    tokens: int = Field(4_000, ge=1, description="Words and signs of the document.")
    bytes: int = Field(65_536, ge=1, description="Bytes of a request's body or query string.")
    seconds: _Seconds = Field(10.0, description="Seconds that one operation may take.")


class Limits(_Section):
    """Time and size. Seconds are counted from the request's arrival, unless said otherwise."""

    soft: _Seconds = Field(4.0, description="Seconds after which a card is answered without.")
    raised_max: _Seconds = Field(
        10.0, description="Seconds to which a card may raise its soft limit: @card(timeout:)."
    )
    attempt: _Seconds = Field(1.8, description="Seconds for one attempt at a source.")
    no_new_work: _Seconds = Field(8.0, description="Seconds after which no source is asked.")
    answer: _Seconds = Field(10.0, description="Seconds at which the answer leaves, as it is.")
    last_resort: _Seconds = Field(
        12.0, description="Seconds at which all that is left is an error on every card."
    )
    body_bytes: int = Field(65_536, ge=1_024, description="Bytes of a request's body.")
    max_keys: int = Field(50, ge=1, description="Cards that one request may ask for.")
    graphql: GraphQLLimits = Field(
        default_factory=GraphQLLimits, description="What one GraphQL operation may be."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.soft <= self.raised_max <= self.answer <= self.last_resort:
            raise ValueError(
                "soft <= raised_max <= answer <= last_resort must hold. Fix: change one of them"
            )
        return self


class TokenSettings(_Section):
    """A bearer token for /graphql and /api. Its secret is hashed when it is read, and dropped."""

    name: str = Field(min_length=1, description="Who uses it; it stands in logs.")
    role: Role = Field(description="viewer, engineer or operator; each may do what the last may.")
    sha256: str = Field(
        pattern="^[0-9a-f]{64}$",
        repr=False,
        description="SHA-256 of the token, hexadecimal. Or write the token itself as `secret`.",
    )
    workspace: _Name | None = Field(None, description="Its workspace; by default workspace_id.")

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
    return tokens


class SourceSettings(_Section):
    """A configured instance of a connector."""

    connector: str = Field(min_length=1, description="Which connector knows this kind of system.")
    url: _Url = Field(description="Base URL of its API.")
    credentials: Mapping[str, Secret] = Field(
        default_factory=dict,
        description="What its authentication needs, e.g. key; username and password; token.",
    )


class TeamSettings(_Section):
    """A team that owns cards: a folder of `cards`."""

    contact: str | None = Field(None, description="Whom to ask about its cards.")


class WorkspaceSettings(_Section):
    """What belongs to one workspace."""

    workspace_id: _Name = Field("default", description="Workspace whose data is served.")
    cards: Path = Field(Path("cards"), description="Folder of card files: <team>/<key>.graphql.")
    signing_secrets: _Secrets = Field(
        (), description="Secrets of Plain's request signature; any one may match."
    )
    header_name: Annotated[str, AfterValidator(_header_name)] = Field(
        "Authorization", description="Header that Plain sends with each request."
    )
    header_secrets: _Secrets = Field(
        (), description="Whole values of that header, such as 'Bearer x'; any one may match."
    )
    sources: Mapping[_Name, SourceSettings] = Field(
        default_factory=dict, description="Connected sources by name."
    )
    locale: Annotated[str, AfterValidator(_locale)] = Field(
        "en_US", description="Locale of numbers and dates on cards."
    )
    currency: str = Field(
        "USD", pattern="^[A-Z]{3}$", description="Currency of amounts that name none (ISO 4217)."
    )
    time_zone: Annotated[str, AfterValidator(_time_zone)] = Field(
        "UTC", description="Time zone of dates on cards."
    )


class Settings(WorkspaceSettings):
    """All settings of one service. Frozen: a change is a new one."""

    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(8484, ge=0, le=65_535, description="Port to listen on; 0: any free one.")
    public_url: _Url | None = Field(
        None, description="Address under which the world reaches this service (https)."
    )
    database_url: Secret = Field(
        SecretStr("sqlite+aiosqlite:///./aggregator.db"),
        description="The customer directory's database.",
    )
    graphql: Path = Field(
        Path("graphql"), description="Folder of shared fragments and saved operations."
    )
    insecure: bool = Field(
        False, description="Serve without signature and header secrets. Development only."
    )
    tokens: Annotated[tuple[TokenSettings, ...], AfterValidator(_each_token_once)] = Field(
        (), description="Bearer tokens."
    )
    teams: Mapping[_Name, TeamSettings] = Field(
        default_factory=dict, description="Teams by the name of their folder of cards."
    )
    limits: Limits = Field(default_factory=Limits, description="Time and size.")
    log_format: Literal["json", "text"] = Field("json", description="Form of the log on stderr.")
    reload_cards: bool = Field(False, description="Load changed card files while serving.")

    def access(self) -> Sequence[Token]:
        """Give the tokens as `domain.access.find_token` takes them."""
        return tuple(
            Token(token.name, token.workspace or self.workspace_id, token.role, token.sha256)
            for token in self.tokens
        )
