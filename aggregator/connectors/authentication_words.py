"""The words of a connector's `authentication`: one table a kind."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field

from aggregator.domain.authentication import (
    NO_AUTH,
    Authentication,
    BasicAuth,
    HmacAuth,
    OAuth2ClientAuth,
    SessionAuth,
    StatedAuth,
    api_key,
    bearer,
)
from aggregator.upstream.words import (
    AnyText,
    JmesPath,
    ManifestTable,
    ManifestText,
    Short,
    WholeNumber,
    resolved,
)

TextTable = Mapping[str, AnyText]


class NoAuthWords(ManifestTable):
    """Nothing is needed."""

    kind: Literal["none"]

    def declared(self) -> Authentication:
        return NO_AUTH


class ApiKeyWords(ManifestTable):
    """A key in a header, in several, or in the query string."""

    kind: Literal["api_key"]
    header: ManifestText | None = Field(
        None, description="The header that the key stands in, alone; Authorization is usual."
    )
    headers: TextTable = Field(
        default_factory=dict,
        description='Headers with {field}s of the credential: X-Api-Key: "{key}".',
    )
    query: TextTable = Field(
        default_factory=dict, description='Parameters of the query string: api_key: "{key}".'
    )

    def declared(self) -> Authentication:
        if self.header is None and not self.headers and not self.query:
            return api_key()
        alone = api_key(self.header).headers if self.header is not None else {}
        return StatedAuth("api_key", {**alone, **self.headers}, dict(self.query))


class BearerWords(ManifestTable):
    """A token in the header Authorization."""

    kind: Literal["bearer"]

    def declared(self) -> Authentication:
        return bearer()


class BasicWords(ManifestTable):
    """User name and password."""

    kind: Literal["basic"]
    username: AnyText = Field(
        "{username}", description='Made of {field}s of the credential: "{email}/token".'
    )
    password: AnyText = Field(
        "{password}", description='Made of {field}s of the credential; "" is a blank one.'
    )

    def declared(self) -> Authentication:
        return BasicAuth(self.username, self.password)


class OAuth2ClientWords(ManifestTable):
    """A token that is asked for with client id and secret."""

    kind: Literal["oauth2_client_credentials"]
    token_url: ManifestText = Field(
        description="Where a token is asked for: a path of the source, or https://another.host/path."
    )
    scope: ManifestText | None = Field(None, description="What is asked for, separated by blanks.")
    secret: Literal["header", "body"] = Field(
        "header", description="Where client id and secret stand."
    )
    form: TextTable = Field(
        default_factory=dict, description="What else the form says: audience: https://api."
    )

    def declared(self) -> Authentication:
        return OAuth2ClientAuth(self.token_url, self.scope, self.secret, dict(self.form))


class LoginWords(ManifestTable):
    """The call that gives a token."""

    url: ManifestText = Field(
        description="Where one logs in: a path of the source, or https://another.host/path."
    )
    method: Literal["GET", "POST"] = Field("POST", description="GET or POST.")
    headers: TextTable = Field(default_factory=dict, description="Headers with {field}s.")
    json_: Annotated[Mapping[str, Any], BeforeValidator(resolved)] = Field(
        default_factory=dict, alias="json", description="The JSON body, with {field}s."
    )
    form: TextTable = Field(default_factory=dict, description="Or a form, with {field}s.")


class SessionWords(ManifestTable):
    """Two steps: a login gives a token, which calls then carry."""

    kind: Literal["session_token"]
    login: LoginWords = Field(description="The call that gives the token.")
    token: JmesPath | None = Field(None, description="JMESPath in its answer to the token.")
    token_header: ManifestText | None = Field(
        None, description="Or the header of its answer that holds the token."
    )
    expires_in: JmesPath | None = Field(
        None, description="JMESPath in its answer to the seconds for which it holds."
    )
    life: WholeNumber = Field(1800, description="Seconds it holds, where the answer does not say.")
    headers: TextTable = Field(
        min_length=1,
        description='Headers that carry it: Authorization: "Bearer {session}".',
    )

    def declared(self) -> Authentication:
        return SessionAuth(
            login_url=self.login.url,
            token=self.token,
            headers=dict(self.headers),
            method=self.login.method,
            json=dict(self.login.json_),
            form=dict(self.login.form),
            login_headers=dict(self.login.headers),
            token_header=self.token_header,
            expires_in=self.expires_in,
            life=float(self.life),
        )


class HmacWords(ManifestTable):
    """Each call is signed with a secret that is never sent."""

    kind: Literal["hmac"]
    sign: ManifestText = Field(
        description="The text that is signed, of {method}, {host}, {path}, {query}, "
        "{path_and_query}, {body}, {body_sha256}, {timestamp}, {timestamp_ms}, {date}, {nonce} "
        "and {field}s of the credential."
    )
    headers: TextTable = Field(
        min_length=1, description='Headers, one with the {signature}: X-Signature: "{signature}".'
    )
    secret: ManifestText = Field("{secret}", description="The {field} that it is signed with.")
    secret_encoding: Literal["text", "hex", "base64"] = Field(
        "text", description="How the secret is written."
    )
    algorithm: Literal["sha1", "sha256", "sha512"] = Field("sha256", description="The hash.")
    encoding: Literal["hex", "base64"] = Field("hex", description="How the signature is written.")

    def declared(self) -> Authentication:
        return HmacAuth(
            sign=self.sign,
            headers=dict(self.headers),
            secret=self.secret,
            key_encoding=self.secret_encoding,
            algorithm=self.algorithm,
            encoding=self.encoding,
        )


def _kind(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


AnyAuthWords = (
    NoAuthWords
    | ApiKeyWords
    | BearerWords
    | BasicWords
    | OAuth2ClientWords
    | SessionWords
    | HmacWords
)
AuthenticationWords = Annotated[
    AnyAuthWords,
    Discriminator("kind"),
    BeforeValidator(_kind),
    Short("The kind, where it needs no more: none, api_key, bearer or basic."),
]
