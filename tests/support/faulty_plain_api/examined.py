"""Servers examined by the conformance kit, with all that it needs to make every check."""

from collections.abc import Collection
from typing import Any

from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.examine import bound, examine
from aggregator.simulator.conformance.registry import all_checks
from aggregator.simulator.conformance.report import Report
from aggregator.simulator.conformance.target import ProbeTarget
from tests.support.faulty_plain_api.api import ALEX, KEYS, SECRET, TOKEN, PlainApi
from tests.support.raw_server import RawServer


def chosen(only: Collection[str] = ()) -> list[Check]:
    return [check for code, check in all_checks().items() if not only or code in only]


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def target_at(url: str, **changed: Any) -> ProbeTarget:
    known: dict[str, Any] = {
        "keys": KEYS,
        "customer": ALEX,
        "secret": SECRET,
        "retired": "the-secret-before",
        "headers": {"Authorization": TOKEN},
    }
    return ProbeTarget(url=f"{url}/cards", **known | changed)


async def examined(server: PlainApi, *only: str, **changed: Any) -> Report:
    async with RawServer(server.script) as listening:
        target = target_at(listening.url, **changed)
        checks = chosen(only)
        report = await examine(target, checks)
        assert len(listening.requests) == len(report.answers) <= bound(target, checks)
    return report
