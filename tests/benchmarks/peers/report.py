"""What a run comes to: a table of ratios a scenario, build/bench.json, the page and its plots."""

import json
import os
import platform
from datetime import UTC, datetime
from typing import Any

from tests.benchmarks.peers.entrants import BASELINE, Entrant
from tests.benchmarks.peers.measure import Results, Scenario, Seen
from tests.benchmarks.peers.plots import bars
from tests.benchmarks.peers.processes import Cores
from tests.support.subjects import ROOT, say, table

PAGE = ROOT / "docs" / "benchmarks.md"
PLOTS = ROOT / "docs" / "benchmarks"
NUMBERS = ROOT / "build" / "bench.json"
HEAD = (
    "",
    "CPU ms",
    "spread",
    "x hand",
    "req/s",
    "x hand",
    "p50 ms",
    "p99 ms",
    "p99 at half",
    "calls",
)

METHOD = """\
Written by `make bench ARGS=peers{form}`, last on {day}. Everything of a page is one run on one
machine, and every server takes its turns among the others, so compare the ratios; another machine
has other milliseconds. Run it on yours.

- **CPU ms** is processor time of the serving process for one request, user and system, all its
  threads; the median of {rounds} turns, and their spread. **x hand** is the ratio to the best that
  we could write by hand in Python. **p99 at half** is the wait of the slowest hundredth where each
  is asked half as often as it could answer; p50 and p99 are those of as fast as it answers.
  **calls** are calls to the sources for one request.
- Each server has one process and one core{pinned}. The sources and the load share another one. The
  sources answer from a dictionary of bytes ({ceiling:,.0f} requests/s, both sides on one core).
- All draw the same 25 cards of the same 24 customers from the same four sources. Before anything is
  measured their answers are compared as JSON; while it is measured every answer is compared with
  that one as bytes. Nobody keeps anything of a source's answers between two requests.
- All check the signature. The others do less than ours beside that: they know from a dictionary in
  memory who is whom, where ours asks its database; they map no records, have no limits, retries,
  breakers, traces or log, and would fail for whoever has a gap in their data. Ours has its
  defaults, but for room for 128 requests at once and time-outs that even a busy machine keeps.
- `floor` rows draw nothing: an answer of constant bytes, our HTTP layers alone, and the calls of
  the best by hand alone.
- With a dead source ours stops asking it for a while and shows copies from before where it has
  one; the others ask on and show a line in its place.
- "5 ms window" lets lookups of requests that come together wait for each other (`share_window`).
- The other servers are in `tests/benchmarks/peers/`. Make one faster, and this page gets truer.

{versions}
"""


class Report:
    """Tells and writes the results of one run."""

    def __init__(
        self,
        results: Results,
        memory: dict[Entrant, float],
        ceiling: float,
        cores: Cores,
        *,
        full: bool,
    ) -> None:
        self._results = results
        self._memory = memory
        self._ceiling = ceiling
        self._cores = cores
        self._full = full

    def tell(self) -> None:
        """Print a table for each scenario."""
        for scenario, seen in self._results.items():
            say()
            say(f"{scenario.name}")
            table(HEAD, _rows(seen))
        say()
        say("resident MB at the end: " + ", ".join(
            f"{entrant.name} {megabytes:.0f}" for entrant, megabytes in self._memory.items()
        ))  # fmt: skip
        say(f"ceiling of the sources: {self._ceiling:,.0f} requests/s")

    def write(self) -> None:
        """Write build/bench.json, the page and the plots."""
        NUMBERS.parent.mkdir(exist_ok=True)
        NUMBERS.write_text(json.dumps(self._numbers(), indent=1) + "\n", encoding="utf-8")
        PLOTS.mkdir(exist_ok=True)
        parts = ["# Benchmarks: side by side with what one would write instead\n", self._method()]
        for scenario, seen in self._results.items():
            plot = PLOTS / f"{_slug(scenario)}.svg"
            plot.write_text(
                bars(
                    f"CPU ms a request: {scenario.name}",
                    [(each.name, it.milliseconds, each.is_ours) for each, it in seen.items()],
                ),
                encoding="utf-8",
            )
            parts += [f"## {scenario.name}\n", f"![CPU](benchmarks/{plot.name})\n", _markdown(seen)]
        parts += ["## Memory\n", self._memory_table()]
        PAGE.write_text("\n".join(parts), encoding="utf-8")
        say(f"written: {PAGE.relative_to(ROOT)}, {NUMBERS.relative_to(ROOT)}")

    def _method(self) -> str:
        rounds = len(next(iter(next(iter(self._results.values())).values())).cpu)
        return METHOD.format(
            form=" FULL=1" if self._full else "",
            day=datetime.now(UTC).date().isoformat(),
            rounds=rounds,
            ceiling=self._ceiling,
            pinned="" if self._cores.serving is None else ", which it is pinned to",
            versions=f"Python {platform.python_version()}, {platform.machine()}, "
            f"{os.cpu_count()} cores.",
        )

    def _memory_table(self) -> str:
        rows = (f"| {each.name} | {amount:.0f} |\n" for each, amount in self._memory.items())
        return "Resident megabytes at the end of the run.\n\n| | MB |\n|---|--:|\n" + "".join(rows)

    def _numbers(self) -> dict[str, Any]:
        return {
            "ceiling": self._ceiling,
            "memory": {each.name: amount for each, amount in self._memory.items()},
            "scenarios": {
                scenario.name: {
                    each.name: {
                        "cpu_ms": it.cpu,
                        "requests_per_second": it.rates,
                        "p50_ms": it.wait(0.5),
                        "p99_ms": it.wait(0.99),
                        "p99_ms_at_half_load": it.wait_at_half(0.99),
                        "calls": it.calls / it.requests,
                    }
                    for each, it in seen.items()
                }
                for scenario, seen in self._results.items()
            },
        }


def _slug(scenario: Scenario) -> str:
    return scenario.name.replace(",", "").replace(" ", "-")


def _rows(seen: dict[Entrant, Seen]) -> list[tuple[str, ...]]:
    base = next(it for each, it in seen.items() if each.name == BASELINE)
    return [
        (
            each.name,
            f"{it.milliseconds:.2f}",
            f"{min(it.cpu):.2f}-{max(it.cpu):.2f}",
            f"{it.milliseconds / base.milliseconds:.2f}",
            f"{it.rate:.0f}",
            f"{it.rate / base.rate:.2f}",
            f"{it.wait(0.5):.1f}",
            f"{it.wait(0.99):.1f}",
            f"{it.wait_at_half(0.99):.1f}",
            f"{it.calls / it.requests:.1f}",
        )
        for each, it in seen.items()
    ]


def _markdown(seen: dict[Entrant, Seen]) -> str:
    lines = ["| " + " | ".join(HEAD) + " |", "|---" + "|--:" * (len(HEAD) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in _rows(seen)]
    return "\n".join(lines) + "\n"
