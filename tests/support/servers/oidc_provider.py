"""npm's oidc-provider: a strict token endpoint, and an API that takes its tokens.

The token endpoint and the API have an address each, as two hosts would.
"""

import contextlib
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support import node
from tests.support.servers.counting import Counted, counted
from tests.support.servers.environment import LOCKED
from tests.support.servers.process import serving

SECRET = "s+cret/with:signs%and=all"
FOLDER = LOCKED / "oidc_provider"


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """`tokens` is asked at /token by the clients `in-header` and `in-body`; `api` at /records."""

    tokens: Counted
    api: Counted
    direct: str

    def forget_tokens(self) -> None:
        """Make every token that was given invalid, as a restart of the system does."""
        urllib.request.urlopen(f"{self.direct}/_forget", timeout=60).close()  # noqa: S310 our own http address


@contextlib.contextmanager
def running_oidc_provider(folder: Path) -> Iterator[OidcProvider]:
    """Start one whose log lies in `folder`."""
    start = [str(node.NODE), str(FOLDER / "start.mjs")]
    log = folder / "oidc-provider.log"
    home = node.install(FOLDER)
    with (
        serving(lambda number: [*start, str(number)], log, "/jwks", cwd=home) as direct,
        counted(direct) as tokens,
        counted(direct) as api,
    ):
        yield OidcProvider(tokens, api, direct)
