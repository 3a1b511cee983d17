"""The names a card begins with."""

from pathlib import Path

import pytest

from aggregator.authoring.scaffold.names import (
    ScaffoldError,
    check_key,
    check_team,
    known_cards,
    known_teams,
    operation_name,
    title_of,
)


@pytest.mark.parametrize(
    ("key", "operation", "title"),
    [
        ("renewal-date", "RenewalDate", "Renewal date"),
        ("api_usage", "ApiUsage", "API usage"),
        ("2fa", "Card2fa", "2 fa"),
        ("-", "Card", "-"),
    ],
)
def test_a_key_names_the_operation_and_the_title(key: str, operation: str, title: str) -> None:
    assert (operation_name(key), title_of(key)) == (operation, title)


def test_a_key_that_is_none_is_refused_with_what_was_meant() -> None:
    with pytest.raises(ScaffoldError, match='Did you mean "renewal-date"'):
        check_key("renewal date", {})
    with pytest.raises(ScaffoldError, match="at most 500"):
        check_key("k" * 501, {})
    with pytest.raises(ScaffoldError, match="Fix: for example"):
        check_key("//", {})


def test_a_key_that_another_team_has_is_refused_with_its_file() -> None:
    with pytest.raises(ScaffoldError, match=r"cards/billing/usage\.graphql has the key usage"):
        check_key("usage", {"usage": Path("cards/billing/usage.graphql")})


def test_a_slip_in_a_team_is_told_and_a_new_team_is_not() -> None:
    with pytest.raises(ScaffoldError, match='Did you mean "billing"'):
        check_team("biling", ["billing", "support"])
    check_team("growth", ["billing", "support"])
    check_team("billing", ["billing"])
    with pytest.raises(ScaffoldError, match='Did you mean "my-team"'):
        check_team("My/Team", [])
    with pytest.raises(ScaffoldError, match="for example"):
        check_team("..", [])


def test_what_is_there_is_found(tmp_path: Path) -> None:
    card = tmp_path / "billing" / "plan.graphql"
    card.parent.mkdir()
    card.write_text("query", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    assert known_cards(tmp_path) == {"plan": card}
    assert known_teams(tmp_path) == ["billing"]
    assert known_teams(tmp_path / "none") == []
