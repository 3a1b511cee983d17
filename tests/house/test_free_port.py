"""`make demo` looks at its port before the set-up, at the address that the demo will have."""

import socket
import subprocess
import sys

from tests.support.product import ROOT


def asked(port: int) -> int:
    done = subprocess.run(  # noqa: S603 this interpreter with our own program
        [sys.executable, str(ROOT / ".ci/free_port"), str(port)], check=False, timeout=60
    )
    return done.returncode


def test_a_port_is_taken_while_somebody_answers_on_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert asked(port) == 1
    assert asked(port) == 0
