"""One question to a source, and all that can be seen of its answer."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.authoring.key_spellings import replace_keys
from aggregator.authoring.recording.redact import Redactor
from aggregator.authoring.trial.report import TrialCall
from aggregator.domain.deadline import Clock, Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.domain.identity import EMAIL, normalise
from aggregator.domain.lookup import Lookup, Record
from aggregator.telemetry.trace import Batch
from aggregator.upstream.overheard import Overheard, SentCall
from aggregator.upstream.source import SourceClient

SAID_MAX = 160
"""Characters of a call that are shown."""

_MADE_UP = "{nobody}"
_REPEATED = re.compile(r"([&,][^&,]*\{nobody\}[^&,]*)\1+")


@dataclass(frozen=True, slots=True)
class TrialReply:
    """The answer to one question.

    found     each key's records, or why there are none; a key without any is absent
    foreign   records of other keys that came: dropped
    unproven  records that show no key: nobody's for certain
    received  all records that came
    error     why there is no answer at all
    """

    found: Mapping[str, Sequence[Record | None]]
    errors: Mapping[str, AggregatorError]
    foreign: int
    unproven: int
    received: int
    error: AggregatorError | None
    calls: Sequence[SentCall]

    def records(self, key: str) -> Sequence[Record | None]:
        return self.found.get(key, ())

    @property
    def failure(self) -> AggregatorError | None:
        """What went wrong, wherever, but for records of other keys: they are counted."""
        if self.error is not None:
            return self.error
        return next(iter(self.errors.values()), None)

    @property
    def seconds(self) -> float:
        return max((call.seconds for call in self.calls), default=0.0)


@dataclass(frozen=True, slots=True)
class TrialQuestion:
    """A question that says how a lookup is answered, and all that came: personal, as it came."""

    lookup: str
    keys: tuple[str, ...]
    per_key: int
    reply: TrialReply


class TrialAsker:
    """Asks one source, and writes its calls without what is personal or secret in them.

    questions  those that are to be kept
    verbatim   the source as it is never asked: for an address in just these letters
    """

    def __init__(
        self,
        source: SourceClient,
        overheard: Overheard,
        redactor: Redactor,
        seconds: float,
        clock: Clock,
        verbatim: SourceClient | None = None,
    ) -> None:
        self._source = source
        self.verbatim = verbatim
        self._overheard = overheard
        self._redactor = redactor
        self._seconds = seconds
        self._clock = clock
        self._labels: dict[str, str] = {}
        self.questions: list[TrialQuestion] = []

    def label(self, key: str, label: str | None) -> None:
        """Have `key` written as `{label}`; None: it is made up.

        An address is asked for in small letters first, and is told apart from itself as given.
        """
        self._labels[key] = f"{{{label}}}" if label else _MADE_UP
        small = normalise(EMAIL, key) if "@" in key else None
        if small is not None and small != key:
            self._labels.setdefault(small, f"{{{label}, small}}" if label else _MADE_UP)

    async def ask(
        self,
        lookup: Lookup,
        keys: Sequence[str],
        per_key: int,
        *,
        kept: bool = False,
        of: SourceClient | None = None,
    ) -> TrialReply:
        """Ask `lookup` for `keys`, perhaps `of` another client. Never raises for what it does."""
        before = len(self._overheard.calls)
        batch = Batch(f"{self._source.name}.{lookup.name}", len(keys), ("try",), 0.0, 0.0)
        deadline = Deadline.after(self._seconds, self._clock)
        found: Mapping[str, Sequence[Record | None] | AggregatorError] = {}
        error: AggregatorError | None = None
        try:
            found = await (of or self._source).records(lookup, keys, per_key, deadline, batch)
        except AggregatorError as failure:
            error = failure
        reply = TrialReply(
            found={k: each for k, each in found.items() if not isinstance(each, AggregatorError)},
            errors={key: each for key, each in found.items() if isinstance(each, AggregatorError)},
            foreign=batch.foreign,
            unproven=batch.unproven,
            received=batch.received,
            error=error,
            calls=self._overheard.calls[before:],
        )
        if kept:
            self.questions.append(TrialQuestion(lookup.name, tuple(keys), per_key, reply))
        return reply

    def written(self, call: SentCall) -> TrialCall:
        """Write a call: its keys as labels, nothing secret."""
        said = [f"?{self._hidden(call.query)}" if call.query else "", self._body(call.body)]
        path = self._hidden(call.path)
        return TrialCall(
            route=f"{call.method} {path}",
            said=_shortened(" ".join(filter(None, said))),
            status=call.status,
            milliseconds=round(call.seconds * 1000),
        )

    def _body(self, body: bytes) -> str:
        """Give what a body says; of GraphQL the variables: the document stands in the connector."""
        try:
            decoded = json.loads(body)
        except ValueError:  # a form, as those that ask for tokens; it holds no key
            return " (a body)" if body else ""
        if isinstance(decoded, dict) and isinstance(decoded.get("variables"), dict):
            decoded = decoded["variables"]
        written = self._redactor.value(_in_texts(decoded, self._labelled))
        return f" {json.dumps(written, ensure_ascii=False)}"

    def _hidden(self, text: str) -> str:
        return self._redactor.text(self._labelled(text))

    def _labelled(self, text: str) -> str:
        return replace_keys(text, self._labels, verbatim=True)


def _in_texts(value: Any, write: Callable[[str], str]) -> Any:
    """Write every text in JSON anew."""
    if isinstance(value, str):
        return write(value)
    if isinstance(value, dict):
        return {name: _in_texts(inner, write) for name, inner in value.items()}
    if isinstance(value, list):
        return [_in_texts(inner, write) for inner in value]
    return value


def _shortened(text: str) -> str:
    text = _REPEATED.sub(lambda found: f"{found[1]} ({len(found[0]) // len(found[1])} times)", text)
    return text if len(text) <= SAID_MAX else f"{text[: SAID_MAX - 3]}..."
