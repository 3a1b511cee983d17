"""Who is measured, and how each is started."""

import json
import shutil
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.peers.processes import Running, free_port, server
from tests.benchmarks.peers.servers import ours
from tests.support.node import NODE, environment, install
from tests.support.subjects import ROOT

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Entrant:
    """One server.

    name      as the tables say it
    module    of tests.benchmarks.peers.servers, or a file of on_node/
    settings  of ours, by dotted names; variables of the environment on Node
    floor     it draws no cards, so its answers are not compared
    root      the checkout of ours that serves
    """

    name: str
    module: str
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    floor: bool = False
    root: Path = ROOT

    @property
    def is_ours(self) -> bool:
        return self.module == "ours"

    @property
    def on_node(self) -> bool:
        return self.module.endswith(".mjs")


BASELINE = "Python, best by hand"

ENTRANTS = (
    Entrant("ours", "ours"),
    Entrant("ours, 5 ms window", "ours", {"share_window": 0.005}),
    Entrant("ours, GraphQL engine", "ours", {"engine": "graphql"}),
    Entrant("FastAPI + httpx", "fastapi_httpx"),
    Entrant(BASELINE, "by_hand"),
    Entrant("strawberry, documented", "strawberry_documented"),
    Entrant("strawberry, prepared", "strawberry_prepared"),
    Entrant("Node, best by hand", "by_hand.mjs"),
    Entrant("yoga + dataloader", "yoga.mjs"),
    Entrant("yoga + graphql-jit", "yoga.mjs", {"JIT": "1"}),
    Entrant("floor: bare ASGI", "floor_asgi", floor=True),
    Entrant("floor: our web layers", "floor_web", floor=True),
    Entrant("floor: the calls alone", "floor_calls", floor=True),
)


def earlier(root: Path) -> Entrant:
    """Ours as another checkout has it, to see what a change does."""
    return Entrant("ours, before", "ours", root=root.resolve())


@dataclass(frozen=True, slots=True)
class Grounds:
    """What all of them stand on. `npm` holds the packages of on_node/ and its files."""

    home: Path
    urls: Mapping[str, str]
    secret: str
    core: int | None
    npm: Path


def install_on_node() -> Path:
    """Install what those on Node need, and put their files beside it."""
    home = install(HERE / "on_node")
    for file in (*(HERE / "on_node").glob("*.mjs"), HERE / "on_node" / "operations.json"):
        shutil.copy(file, home)
    return home


def start(entrant: Entrant, grounds: Grounds, stack: ExitStack) -> Running:
    """Start it; it is stopped with `stack`."""
    port = free_port()
    log = grounds.home / f"{entrant.name.replace(' ', '-').replace(':', '')}.log"
    given = {
        "port": port,
        "urls": dict(grounds.urls),
        "links": str(grounds.home / "links.json"),
        "secret": grounds.secret,
    }
    more = {"PEER": json.dumps(given)}
    if entrant.is_ours:
        name = f"ours-{port}"
        shutil.copyfile(grounds.home / "seeding.db", grounds.home / f"{name}.db")
        file = ours.write_settings(
            grounds.home, name, port, grounds.urls, grounds.secret, entrant.settings
        )
        command, more = ours.command(file), {}
    elif entrant.on_node:
        command = [str(NODE), str(grounds.npm / entrant.module)]
        more = {**environment(**more), "NODE_ENV": "production", **entrant.settings}
    else:
        command = [sys.executable, "-m", f"tests.benchmarks.peers.servers.{entrant.module}"]
    return stack.enter_context(server(command, port, log, grounds.core, more, entrant.root))
