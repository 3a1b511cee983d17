"""What a lookup declares is proven at the system, or told in one line with the fix."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from aggregator.authoring.recording.redact import Redactor
from aggregator.authoring.trial.asking import TrialAsker
from aggregator.authoring.trial.experiments import LookupExperiments
from aggregator.authoring.trial.probes import asked_verbatim
from aggregator.authoring.trial.report import LookupTrial
from aggregator.domain.lookup import Lookup
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.overheard import Overheard
from aggregator.upstream.source import build_source
from tests.support.manifests import read_manifest
from tests.support.still_loop import loop_time
from tests.support.tried_system import ADA, BOB, CAT, MANIFEST, TriedSystem, notes

LIMITS = UpstreamLimits(attempt=20.0, no_new_work_after=600.0, jitter=0.0, retries=0)


def the_lookup(folder: Path, text: str = MANIFEST) -> Lookup:
    connector = read_manifest(folder, text, "notes").connector
    assert connector is not None
    return connector.lookups[0]


async def tried(
    folder: Path,
    system: TriedSystem | httpx.MockTransport,
    people: tuple[str, ...] = (ADA, BOB),
    text: str = MANIFEST,
    attempt: float = 1.8,
) -> LookupTrial:
    connector = read_manifest(folder, text, "notes").connector
    assert connector is not None
    inner = system.transport() if isinstance(system, TriedSystem) else system
    overheard = Overheard(loop_time, inner)
    source = build_source(
        "notes", connector, "http://notes.example", {"token": "s3cret-token"}, LIMITS, loop_time,
        transport=overheard,
    )  # fmt: skip
    verbatim = build_source(
        "notes", asked_verbatim(connector), "http://notes.example", {"token": "s3cret-token"},
        LIMITS, loop_time, transport=overheard,
    )  # fmt: skip
    asker = TrialAsker(source, overheard, Redactor(b"k", people), 20.0, loop_time, verbatim)
    lookup = source.connector.lookups[0]
    trial = LookupTrial(lookup.name, lookup.provides, lookup.key)
    keys = dict(zip("ABC", people, strict=False))
    await LookupExperiments(asker, lookup, keys, trial, "look there").run(attempt)
    await source.close()
    await verbatim.close()
    return trial


def codes(trial: LookupTrial) -> list[str]:
    return [each.code for each in trial.faults]


async def test_what_is_as_declared_is_proven(tmp_path: Path) -> None:
    system = TriedSystem(notes(ADA, BOB, CAT))
    trial = await tried(tmp_path, system, (ADA, BOB, CAT))
    assert trial.faults == []
    assert trial.proven == [
        "each record is of the key that was asked",
        "a key that nobody has is answered with none",
        "two keys in one call are answered as each alone, in any order",
        "`limit` bounds each key by itself",
        "20 keys in one call are answered as each alone",
        "small and large letters of an address are the same",
    ]
    assert max(len(each["email"]) for each in system.asked) == 20


@pytest.mark.parametrize(
    ("faults", "code", "said"),
    [
        ({"takes": 1}, "false-max", "answers one of two keys of a call. Fix: max: 1"),
        ({"takes": 7}, "false-max", "the system answers only some. Fix: max: 7"),
        ({"refuses": 10}, "false-max", "20 keys in one call fail (notes answered GET /notes"),
        ({"refuses": 1}, "false-max", "two keys in one call fail"),
        ({"shared": True}, "shared-bound", "`limit` bounds all keys of a call together"),
        ({"page": 3}, "shared-bound", "B has fewer records than alone"),
        ({"exact": True}, "letter-case", "tells small letters of an address from large ones"),
        ({"heeds": False}, "ignored-filter", "does not heed the key"),
        ({"missing": 404}, "missing-key", "a key that nobody has is a failure"),
    ],
)
async def test_what_is_not_as_declared_is_told_with_the_fix(
    tmp_path: Path, faults: dict[str, object], code: str, said: str
) -> None:
    kept = "Ada@example.com"  # as the system has it
    system = replace(TriedSystem(notes(kept, BOB, CAT)), **faults)  # type: ignore[arg-type]
    trial = await tried(tmp_path, system, (kept, BOB))
    assert code in codes(trial)
    assert any(said in each.message for each in trial.faults), trial.faults
    assert all("Fix: " in each.message for each in trial.faults if not each.note)


FANNED = MANIFEST.replace(
    "GET /notes\n    batch: {style: ids-param, param: email, max: 20}",
    '{path: /notes, params: {email: "{key}"}}\n    batch: {style: fan-out}',
)


async def test_of_one_key_a_call_nothing_is_proven_of_several(tmp_path: Path) -> None:
    system = TriedSystem(notes(ADA))
    trial = await tried(tmp_path, system, text=FANNED)
    assert trial.faults == []
    assert not any("keys in one call" in each for each in trial.proven)
    assert len(system.asked) < 10  # and not one for each key that `max` would allow


async def test_how_many_keys_a_call_takes_is_looked_for(tmp_path: Path) -> None:
    trial = await tried(tmp_path, TriedSystem(notes(ADA, BOB), refuses=13))
    (fault,) = trial.faults
    assert fault.message.startswith("max: 20, but 20 keys in one call fail")
    assert fault.message.endswith("Fix: max: 13")


async def test_records_of_others_beside_the_right_ones_are_a_note(tmp_path: Path) -> None:
    trial = await tried(
        tmp_path, TriedSystem([*notes(ADA, BOB), *notes(f"x{ADA}", each=1)], loose=True)
    )
    assert ("wide-filter", True) in [(each.code, each.note) for each in trial.faults]
    assert "ignored-filter" not in codes(trial)


async def test_people_without_records_prove_nothing(tmp_path: Path) -> None:
    trial = await tried(tmp_path, TriedSystem(notes(CAT)))
    assert codes(trial) == ["no-records"]
    assert codes(await tried(tmp_path, TriedSystem(notes(ADA)))) == ["no-records"]


async def test_a_record_without_a_key_is_told(tmp_path: Path) -> None:
    trial = await tried(
        tmp_path, TriedSystem(notes(ADA, BOB)), text=MANIFEST.replace("match: email", "match: mail")
    )
    assert codes(trial) == ["failed"]
    assert "has the key its lookup matches by" in trial.faults[0].message


async def test_a_system_that_was_asked_in_its_own_letters_is_asked_in_others_for_a_note(
    tmp_path: Path,
) -> None:
    system = TriedSystem(notes(ADA.lower(), BOB.lower()), exact=True)
    people = (ADA.lower(), BOB.lower())
    trial = await tried(tmp_path, system, people)
    (fault,) = trial.faults
    assert (fault.code, fault.note) == ("letter-case", True)
    assert "Fix: have the system compare" in fault.message
    assert any("{A in other letters}" in each.said for each in trial.calls)
    lower = MANIFEST.replace("match: email", "match: email\n    lower: true")
    assert (await tried(tmp_path, system, people, lower)).faults == []


async def test_a_dead_system_is_one_line_and_is_asked_once(tmp_path: Path) -> None:
    sent: list[httpx.Request] = []

    def dead(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise httpx.ConnectError("the connection was refused")

    trial = await tried(tmp_path, httpx.MockTransport(dead))
    assert [(each.code, each.message) for each in trial.faults] == [
        ("dead", "notes did not answer GET /notes: the connection was refused. Fix: look there")
    ]
    assert len(sent) == 1


async def test_a_slow_system_is_told_by_what_cards_give_it(tmp_path: Path) -> None:
    trial = await tried(tmp_path, TriedSystem(notes(ADA, BOB)), attempt=-1.0)
    assert codes(trial) == ["slow"]


async def test_nothing_personal_or_secret_is_kept(tmp_path: Path) -> None:
    trial = await tried(tmp_path, TriedSystem(notes(ADA, BOB, CAT)), (ADA, BOB, CAT))
    text = repr(trial)
    for each in (ADA, BOB, CAT, "hara", "s3cret", "Secret words", "example.com"):
        assert each not in text
    assert "email={A}&email={B}" in text
    assert "{nobody} (18 times)" in text
