"""The text of a first file of card configs: every setting explained, most of them commented out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from aggregator.domain.plain import limits
from aggregator.simulator import configs
from aggregator.simulator.config_file import read_workspace
from aggregator.simulator.unpublished import Unpublished, meanings

_HEAD = """\
# Card configs of a workspace, as Plain's settings have them: Settings, Customer cards.
# aggregator plain open --customer EMAIL shows what an agent would see with them.
# A secret may stand in a file of its own: "file:PATH", from the folder of this file.

"""

_TRUST = """\
# Signs every request (Plain-Request-Signature). Left out: nothing is signed.
{secret}
# Sent as Plain-Workspace-Id.
workspace_id = {workspace}

# For every card that has none of its own. Plain takes https:// only, at most {url_max} characters;
# allow_http is for addresses on a development machine.
url = {url}
allow_http = {allow_http}
# At most {headers_max} headers: names of 1 to {name_max} characters, values of 1 to {value_max}.
# Cards with the same URL and headers share one request.
{headers}
"""

_UNSIGNED = '# signing_secret = "file:secret"'
_BARE = '# headers = { Authorization = "file:token" }'

_FIRST = """
# At most {cards_max} cards, the disabled ones counted. Only key is required: letters, digits,
# hyphens and underscores, each card its own. What is commented out is what holds when left out.
[[cards]]
key = "{key}"
# title = "{key}"            # at most {title_max} characters
# default_ttl = {ttl}        # seconds, {ttl_min}..{ttl_max}: for answers that say none themselves
# order = 0                  # 0..{order_max}, ties by id; its place in this file
# is_enabled = true
# id = "cc_01"               # each card its own; from its place in this file
# url = {url}                # instead of the one above
# headers = [{{ name = "Authorization", value = "file:token" }}]
"""

_TLS = """
# [tls]
# trust = "ca.pem"           # authorities instead of the system's
# certificate = "plain.pem"  # for servers that ask who is calling (mTLS)
# key = "plain.key"

# What Plain does not publish: how this local Plain reads it. These are the defaults.
[unpublished]
"""


@dataclass(frozen=True, slots=True)
class Trust:
    """What proves a request, as the file spells it: "file:PATH", or the value itself."""

    secret: str | None = field(default=None, repr=False)
    header: tuple[str, str] | None = field(default=None, repr=False)
    workspace: str = "w_local"


def template(url: str, keys: Sequence[str], trust: Trust) -> str:
    """Write the file for `url` and `keys`; ConfigError when Plain would not take them."""
    http = not url.lower().startswith("https://")
    read_workspace({"url": url, "allow_http": http, "cards": [{"key": key} for key in keys]})
    first, *others = keys
    secret, header = trust.secret, trust.header
    written = _TRUST.format(
        secret=f"signing_secret = {json.dumps(secret)}" if secret else _UNSIGNED,
        workspace=json.dumps(trust.workspace),
        url=json.dumps(url),
        allow_http=str(http).lower(),
        headers=(
            f"headers = {{ {json.dumps(header[0])} = {json.dumps(header[1])} }}"
            if header
            else _BARE
        ),
        url_max=configs.URL_MAX,
        headers_max=configs.HEADERS_MAX,
        name_max=configs.HEADER_NAME_MAX,
        value_max=configs.HEADER_VALUE_MAX,
    )
    cards = _FIRST.format(
        key=first,
        url=json.dumps(url),
        cards_max=configs.CARDS_MAX,
        title_max=configs.TITLE_MAX,
        ttl=configs.DEFAULT_TTL,
        ttl_min=limits.TTL_MIN,
        ttl_max=limits.TTL_MAX,
        order_max=configs.ORDER_MAX,
    )
    more = "".join(f'\n[[cards]]\nkey = "{key}"\n' for key in others)
    return f"{_HEAD}{written}{cards}{more}{_TLS}{_unpublished()}"


def _unpublished() -> str:
    defaults, lines = Unpublished(), []
    for name, meaning in meanings().items():
        value = getattr(defaults, name)
        written = json.dumps(list(value) if isinstance(value, tuple) else value)
        lines += [f"# {meaning}", f"# {name} = {500_000 if value is None else written}"]
    return "\n".join(lines) + "\n"
