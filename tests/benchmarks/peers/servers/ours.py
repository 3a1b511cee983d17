"""Ours: `aggregator serve` with its settings file, and a directory that knows everybody."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aggregator.demo.data import DemoData
from aggregator.demo.setting import fill
from aggregator.service import Service
from aggregator.settings import load_settings
from tests.support.catalog import write_catalog
from tests.support.product import UNHURRIED
from tests.support.subjects import ROOT

CREDENTIALS = {
    "billing": {"key": "demo-billing-key"},
    "crm": {"client_id": "demo-client", "client_secret": "demo-client-secret"},
    "helpdesk": {"username": "demo@helpdesk.example", "password": "demo-password"},
    "product": {"token": "demo-product-token"},
}


def write_home(home: Path, urls: Mapping[str, str], secret: str, data: DemoData) -> None:
    """Write cards and directory into `home`."""
    write_catalog(home / "cards")
    (home / "connectors").mkdir()
    file = write_settings(home, "seeding", 0, urls, secret, {})
    asyncio.run(_seed(file, data))


def write_settings(
    home: Path,
    name: str,
    port: int,
    urls: Mapping[str, str],
    secret: str,
    more: Mapping[str, Any],
) -> Path:
    """Write the settings file of one of ours.

    `more` are settings by their dotted names, and `share_window` that of every source.
    """
    more = dict(more)
    window = more.pop("share_window", None)
    sharing = "" if window is None else f"share_window = {window}\n"
    sources = "".join(
        f"\n[sources.{source}]\nconnector = {_toml(source)}\nurl = {_toml(url)}\n"
        f"{sharing}"
        f"credentials = {_table(CREDENTIALS[source])}\n"
        for source, url in urls.items()
    )
    chosen = {
        "port": port,
        "signing_secrets": [secret],
        "database_url": f"sqlite+aiosqlite:///{home / name}.db",
        "cards": str(home / "cards"),
        "graphql": str(ROOT / "graphql"),
        "connectors": [str(home / "connectors")],
        "limits.permits": 128,
        "limits.permits_busy": 128,
        **{f"limits.{name}": seconds for name, seconds in UNHURRIED.items()},
        **more,
    }
    settings = "".join(f"{key} = {_toml(value)}\n" for key, value in chosen.items())
    file = home / f"{name}.toml"
    file.write_text(settings + sources, encoding="utf-8")
    return file


def command(file: Path) -> list[str]:
    return [sys.executable, "-m", "aggregator", "serve", "--config", str(file)]


def _toml(value: Any) -> str:
    return json.dumps(value)  # what we write here reads alike in both


def _table(values: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{name} = {_toml(value)}' for name, value in values.items())} }}"


async def _seed(file: Path, data: DemoData) -> None:
    service = Service(load_settings(file, {}))
    await service.start()
    try:
        await fill(service.directory, service.snapshot.settings.workspace_id, data)
    finally:
        await service.stop()
