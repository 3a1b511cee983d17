"""Time and size: how long things may take, how large they may be, how many at once."""

from typing import Self

from pydantic import Field, model_validator

from aggregator.domain.plain.limits import BODY_MAX
from aggregator.domain.plain.size import CARD_LARGE
from aggregator.settings.section import Seconds, Section


class GraphQLSettings(Section):
    """What one GraphQL operation may be; more is refused before it runs."""

    depth: int = Field(12, ge=1, description="Deepest nesting of fields.")
    fields: int = Field(500, ge=1, description="Fields, each fragment counted where it is spread.")
    root_fields: int = Field(20, ge=1, description="Fields of the query itself.")
    aliases: int = Field(50, ge=0, description="Fields that are renamed.")
    directives: int = Field(200, ge=0, description="Directives.")
    values: int = Field(200, ge=1, description="Values in arguments, those in lists and objects.")
    tokens: int = Field(4_000, ge=1, description="Words and signs of the document.")
    bytes: int = Field(65_536, ge=1, description="Bytes of a request's body or query string.")
    seconds: Seconds = Field(10.0, description="Seconds that one operation may take.")
    at_once: int = Field(16, ge=1, description="Operations that run at once; more are told 503.")


class ApiSettings(Section):
    """What one call of /api may be."""

    bytes: int = Field(1_048_576, ge=1_024, description="Bytes of a request's body.")
    seconds: Seconds = Field(10.0, description="Seconds that one call may take.")
    at_once: int = Field(
        4, ge=1, description="Calls that run at once, so that cards are not held up; more get 503."
    )


class StaleCardSettings(Section):
    """Copies of cards as last shown, for when a source does not answer."""

    seconds: float = Field(
        86_400.0, ge=0, description="Seconds that a copy may be shown for; 0 keeps none."
    )
    entries: int = Field(50_000, ge=0, description="Copies kept, the latest used ones.")
    bytes: int = Field(67_108_864, ge=0, description="Bytes of all copies together.")


class RememberedSettings(Section):
    """Whom the directory found, in memory: one who was asked about a moment ago costs no statement.

    Nothing is used that a change of the directory concerns (docs/customers.md).
    """

    found: float = Field(
        3_600.0, ge=0, description="Seconds that somebody who was found is kept for; 0 keeps none."
    )
    not_found: float = Field(
        60.0, ge=0, description="Seconds that it is kept that ids mean nobody; 0: not at all."
    )
    entries: int = Field(
        20_000, ge=0, description="Answers kept of each of the two, the latest used ones."
    )
    bytes: int = Field(33_554_432, ge=0, description="Bytes of each of the two together.")


class InferredSettings(Section):
    """Ids that a source named when it was asked by an e-mail or external id, in memory."""

    seconds: float = Field(
        60.0,
        ge=0,
        description="Seconds after which the source is asked again; 0: it is asked in each "
        "request. For so long, data may be shown of whom an address named before.",
    )
    entries: int = Field(20_000, ge=0, description="Ids kept, the latest used ones.")
    bytes: int = Field(16_777_216, ge=0, description="Bytes of all of them together.")


class BreakerSettings(Section):
    """When a source that fails or is slow is left alone, and for how long."""

    failures: int = Field(5, ge=1, description="Failed calls in a row that are enough.")
    rate: float = Field(
        0.5, gt=0, le=1, description="Share of failed or slow calls that is enough, from 0 to 1."
    )
    calls: int = Field(20, ge=1, description="Calls in the window before the share counts.")
    window: float = Field(30.0, gt=0, description="Seconds for which a call counts.")
    slow: Seconds = Field(
        1.6, description="Seconds after which a call is slow; at most 0.9 of `attempt` and `soft`."
    )
    open: Seconds = Field(
        2.0, description="Seconds it is left alone at first; doubled each time, less up to half."
    )
    open_max: float = Field(30.0, gt=0, description="Longest seconds it is left alone.")


class RetrySettings(Section):
    """How many calls to a source may be second tries."""

    share: float = Field(0.1, ge=0, le=1, description="Share of its calls, from 0 to 1.")
    per_second: float = Field(0.5, ge=0, description="Retries allowed each second on top of that.")
    most: float = Field(10.0, ge=0, description="Most that are saved up.")


class LimitSettings(Section):
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
    body_bytes: int = Field(
        BODY_MAX, ge=1_024, le=BODY_MAX, description="Bytes of a request's body."
    )
    card_bytes: int = Field(
        CARD_LARGE,
        ge=1_024,
        description="Bytes of one card; what is over is left out, and the card says so.",
    )
    connections: int = Field(
        1_024,
        ge=1,
        description="Connections at once, at most half of the files that the system lets it open; "
        "for one more, one that is idle is closed.",
    )
    permits: int = Field(
        64,
        ge=1,
        description="Requests of Plain's that execute at once; more are told 503. Each of several "
        "workspaces has its share of them, however many ask for another.",
    )
    python_seconds: Seconds = Field(
        0.25,
        description="Seconds that a card in Python may draw; it is left alone for a minute then.",
    )
    permits_busy: int = Field(
        16, ge=1, description="Of those, while this process keeps a processor busy."
    )
    copies: StaleCardSettings = Field(
        default_factory=StaleCardSettings, description="Copies for when a source does not answer."
    )
    directory: RememberedSettings = Field(
        default_factory=RememberedSettings, description="What the directory said, kept in memory."
    )
    inferred: InferredSettings = Field(
        default_factory=InferredSettings, description="Ids that sources named, kept in memory."
    )
    breaker: BreakerSettings = Field(
        default_factory=BreakerSettings, description="When a source is left alone."
    )
    retries: RetrySettings = Field(
        default_factory=RetrySettings, description="How many calls may be second tries."
    )
    graphql: GraphQLSettings = Field(
        default_factory=GraphQLSettings, description="What one GraphQL operation may be."
    )
    api: ApiSettings = Field(
        default_factory=ApiSettings, description="What one call of /api may be."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.soft <= self.raised_max <= self.answer <= self.last_resort:
            raise ValueError(
                "soft <= raised_max <= answer <= last_resort must hold. Fix: change one of them"
            )
        return self
