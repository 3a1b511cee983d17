"""Time and size: how long things may take, how large they may be, how many at once."""

from typing import Self

from pydantic import Field, model_validator

from aggregator.settings.section import Seconds, Section


class GraphQLLimits(Section):
    """What one GraphQL operation may be; more is refused before it runs."""

    depth: int = Field(12, ge=1, description="Deepest nesting of fields.")
    fields: int = Field(500, ge=1, description="Fields, each fragment counted where it is spread.")
    root_fields: int = Field(20, ge=1, description="Fields of the query itself.")
    aliases: int = Field(50, ge=0, description="Fields that are renamed.")
    directives: int = Field(200, ge=0, description="Directives.")
    tokens: int = Field(4_000, ge=1, description="Words and signs of the document.")
    bytes: int = Field(65_536, ge=1, description="Bytes of a request's body or query string.")
    seconds: Seconds = Field(10.0, description="Seconds that one operation may take.")
    at_once: int = Field(16, ge=1, description="Operations that run at once; more are told 503.")


class CopiesLimits(Section):
    """Copies of cards as last shown, for when a source does not answer."""

    seconds: float = Field(
        86_400.0, ge=0, description="Seconds that a copy may be shown for; 0 keeps none."
    )
    entries: int = Field(50_000, ge=0, description="Copies kept, the latest used ones.")
    bytes: int = Field(67_108_864, ge=0, description="Bytes of all copies together.")


class Limits(Section):
    """Time and size. Seconds are counted from the request's arrival, unless said otherwise."""

    soft: Seconds = Field(4.0, description="Seconds after which a card is answered without.")
    raised_max: Seconds = Field(
        10.0, description="Seconds to which a card may raise its soft limit: @card(timeout:)."
    )
    attempt: Seconds = Field(1.8, description="Seconds for one attempt at a source.")
    no_new_work: Seconds = Field(8.0, description="Seconds after which no source is asked.")
    answer: Seconds = Field(10.0, description="Seconds at which the answer leaves, as it is.")
    last_resort: Seconds = Field(
        12.0, description="Seconds at which all that is left is an error on every card."
    )
    body_bytes: int = Field(65_536, ge=1_024, description="Bytes of a request's body.")
    max_keys: int = Field(50, ge=1, description="Cards that one request may ask for.")
    permits: int = Field(
        32, ge=1, description="Requests of Plain's that execute at once; more are told 503."
    )
    copies: CopiesLimits = Field(
        default_factory=CopiesLimits, description="Copies for when a source does not answer."
    )
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
