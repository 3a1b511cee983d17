"""GraphQL over HTTP, judged by the audit suite of the npm package graphql-http."""

import json
from pathlib import Path

from aggregator.web.app import create_app
from tests.support import node
from tests.support.graph_service import GraphService
from tests.support.live_server import live_server
from tests.support.real_service import real_service

PROJECT = Path(__file__).parent / "audits"
SECONDS = 60


def audit(url: str, token: str) -> list[dict[str, str]]:
    home = node.install(PROJECT)
    arguments = [str(PROJECT / "run.mjs"), url, token]
    results: list[dict[str, str]] = json.loads(
        node.run(arguments, home, SECONDS, {"AUDITS_HOME": str(home)})
    )
    return results


def test_all_61_audits_pass_without_a_warning(tmp_path: Path) -> None:
    with live_server(create_app(real_service(tmp_path))) as address:
        results = audit(f"{address}/graphql", "engineer")
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61


def test_the_audits_can_fail() -> None:
    with live_server(create_app(GraphService())) as address:
        results = audit(f"{address}/graphql", "no-such-token")
    assert [result for result in results if result["status"] == "error"]
