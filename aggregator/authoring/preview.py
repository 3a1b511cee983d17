"""What a card looks like to whoever writes it: the answer, its cost, and what is not there."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from aggregator.authoring.absent import Absence, absences, told
from aggregator.authoring.case_runner import CaseRun
from aggregator.authoring.recording.recording import Recording, written_answer
from aggregator.authoring.workbench import Workbench
from aggregator.domain.card import Hidden, Outcome, Result, Shown, Unavailable
from aggregator.domain.errors import AggregatorError
from aggregator.domain.plain.response import CardAnswer, encode
from aggregator.language.outline import outline
from aggregator.language.source import read_card
from aggregator.render.card import CompiledCard, RenderContext


@dataclass(frozen=True, slots=True)
class Preview:
    """One card, looked at.

    milliseconds  of the whole request; None where nothing was waited for
    calls         exchanges with sources; None where they cannot be known
    hidden        why nothing at all is shown; None when something is
    absent        what a part of the card lacks; None where its data cannot be known
    """

    key: str
    title: str
    answer: CardAnswer
    milliseconds: float | None = None
    calls: Sequence[Mapping[str, Any]] | None = None
    hidden: str | None = None
    absent: Sequence[Absence] | None = None
    failures: Sequence[str] = ()

    @property
    def size(self) -> int:
        """Bytes that the card takes in an answer."""
        return len(encode([self.answer]))

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "title": self.title,
            **written_answer(self.answer),
            "bytes": self.size,
            "milliseconds": self.milliseconds,
            "calls": None if self.calls is None else [dict(call) for call in self.calls],
            "hidden": self.hidden,
            "absent": None if self.absent is None else [asdict(each) for each in self.absent],
            "failures": list(self.failures),
        }


def of_case(card: CompiledCard, ran: CaseRun, workbench: Workbench) -> Preview:
    """Look at a case that was drawn."""
    return _preview(card, ran.answer, ran.outcome, ran.result, ran.context, workbench)


async def of_recording(
    card: CompiledCard, recording: Recording, workbench: Workbench, milliseconds: float | None
) -> Preview:
    """Look at a card that was answered. Raises CaseError."""
    from aggregator.authoring.recording.replay import replay  # noqa: PLC0415 -- it takes seconds

    replayed = await replay(recording, workbench, [card.key])
    return _preview(
        card,
        recording.answer(card.key) or replayed.answers[card.key],
        replayed.outcomes[card.key],
        replayed.results[card.key],
        recording.render_context,
        workbench,
        milliseconds=milliseconds,
        calls=recording.calls,
    )


def _preview(
    card: CompiledCard,
    answer: CardAnswer,
    outcome: Outcome,
    result: Result | AggregatorError,
    context: RenderContext,
    workbench: Workbench,
    *,
    milliseconds: float | None = None,
    calls: Sequence[Mapping[str, Any]] | None = None,
) -> Preview:
    absent: list[Absence] = []
    if isinstance(result, Result):
        source = read_card(card.path, card.team, workbench.catalog.fragments)
        absent = absences(outline(source, workbench.schema), result, context)
    return Preview(
        card.key,
        card.title,
        answer,
        milliseconds,
        calls,
        _hidden(card, outcome, result),
        absent,
        _failures(outcome),
    )


def _failures(outcome: Outcome) -> list[str]:
    if isinstance(outcome, Shown | Unavailable):
        return [told(error) for error in outcome.failures]
    return []


def _hidden(card: CompiledCard, outcome: Outcome, result: Result | AggregatorError) -> str | None:
    if not isinstance(outcome, Hidden):
        return None
    if not isinstance(result, Result) or not result.known:
        return "no source knows this customer"
    if card.trust == "EXTERNAL_ID" and result.matched_by in (None, "email"):
        return "@card(trust: EXTERNAL_ID): the customer was matched by e-mail alone"
    return "nothing is left to show, and there is no @card(empty:)"
