"""backlot: HubSpot, GitHub, Jira and Linear over one read-only corpus (backlot/prepare.py)."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tests.support.servers.counting import Counted, counted
from tests.support.servers.environment import environment
from tests.support.servers.process import serving

TOKEN = "admin-service-token"
ADDRESSES = [
    *(f"p{number}@example.com" for number in range(25)),
    "o'brien@example.com",
    "Mixed.Case@Example.com",
]
"""Whom the corpus knows, by number."""

OF_THE_PAGE = ("ada@example.com", "bob@example.com")
"""Whom HubSpot knows besides: those of docs/connect.md."""


class Backlot:
    """A running one. Each of its systems has a path of its own below `counted.url`."""

    def __init__(self, counted: Counted) -> None:
        self.counted = counted

    @property
    def hubspot(self) -> str:
        return f"{self.counted.url}/hubspot"

    @property
    def github(self) -> str:
        return f"{self.counted.url}/github"

    @property
    def jira(self) -> str:
        return f"{self.counted.url}/atlassian"

    @property
    def linear(self) -> str:
        return f"{self.counted.url}/linear"


@contextlib.contextmanager
def running_backlot(folder: Path) -> Iterator[Backlot]:
    """Start one whose log lies in `folder`."""
    made = environment("backlot")
    start = [str(made.python), "-m", "uvicorn", "backlot.main:app", "--log-level", "warning"]
    environ = {
        "BACKLOT_TELEMETRY": "0",
        "DO_NOT_TRACK": "1",
        "BACKLOT_ORG_NAME": "acme",
        "BACKLOT_ORG_DOMAIN": "acme.example",
        "BACKLOT_DATA_DIR": str(made.prepared),
    }
    log = folder / "backlot.log"
    with (
        serving(lambda number: [*start, "--fd", str(number)], log, "/", environ) as direct,
        counted(direct) as all_,
    ):
        yield Backlot(all_)
