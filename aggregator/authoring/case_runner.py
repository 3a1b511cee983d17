"""Runs cases: each is drawn without network and held to what it is expected to show."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from aggregator.authoring.absent import told
from aggregator.authoring.cases.files import CaseFile, read_json, write_json
from aggregator.authoring.cases.lines import difference, lines
from aggregator.authoring.cases.outage import OutageSubject, denies, faults, outages
from aggregator.authoring.cases.result import completed, invented, read_context, read_result, spell
from aggregator.authoring.cases.spelling import CaseError
from aggregator.authoring.cases.taken import impersonal, written_case
from aggregator.authoring.recording.recording import Recording, read_recording, written_answer
from aggregator.authoring.workbench import Workbench
from aggregator.domain.card import Outcome, Result, Unavailable
from aggregator.domain.errors import AggregatorError, InternalError
from aggregator.domain.plain.components import validate
from aggregator.domain.plain.request import CardRequest
from aggregator.domain.plain.response import CardAnswer, read
from aggregator.language.source import read_card
from aggregator.pipeline.render import render_card
from aggregator.pipeline.respond import FOR_NOW, respond
from aggregator.render.card import CompiledCard, RenderContext

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""The moment of a case that names none."""

REFERENCE = "CASE"
"""What an error card of a case tells as its reference."""

SELF = "its data"
"""The name of the case that is made up."""


@dataclass(frozen=True, slots=True)
class CaseRun:
    """A case that was drawn. `notes`: what keeps it from being a fair picture."""

    answer: CardAnswer
    outcome: Outcome
    result: Result | AggregatorError
    context: RenderContext
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a case came to. `generated`: nobody wrote it. `lines` say what is wrong, or changed."""

    key: str
    name: str
    state: str
    lines: tuple[str, ...] = ()
    generated: bool = False

    @property
    def failed(self) -> bool:
        return self.state == "failed"


async def run_case(
    file: CaseFile, card: CompiledCard, workbench: Workbench, usual: RenderContext
) -> CaseRun:
    """Draw a case; `usual` is for what it does not say. Raises CaseError."""
    body = read_json(file.path)
    if "request" in body:
        return await _replayed(body, file, card, workbench)
    context = read_context(body, usual)
    result = read_result(body, card, workbench.schema)
    outcome = render_card(card, result, context)
    return CaseRun(_told(card, outcome, workbench), outcome, result, context)


async def take_case(
    recording: Recording, card: CompiledCard, workbench: Workbench
) -> dict[str, Any]:
    """Make a case of a recording: what the card selects of it, without anybody's own values.

    Raises CaseError where the recording does not hold what the card asks for.
    """
    from aggregator.authoring.recording.replay import replay  # noqa: PLC0415 -- it takes seconds

    replayed = await replay(recording, workbench, [card.key])
    if replayed.missing:
        raise CaseError(f"The recording holds no reply of {replayed.missing[0]}: record it again")
    result = replayed.results.get(card.key)
    if not isinstance(result, Result):
        why = "it was not drawn" if result is None else told(result)
        raise CaseError(f"There is no data of {card.key} in it: {why}. Fix: record it again")
    source = read_card(card.path, card.team, workbench.catalog.fragments)
    nobodys = impersonal(result, card, source, workbench.schema)
    return written_case(nobodys, recording.render_context)


async def hold_case(
    file: CaseFile,
    card: CompiledCard,
    workbench: Workbench,
    usual: RenderContext,
    *,
    update: bool,
    anew: Mapping[str, Any] | None = None,
) -> tuple[Verdict, CaseRun | None]:
    """Hold a case to its expectation; with `update` what it shows becomes the expectation.

    What its data lacks is then taken from `anew`, another case's data, where that has it.
    """
    try:
        added = _completed(file, card, workbench, anew) if update else ()
        ran = await run_case(file, card, workbench, usual)
        wrong = _wrong(ran)
        if wrong:
            return Verdict(file.key, file.name, "failed", wrong), None
        return (_accepted(file, ran, added) if update else _compared(file, ran)), ran
    except CaseError as error:
        return Verdict(file.key, file.name, "failed", (str(error),)), None


def hold_outages(
    card: CompiledCard,
    ran: Mapping[str, CaseRun],
    workbench: Workbench,
    usual: RenderContext,
    provided: Mapping[str, Collection[str]],
) -> Iterator[Verdict]:
    """Hold a card to what must be so when a source is down: in each of its cases, and made up.

    `provided`: `Type.field` -> the names of the sources it comes from.
    """
    schema = workbench.schema
    source = read_card(card.path, card.team, workbench.catalog.fragments)
    denying = denies(source) or source.script is not None
    for outage in outages(card, schema, provided):
        wrong = []
        healthy = {SELF: (invented(card, schema), usual)}
        for name, each in ran.items():
            if isinstance(each.result, Result):
                healthy[name] = (each.result, each.context)
        for name, (result, context) in healthy.items():
            subject = OutageSubject(
                card,
                schema,
                context,
                lambda it: _told(card, it, workbench),
                FOR_NOW,
                denies=denying,
            )
            wrong += [f"{name}: {fault}" for fault in faults(outage, subject, result)]
        state = "failed" if wrong else "passed"
        yield Verdict(card.key, f"{outage.source} is down", state, tuple(wrong), generated=True)


def _completed(
    file: CaseFile, card: CompiledCard, workbench: Workbench, anew: Mapping[str, Any] | None
) -> tuple[str, ...]:
    """Bring a case's data to what its card selects now; say what was added, a line each."""
    body = read_json(file.path)
    if "request" in body:
        return ()  # a recorded request holds whole records
    now = completed(body, card, workbench.schema, anew)
    write_json(file.path, {**body, "data": now.data})
    return tuple(f"+ {file.path.name}: {spell(path)}" for path in now.lacking)


def _accepted(file: CaseFile, ran: CaseRun, added: tuple[str, ...]) -> Verdict:
    before = _expected(file) if file.expectation.is_file() else None
    changed = lines(ran.answer) if before is None else difference(before, ran.answer)
    written = write_json(file.expectation, written_answer(ran.answer))
    state = "accepted" if written or added else "passed"
    return Verdict(file.key, file.name, state, (*added, *changed))


def _compared(file: CaseFile, ran: CaseRun) -> Verdict:
    if not file.expectation.is_file():
        raise CaseError(f"{file.expectation} is not there. Fix: look at it, then --update")
    changed = difference(_expected(file), ran.answer)
    return Verdict(file.key, file.name, "failed" if changed else "passed", tuple(changed))


def _expected(file: CaseFile) -> CardAnswer:
    body = read_json(file.expectation)
    ttl, components = body.get("timeToLiveSeconds"), body.get("components")
    if "components" not in body or not isinstance(components, list | None):
        raise CaseError(f'{file.expectation} needs "components", a list or null')
    return CardAnswer(file.key, components, ttl if isinstance(ttl, int) else None)


def _wrong(ran: CaseRun) -> tuple[str, ...]:
    """What no expectation can make right."""
    wrong = (*ran.notes, *map(str, validate(ran.answer.components)))
    outcome = ran.outcome
    if isinstance(outcome, Unavailable) and isinstance(outcome.error, InternalError):
        of_its_python = outcome.error.facts.get("file") is not None
        where = f": {told(outcome.error)}" if of_its_python else "; the log says where"
        return (*wrong, f"Drawing it failed{where}")
    return wrong


async def _replayed(
    body: Mapping[str, Any], file: CaseFile, card: CompiledCard, workbench: Workbench
) -> CaseRun:
    recording = replace(read_recording(body, file.name), id=REFERENCE)
    context = recording.render_context
    known = workbench.results.recall(card, body)
    if known is not None:
        outcome = render_card(card, known, context)
        answer = _told(card, outcome, workbench, recording.sources)
        return CaseRun(answer, outcome, known, context)
    from aggregator.authoring.recording.replay import replay  # noqa: PLC0415 -- it takes seconds

    replayed = await replay(recording, workbench, [card.key])
    if not replayed.missing:
        workbench.results.learn(card, body, replayed.results.get(card.key))
    notes = tuple(f"It holds no reply of {name}: record it again" for name in replayed.missing)
    return CaseRun(
        replayed.answers[card.key],
        replayed.outcomes[card.key],
        replayed.results[card.key],
        context,
        notes,
    )


def _told(
    card: CompiledCard,
    outcome: Outcome,
    workbench: Workbench,
    sources: Mapping[str, Mapping[str, Any]] | None = None,
) -> CardAnswer:
    """What Plain is told; `sources` as a recording names them, else each connector is one."""
    request = CardRequest((card.key,), None, None, None, "default")
    if sources is None:
        sources = {name: {"words": each.words} for name, each in workbench.world.connectors.items()}
    body = respond(request, {card.key: outcome}, workbench.told(REFERENCE, sources))
    return read(body, request.card_keys).cards[0]
