"""django-helpdesk over a read-only set of tickets (locked/helpdesk/prepare.py).

Its API lists tickets by status alone: any other filter is ignored, and all tickets come.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tests.support.servers.counting import Counted, counted
from tests.support.servers.environment import environment
from tests.support.servers.process import serving

USER, PASSWORD = "agent", "secret"


@contextlib.contextmanager
def running_helpdesk(folder: Path) -> Iterator[Counted]:
    """Start one whose log lies in `folder`."""
    made = environment("helpdesk")
    start = [str(made.python), "-B", str(made.folder / "start.py")]
    environ = {"HELPDESK_DATA": str(made.prepared)}
    log = folder / "helpdesk.log"
    with (
        serving(lambda number: [*start, str(number)], log, "/api/", environ) as direct,
        counted(direct) as helpdesk,
    ):
        yield helpdesk
