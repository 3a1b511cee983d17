import re
import tomllib
from dataclasses import fields

import pytest

from aggregator.simulator.config_file import ConfigError, read_workspace
from aggregator.simulator.template import Trust, template
from aggregator.simulator.unpublished import Unpublished

DEMO = Trust("demo-secret", ("Authorization", "Bearer demo-token"), "w_demo")
LOCAL = "http://127.0.0.1:8484/cards"
SETTING = re.compile(r"^# (\w+ = .*)$", re.MULTILINE)


def test_it_is_read_as_it_is_for_the_demo() -> None:
    workspace = read_workspace(tomllib.loads(template(LOCAL, ["plan", "usage"], DEMO)))
    assert [(it.key, it.url) for it in workspace.cards] == [("plan", LOCAL), ("usage", LOCAL)]
    assert workspace.signing_secret == "demo-secret"
    assert workspace.cards[0].headers[0].value == "Bearer demo-token"
    assert workspace.unpublished == Unpublished()


def test_for_another_service_it_holds_no_secret() -> None:
    text = template("https://cards.example/cards", ["plan"], Trust())
    workspace = read_workspace(tomllib.loads(text))
    assert (workspace.signing_secret, workspace.cards[0].headers) == (None, ())
    assert "demo" not in text
    assert "allow_http = false" in text


def test_what_is_commented_out_is_what_holds_anyway() -> None:
    text = template(LOCAL, ["plan"], DEMO)
    given = tomllib.loads(text)
    with_all = tomllib.loads(SETTING.sub(r"\1", text.split("# [tls]")[0]))
    with_all["cards"][0].pop("headers")
    assert read_workspace(with_all).cards == read_workspace(given).cards

    unpublished = text.split("[unpublished]")[1]
    shown = tomllib.loads(SETTING.sub(r"\1", unpublished))
    assert set(shown) == {it.name for it in fields(Unpublished)}
    shown.pop("max_card_bytes")  # there is no number for "no limit"
    assert read_workspace({**given, "unpublished": shown}).unpublished == Unpublished()


@pytest.mark.parametrize(
    ("url", "keys"), [("ftp://cards.example/", ["plan"]), (LOCAL, ["a b"]), (LOCAL, ["a", "a"])]
)
def test_what_plain_would_not_take_is_not_written(url: str, keys: list[str]) -> None:
    with pytest.raises(ConfigError):
        template(url, keys, DEMO)
