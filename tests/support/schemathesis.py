"""Requests drawn from our OpenAPI document, sent to the service itself."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from aggregator.web.app import create_app
from tests.support.live_server import live_server
from tests.support.real_service import real_service

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
)
"""Not `negative_data_rejection`: /cards is lenient by design; a 4xx blanks cards for minutes."""


@dataclass(frozen=True)
class Outcome:
    """`requests` that were made; `report` is what schemathesis printed, whole."""

    code: int
    requests: int
    report: str


def run(home: Path, examples: int, seed: int) -> Outcome:
    """Draw `examples` requests an operation, beside those of its own that cover every keyword."""
    with live_server(create_app(real_service(home))) as url:
        done = subprocess.run(  # noqa: S603 - its own arguments
            [
                str(Path(sys.executable).with_name("schemathesis")),
                "run",
                f"{url}/api/openapi.json",
                f"--checks={','.join(CHECKS)}",
                "--phases=coverage,fuzzing",
                f"--max-examples={examples}",
                f"--seed={seed}",
                "--generation-database=none",
                "--header=Authorization: Bearer engineer",
                "--no-color",
            ],
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
            timeout=3_000,
        )
    generated = re.search(r"(\d+) generated", done.stdout)
    return Outcome(done.returncode, int(generated[1]) if generated else 0, done.stdout)
