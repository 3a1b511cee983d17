"""How a source knows us: one file a kind of authentication."""

from aggregator.upstream.auth.auth import Auth, Authorization
from aggregator.upstream.auth.build import build_auth, check_credentials

__all__ = ["Auth", "Authorization", "build_auth", "check_credentials"]
