"""A system's own replies: recorded without what is somebody's, and read again by a connector."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from aggregator.authoring.contract.disguise import Disguise
from aggregator.authoring.contract.examine import examine
from aggregator.authoring.contract.instant import InstantLoop, run_at_once
from aggregator.authoring.contract.record import Recorded, record
from aggregator.authoring.contract.replayed import replay
from aggregator.authoring.contract.replies import REPLIES, RecordedReplies, replies_text
from aggregator.authoring.contract.stand_in import FolderFake
from aggregator.authoring.contract.wire import PlayedWire, token_path
from aggregator.authoring.recording.redact import Redactor
from aggregator.authoring.trial.asking import TrialAsker, TrialQuestion
from aggregator.authoring.trial.experiments import LookupExperiments
from aggregator.authoring.trial.givers import asked_lookups, in_order
from aggregator.authoring.trial.mapped import map_records
from aggregator.authoring.trial.probes import nobodys
from aggregator.authoring.trial.report import LookupTrial
from aggregator.domain.errors import ConnectorError
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.options import configured
from aggregator.upstream.overheard import Overheard
from aggregator.upstream.source import build_source
from aggregator.upstream.stand_in import StandInTransport
from aggregator.world import World, build_world
from tests.support.still_loop import loop_time
from tests.support.the_world import the_world as the_usual_world

BASE = "https://desk.acme.com/api"
TODAY = date(2026, 11, 30)
TOKEN = "desk-token-81f3"
MANIFEST = """\
name: Desk
authentication: bearer
lookups:
  person:
    provides: Customer.contact
    key: email
    request: GET /people
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: Email
    keys: {person: id, org: org.ids}
    fields:
      id: {path: id, transform: text}
      name: name
      email: Email
      phone: "[@][?kind == 'person'].phone | [0]"
      url: {path: page, transform: url}
      lastSeenAt: {path: birthday, transform: datetime}
      registeredAt: {path: made, transform: datetime}
  tickets:
    provides: Customer.tickets
    via: {Customer.tickets: person}
    key: person
    request: {path: /tickets/search, body: {state: all}}
    batch: {style: body-ids, field: people, max: 20}
    records: tickets
    match: person
    many: true
    pages: {next: links.next}
    fields:
      id: {path: id, transform: text}
      subject: subject
      status: {path: state, table: {open: OPEN, done: SOLVED}}
      createdAt: {path: made, transform: datetime, options: {unit: ms}}
"""
PEOPLE: Sequence[Mapping[str, Any]] = [
    {
        "kind": "person", "Email": "Ada.Byron@acme.com", "id": 501, "name": "Ada Byron",
        "phone": "+44 20 7946 0018", "made": "2026-03-01T10:00:00Z", "phone_number": 442079460018,
        "birthday": "1815-12-10", "DOB": "1815-12-10", "source": "byron@acme.com",
        "note": "2026-03-01 10:00 Ada of Byron called", "home": [51.50735, -0.12776],
        "scores": {"rate": 0.25, "442079460018": 7},
        "page": "https://crm.acme.com/people/501?of=ada.byron@acme.com", "org": {"ids": ["o_77"]},
        "notes": {"ada.byron@acme.com": "Likes Babbage"},
    },
    {
        "kind": "person", "Email": "bob@acme.com", "id": 502, "name": "Bob Hill", "phone": None,
        "made": "2026-04-01T10:00:00Z", "page": None, "org": {"ids": ["o_78", "o_79"]},
    },
]  # fmt: skip
KEYS = {
    "person": {"A": "ada.byron@acme.com", "B": "bob@acme.com"},
    "tickets": {"A": "501", "B": "502"},
}


def desk(request: httpx.Request) -> httpx.Response:
    """Answer as the Desk does: tickets two a page, each page naming the next."""
    if request.url.path == "/api/people":
        asked = [each.lower() for each in request.url.params.get_list("email")]
        found = [each for each in PEOPLE if each["Email"].lower() in asked]
        return httpx.Response(200, json={"data": found, "note": "Byron!"})
    asked = json.loads(request.content)["people"]
    page = int(request.url.params.get("page", "1"))
    tickets = [
        {"id": f"t{n}", "person": 501 + n % 2, "subject": f"Lost key {n}", "state": "open",
         "made": 1772359200000 + n}
        for n in range(8) if str(501 + n % 2) in asked
    ]  # fmt: skip
    more = f"{BASE}/tickets/search?page={page + 1}&as=bob@acme.com"
    links = {"next": more if page * 2 < len(tickets) else None}
    return httpx.Response(200, json={"tickets": tickets[page * 2 - 2 : page * 2], "links": links})


def the_world(home: Path, manifest: str = MANIFEST) -> World:
    folder = home / "connectors" / "desk"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "connector.yaml").write_text(manifest)
    world = build_world([home / "connectors"], the_usual_world())
    assert "desk" not in world.broken, world.diagnostics
    return world


async def asked(world: World) -> list[TrialQuestion]:
    """Ask the system of everybody, as `source try` does."""
    overheard = Overheard(loop_time, httpx.MockTransport(desk))
    limits = UpstreamLimits(no_new_work_after=600.0, retries=0)
    source = build_source(
        "desk", world.connectors["desk"], BASE, {"token": TOKEN}, limits, loop_time,
        transport=overheard,
    )  # fmt: skip
    asker = TrialAsker(source, overheard, Redactor(b"k"), 20.0, loop_time)
    for lookup in source.connector.lookups:
        trial = LookupTrial(lookup.name, lookup.provides, lookup.key)
        await LookupExperiments(asker, lookup, KEYS[lookup.name], trial, "there").run(1.8)
        assert trial.faults == []
    await source.close()
    return asker.questions


def recorded(world: World) -> Recorded:
    questions = run_at_once(lambda _: asked(world))
    return record(world.connectors["desk"], world.types_of, BASE, {}, questions, TODAY, {TOKEN})


@pytest.fixture(scope="module")
def replies(tmp_path_factory: pytest.TempPathFactory) -> RecordedReplies:
    """What is recorded of the system by the manifest as it is."""
    return recorded(the_world(tmp_path_factory.mktemp("recorded"))).replies


def test_each_lookup_is_kept_with_its_pages_and_nobodys_values(tmp_path: Path) -> None:
    made = recorded(the_world(tmp_path))
    assert made.left_out == {}
    kept = [(each.lookup, len(each.keys), len(each.replies)) for each in made.replies.questions]
    assert kept == [
        ("person", 1, 1), ("person", 1, 1), ("person", 1, 1), ("person", 2, 1), ("person", 2, 1),
        ("tickets", 1, 2), ("tickets", 1, 2), ("tickets", 1, 1), ("tickets", 2, 4),
        ("tickets", 2, 4),
    ]  # fmt: skip
    text = replies_text(made.replies).casefold()
    personal = (
        "acme",
        "byron",
        "hill",
        "babbage",
        "7946",
        "2079",
        "1815",
        "0735",
        "2776",
        "501",
        "502",
        "o_7",
        "lost",
        "desk",
        TOKEN,
    )
    assert [each for each in personal if each in text] == []


def test_values_keep_their_shape_and_what_belongs_together_does_still(
    replies: RecordedReplies,
) -> None:
    person, *_, tickets, _, _ = replies.questions[0:8]
    record_ = person.replies[0].body["data"][0]
    assert record_["kind"] == "person"
    assert record_["Email"] == person.keys[0]
    assert record_["phone"] == "+55 55 5555 0001"
    assert record_["made"] == "2026-03-01T10:00:00Z"
    assert record_["birthday"] == "1980-01-01"
    assert record_["page"].startswith("https://")
    assert list(record_["notes"]) == [person.keys[0]]
    assert record_["DOB"] == "1980-01-01"
    assert record_["home"] == [0.5, 0.5]
    assert record_["scores"]["rate"] == 0.25
    assert str(record_["id"]) == tickets.keys[0]
    ticket = tickets.replies[0].body["tickets"][0]
    assert (ticket["state"], ticket["made"]) == ("open", 1772359200000)
    assert str(ticket["person"]) == tickets.keys[0]
    assert tickets.replies[1].asked.startswith("POST /tickets/search?page=2&as=person-")


def test_a_figure_that_is_an_id_too_is_an_id(tmp_path: Path) -> None:
    person = the_world(tmp_path).connectors["desk"].lookups[0]
    disguise = Disguise(BASE, "https://played.example")
    record_ = {"id": 501, "Email": "bob@acme.com", "made": "501"}
    disguise.learn(person, None, ["bob@acme.com"], [record_])
    disguise.ready()
    assert "501" not in map(str, disguise.body(record_).values())
    assert disguise.key("501") == str(disguise.body(record_)["id"])


def test_what_was_recorded_is_read_again_and_makes_the_grade_better(
    tmp_path: Path, replies: RecordedReplies
) -> None:
    world = the_world(tmp_path)
    assert examine(world, "desk").grade.letter == "C"
    file = tmp_path / "connectors" / "desk" / REPLIES
    file.write_text(replies_text(replies))
    report = examine(world, "desk")
    assert (report.grade.letter, report.grade.against) == ("B", "recorded 2026-11-30")
    (outcome,) = [each for each in report.result.outcomes if each.code == "recorded"]
    assert [each.state for each in outcome.lookups] == ["passed", "passed"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("made, transform: datetime}", "mad, transform: datetime}",
         "19:28: registeredAt is null, and in what was recorded it has a value"),
        ("match: Email", "match: email", "10:12: 1 records show no key that was asked"),
        ("records: tickets", "records: data.tickets", "26:14: a reply cannot be read"),
        ("kind == 'person'", "kind == 'human'", "16:14: phone is null"),
        ("open: OPEN", "opn: OPEN", "33:22: status cannot be read of what was recorded"),
        ("org: org.ids", "org: org.id", "11:29: the key org is another"),
        ("next: links.next", "next: links.nxt", "29:5: of 2 recorded replies it asks for 1"),
        ("GET /people", "GET /persons", "7:14: it asks GET /persons?email="),
        ("state: all", "state: open", "24:5: the body of its POST /tickets/search is not"),
    ],
)  # fmt: skip
def test_a_change_that_reads_it_no_more_is_told_with_its_place(
    tmp_path: Path, replies: RecordedReplies, before: str, after: str, told: str
) -> None:
    assert set(replay(the_world(tmp_path), "desk", replies).values()) == {""}
    changed = replay(the_world(tmp_path, MANIFEST.replace(before, after)), "desk", replies)
    (said,) = [each for each in changed.values() if each]
    assert f"connector.yaml:{told}" in said


def test_a_lookup_without_recorded_replies_makes_no_better_grade(
    tmp_path: Path, replies: RecordedReplies
) -> None:
    world = the_world(tmp_path)
    held = json.loads(replies_text(replies))
    held["questions"] = [each for each in held["questions"] if each["lookup"] == "person"]
    file = tmp_path / "connectors" / "desk" / REPLIES
    file.write_text(json.dumps(held))
    report = examine(world, "desk")
    assert (report.grade.letter, report.grade.against) == ("C", "recorded 2026-11-30")
    (outcome,) = [each for each in report.result.outcomes if each.code == "recorded"]
    assert [each.state for each in outcome.lookups] == ["passed", "not applicable"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    world = the_world(tmp_path)
    (tmp_path / "connectors" / "desk" / REPLIES).write_text('{"recorded": "soon"}')
    with pytest.raises(ConnectorError, match=r"replies\.json cannot be read \(recorded: "):
        examine(world, "desk")


def test_what_must_not_stand_in_it_stops_a_recording(tmp_path: Path) -> None:
    world = the_world(tmp_path)
    questions = run_at_once(lambda _: asked(world))
    with pytest.raises(ConnectorError, match="a credential or an address would stand in it"):
        record(world.connectors["desk"], world.types_of, BASE, {}, questions, TODAY, {"person"})


async def asked_of_its_fake(loop: InstantLoop, key: str) -> tuple[list[TrialQuestion], FolderFake]:
    """Ask a shipped connector's fake of its people, each lookup by what those before it gave."""
    world = the_usual_world()
    file = world.path(key)
    assert file is not None
    fake = FolderFake(file.with_name("fake.py"), world.connectors[key].options)
    connector = configured("s", world.connectors[key], fake.options)
    wire = PlayedWire(fake, token_path(connector.authentication))
    overheard = Overheard(loop.time, StandInTransport(wire.answer))
    source = build_source(
        "s", replace(connector, options={}), connector.url, fake.credentials,
        UpstreamLimits(no_new_work_after=10**6, retries=0), loop.time, transport=overheard,
    )  # fmt: skip
    asker = TrialAsker(source, overheard, Redactor(b"k"), 10**5, loop.time)
    held: dict[str, Any] = {}
    for asked in in_order(asked_lookups(source, world.types_of)):
        given = [asked.step.key_in(each) for name in asked.givers for each in held.get(name, ())]
        listed = [each if isinstance(each, tuple) else (each,) for each in given]
        keys = [
            each for first, *_ in filter(None, listed) for each in [first] if isinstance(each, str)
        ]
        people = dict(zip("ABC", keys or fake.people(asked.lookup), strict=False))
        trial = LookupTrial(asked.lookup.name, asked.lookup.provides, asked.lookup.key)
        experiments = LookupExperiments(asker, asked.lookup, people, trial, "there")
        await experiments.run(10**5)
        read = map_records(asked.provider, world.types_of, experiments.records, trial)
        held[asked.lookup.name] = list(read.values())
    await source.close()
    return asker.questions, fake


@pytest.mark.parametrize("key", ["hubspot", "salesforce", "zendesk"])
def test_replies_of_other_shapes_are_recorded_and_read_again(key: str) -> None:
    """Errors beside records, a token, a query language, options in paths, pages."""
    world = the_usual_world()
    questions, fake = run_at_once(lambda loop: asked_of_its_fake(loop, key))
    connector = world.connectors[key]
    base = configured("s", connector, fake.options).url or ""
    made = record(connector, world.types_of, base, fake.options, questions, TODAY)
    assert made.left_out == {}
    assert {each.lookup for each in made.replies.questions} == {x.name for x in connector.lookups}
    assert set(replay(world, key, made.replies).values()) == {""}


def test_a_short_number_that_nobody_has_is_a_long_one() -> None:
    made = [nobodys("7", number) for number in range(50)]
    assert {len(each) for each in made} == {9}
    assert len(set(made)) == 50
    assert max(map(int, made)) < 2**31
    assert len(nobodys("8844221199887766")) == 16
