"""A connector with a fake in a folder of one's own, right as it stands; a test makes it wrong."""

from pathlib import Path

from aggregator.world import World, build_world

MANIFEST = """\
name: Notes
authentication: bearer
lookups:
  notes:
    provides: Customer.tickets
    key: email
    request: GET /notes
    batch: {style: ids-param, param: email, max: 20}
    pages: {cursor: next, param: after}
    records: data
    match: email
    many: true
    per_key: limit
    fields:
      id: {path: id, transform: text}
      subject: {path: what, transform: text}
      status: {path: state, table: {open: OPEN, done: SOLVED}}
      createdAt: {path: made, transform: datetime}
"""

FAKE = '''\
"""Notes on people."""

from aggregator.connectors.fake import FakeReply, FakeRequest

CREDENTIALS = {"token": "notes-token"}
PEOPLE = [f"n{number}@example.com" for number in range(30)]


def answer(request: FakeRequest) -> FakeReply:
    if request.headers.get("authorization") != "Bearer notes-token":
        return FakeReply({"error": "who are you"}, 401)
    asked = [each.lower() for each in request.values("email")]
    found = [note for note in notes() if note["email"] in asked]
    return FakeReply({"data": found, "next": None})


def notes():
    return [
        {
            "id": f"{number}-{each}",
            "email": address,
            "what": f"note {each}",
            "state": "open",
            "made": "2026-03-01T10:00:00Z",
        }
        for number, address in enumerate(PEOPLE)
        for each in range(number % 3)
    ]
'''


def notes_world(home: Path, manifest: str = MANIFEST, fake: str | None = FAKE) -> World:
    """Write the connector `notes` into `home`, and read it."""
    folder = home / "connectors" / "notes"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "connector.yaml").write_text(manifest)
    if fake is not None:
        (folder / "fake.py").write_text(fake)
    world = build_world([home / "connectors"])
    assert "notes" not in world.broken, world.broken
    return world
