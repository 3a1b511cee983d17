"""The corpus that backlot serves, imported into the folder that is given.

People p0 ... p24, O'Brien and one whose address is written in both cases. Each has a HubSpot
contact, a company (every fifth person has none), HubSpot tickets, Jira issues, a Linear issue and a
GitHub issue; person N has N % 3 tickets, and one Jira issue more.

Ada and Bob of docs/connect.md are in HubSpot alone: `connect.jsonl` is what its crm.py prints.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ADDRESSES = [
    *(f"p{number}@example.com" for number in range(25)),
    "o'brien@example.com",
    "Mixed.Case@Example.com",
]
AGENT = "agent@helpdesk.example"
Record = dict[str, Any]


def records() -> Iterator[Record]:
    for number, address in enumerate(ADDRESSES):
        yield from _hubspot(number, address)
        yield from _issues(number, address)


def _record(kind: str, author: str, title: str, day: int = 1, **more: Any) -> Record:
    return {
        "source_type": kind,
        "title": title,
        "content": f"{title}.",
        "author_email": author,
        "created": f"2026-03-{day:02}T10:00:00Z",
        "visibility": "public",
        **more,
    }


def _hubspot(number: int, address: str) -> Iterator[Record]:
    company, contact = str(7000 + number), str(8000 + number)
    has_company = number % 5 != 4
    if has_company:
        name = f"Company {number}"
        properties = {"name": name, "domain": f"c{number}.example", "numberofemployees": "40"}
        yield _object("companies", company, name, properties)
    properties = {
        "firstname": f"First{number}",
        "lastname": f"Last{number}",
        "email": address,
        "jobtitle": "Head of Data",
    }
    if has_company:
        properties["associatedcompanyid"] = company
    links = [{"to": f"companies-{company}"}] if has_company else []
    yield _object("contacts", contact, f"Contact {number}", properties, links)
    for each in range(number % 3):
        subject = f"Ticket {each} of person {number}"
        properties = {
            "subject": subject,
            "hs_pipeline": "0",
            "hs_pipeline_stage": str(each % 4 + 1),
            "hs_ticket_priority": "HIGH",
        }
        links = [{"to": f"contacts-{contact}"}]
        yield _object("tickets", str(9000 + 10 * number + each), subject, properties, links)


def _object(
    kind: str, at: str, title: str, properties: Record, links: list[Record] | None = None
) -> Record:
    more: Record = {"properties": properties, "associations": links or []}
    doc_id = f"{kind}-{at}"
    return _record("hubspot", AGENT, title, object_type=kind, record_id=at, doc_id=doc_id, **more)


def _issues(number: int, address: str) -> Iterator[Record]:
    more: Record
    for each in range(number % 3 + 1):
        at = f"SUP-{100 + 10 * number + each}"
        title = f"Request {each} of person {number}"
        more = {"project": "support", "issuetype": "Task", "key": at, "reporter": address}
        status = ("To Do", "In Progress", "Done")[each]
        yield _record("jira", AGENT, title, each + 1, status=status, priority="High", **more)
    at, title = f"ENG-{100 + number}", f"Report of person {number}"
    more = {"team": "engineering", "identifier": at, "state": "In Progress", "priority": 2}
    yield _record("linear", address, title, **more)
    more = {"repo": "product", "subtype": "issue", "state": "open", "number": 100 + number}
    yield _record("github", address, title, **more)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    corpus = folder / "corpus.jsonl"
    lines = "".join(json.dumps(each) + "\n" for each in records())
    lines += Path(__file__).with_name("connect.jsonl").read_text(encoding="utf-8")
    corpus.write_text(lines, encoding="utf-8")
    environ = {**os.environ, "BACKLOT_TELEMETRY": "0", "DO_NOT_TRACK": "1"}
    environ |= {"BACKLOT_ORG_NAME": "acme", "BACKLOT_ORG_DOMAIN": "acme.example"}
    command = [sys.executable, "-m", "backlot", "import", str(corpus), "--data-dir", str(folder)]
    done = subprocess.run(command, env=environ, check=False)  # noqa: S603 the locked package
    sys.exit(done.returncode)
