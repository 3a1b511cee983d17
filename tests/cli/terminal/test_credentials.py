"""What a call carries to prove itself, and where it is never sent."""

from pathlib import Path

import pytest

from aggregator.cli.terminal.credentials import Credentials, credentials
from aggregator.cli.terminal.failure import WrongUsage

HERE = "http://127.0.0.1:8484/cards"
ELSEWHERE = "https://cards.example.com/cards"


@pytest.fixture
def settings(nowhere: Path) -> None:
    (nowhere / "aggregator.toml").write_text(
        """
        workspace_id = "w_mine"
        signing_secrets = ["first", "second"]
        header_name = "X-Key"
        header_secrets = ["whole"]
        """
    )


def test_an_address_of_this_machine_gets_those_of_the_settings(settings: None) -> None:
    found = credentials(HERE, None, [], None, None)
    assert found == Credentials("first", {"X-Key": "whole"}, "w_mine")
    assert credentials(HERE, None, [], "w_other", None).workspace_id == "w_other"


def test_any_other_address_gets_none_of_them(settings: None) -> None:
    assert credentials(ELSEWHERE, None, [], None, None) == Credentials(None, {}, "default")


def test_what_is_given_stands_alone(settings: None) -> None:
    given = credentials(HERE, "s", ["Authorization:  Bearer a:b "], "w", None)
    assert given == Credentials("s", {"Authorization": "Bearer a:b"}, "w")
    assert credentials(HERE, "", [], None, None).secret is None


def test_without_settings_nothing_is_carried(nowhere: Path) -> None:
    assert credentials(HERE, None, [], None, None) == Credentials(None, {}, "default")


def test_a_file_of_settings_can_be_named(nowhere: Path) -> None:
    file = nowhere / "other.toml"
    file.write_text('signing_secrets = ["named"]\n')
    assert credentials(HERE, None, [], None, file).secret == "named"


@pytest.mark.parametrize("text", ["hunter2", ": hunter2", ""])
def test_a_header_without_a_name_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(WrongUsage, match="Fix: --header '") as caught:
        credentials(ELSEWHERE, None, [text], None, None)
    assert "hunter2" not in str(caught.value)


def test_secrets_do_not_stand_in_a_repr() -> None:
    assert "hunter2" not in repr(Credentials("hunter2", {"A": "hunter2"}, "w"))
