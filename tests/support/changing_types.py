"""A fleet whose types change while they are served: the steps, its system, a run under load."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.support.fleet import MANIFEST, TYPES, write_fleet
from tests.support.served_home import Home

CARD = """\
query Fleet @card(title: "Fleet", empty: "No fleet") {
  customer { fleet { FIELDS } }
}
"""
SOURCE = """
[sources.garage]
connector = "garage"
url = "URL"
credentials = {token = "t"}
"""
NAME = 'name @row(label: "Name")'
SIZE = 'size @row(label: "Size") @number'
RECORDS: Mapping[str, Mapping[str, object]] = {
    "/fleets": {"id": "f1", "email": "a@b.example", "name": "North", "size": 12, "stage": "lead"},
    "/vehicles": {"id": "v1", "fleet": "f1", "plate": "AB 1", "drive": "e"},
    "/people": {"id": "p1", "email": "a@b.example", "stage": "lead", "score": 2**31},
}
STEPS = (
    ("as it is", TYPES, MANIFEST),
    ("a field more", TYPES.replace("  size: Int\n", "  size: Int\n  stage: String\n"),
     MANIFEST.replace("      size: size\n", "      size: size\n      stage: stage\n")),
    ("renamed", TYPES.replace("size: Int", "seats: Int"),
     MANIFEST.replace("size: size", "seats: size")),
    ("another type of value", TYPES.replace("size: Int", "size: String"),
     MANIFEST.replace("size: size", "size: {path: size, transform: text}")),
    ("no types", None, MANIFEST),
    ("as it was", TYPES, MANIFEST),
)  # fmt: skip
"""What is done -> the types and the manifest after it."""


def garage(path: str, asked: Iterable[str]) -> Mapping[str, object]:
    """Answer as the fleet's system does."""
    record = RECORDS[path]
    found = [record] if set(asked) & set(map(str, record.values())) else []
    return {"data": found}


def is_whole(key: str, text: str) -> bool:
    """Whether a card shows all that it selects."""
    return "North" in text and ("12" in text or key == "names")


async def shown(home: Home, key: str = "fleet") -> str:
    (found,) = json.loads(await home.labels(key=key))["cards"]
    return json.dumps(found["components"], ensure_ascii=False)


def write_card(home: Home, fields: str, key: str = "fleet") -> None:
    home.card.with_name(f"{key}.graphql").write_text(CARD.replace("FIELDS", fields))


def connect(home: Home, url: str) -> None:
    """Add the source to the settings."""
    with (home.folder / "aggregator.toml").open("a") as file:
        file.write(SOURCE.replace("URL", url))
    home.service._settings = home.loader.load()


async def change_under_load(
    folder: Path, rounds: int, per_second: int, seconds: float
) -> Counter[str]:
    """Go through the steps, `seconds` each, while so many requests a second ask for a card.

    Gives what was seen: requests, `whole` and `broken` cards, and what must not be: `failed`
    requests, `false` cards, steps that a card did `not follow`.
    """
    seen: Counter[str] = Counter()
    home = Home(folder)
    write_fleet(folder / "connectors")
    write_card(home, f"{NAME} {SIZE}")
    write_card(home, NAME, "names")
    keys = ("fleet", "names", "seats")

    other = ""

    async def ask(key: str) -> None:
        seen["requests"] += 1
        try:
            text = await shown(home, key)
        except Exception:  # noqa: BLE001 -- counted, whatever it is
            seen["failed"] += 1
            return
        if key == "seats":
            seen["whole" if text == other else "false"] += 1
        elif is_whole(key, text):
            seen["whole"] += 1
        else:
            seen["broken" if "mistake" in text and "No fleet" not in text else "false"] += 1

    with serving() as url:
        connect(home, url)
        await home.service.start()
        other = await shown(home, "seats")
        try:
            for _ in range(rounds):
                for step, types, manifest in STEPS:
                    write_fleet(folder / "connectors", types, manifest)
                    seen["changes"] += 1
                    under_way = []
                    for number in range(round(per_second * seconds)):
                        under_way.append(asyncio.create_task(ask(keys[number % len(keys)])))
                        await asyncio.sleep(1 / per_second)
                    await asyncio.gather(*under_way)
                    seen["not followed"] += not await _follows(home, step)
        finally:
            await home.service.stop()
    return seen


async def _follows(home: Home, step: str) -> bool:
    """Whether the cards are, after a step, as its types have them; the broken one is named."""
    broken = list(home.service.snapshot.catalog.broken)
    if step == "renamed":
        return broken == ["fleet"] and "North" not in await shown(home)
    if step in ("as it is", "a field more", "as it was"):
        return not broken and is_whole("fleet", await shown(home))
    return is_whole("names", await shown(home, "names"))


@contextmanager
def serving() -> Iterator[str]:
    """Serve the fleet's system on this machine: its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = json.dumps(garage(parts.path, (value for _, value in parse_qsl(parts.query))))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
