import pytest

from aggregator.cli.plain.side import visit, workspace
from aggregator.cli.terminal.failure import WrongUsage
from aggregator.simulator.visit import plain_id


def test_plain_knows_everybody_by_an_id_of_its_own() -> None:
    who = visit("alex@grocery.co", None, None).customer
    assert who.plain_id == plain_id("c", "alex@grocery.co")
    assert (who.email, who.external_id) == ("alex@grocery.co", None)
    assert visit(None, "7", None).customer.plain_id == plain_id("c", "7")
    assert visit("alex@grocery.co", "7", "c_1").customer.plain_id == "c_1"


def test_a_thread_or_tenant_is_plains_own_id_or_an_external_one() -> None:
    own = visit("a@b.co", None, None, "th_1", "te_1")
    assert own.thread_ids == {"id": "th_1", "externalId": None}
    assert own.tenant_ids == {"id": "te_1", "externalId": None}
    external = visit("a@b.co", None, None, "ticket-1", "org-1")
    assert external.thread_ids == {"id": plain_id("th", "ticket-1"), "externalId": "ticket-1"}
    assert external.tenant_ids == {"id": plain_id("te", "org-1"), "externalId": "org-1"}
    assert (visit("a@b.co", None, None).thread_ids, own.customer.plain_id) == (
        None,
        plain_id("c", "a@b.co"),
    )


def test_an_id_is_made_up_for_a_mailbox_however_it_is_written() -> None:
    ids = {
        visit(email, None, None).customer.plain_id
        for email in ("A@b.co", "info@münchen.example", "weiß@b.co", "weiss@b.co")
    }
    assert len(ids) == 4
    assert visit(" a@B.co", None, None).customer.plain_id in ids
    assert visit("info@XN--mnchen-3ya.example", None, None).customer.plain_id in ids


def test_a_customer_must_be_known_by_something() -> None:
    with pytest.raises(WrongUsage, match="No customer is named"):
        visit(None, None, None)


def test_flags_make_a_workspace_with_each_card_once(capsys: pytest.CaptureFixture[str]) -> None:
    headers = ["Authorization: Bearer t"]
    made = workspace(None, "cards.example/c", ["a, b", "a"], "secret", headers, "w_1")
    assert [it.key for it in made.shown] == ["a", "b"]
    assert {it.url for it in made.shown} == {"https://cards.example/c"}
    assert (made.id, made.signing_secret) == ("w_1", "secret")
    assert made.cards[0].headers[0].value == "Bearer t"
    assert capsys.readouterr().err == ""


def test_this_machines_own_service_gets_the_secrets_of_the_settings_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AGGREGATOR_SIGNING_SECRETS", '["of-the-settings"]')
    assert workspace(None, "localhost:8484", ["a"]).signing_secret == "of-the-settings"
    assert workspace(None, "cards.example", ["a"]).signing_secret is None
    assert workspace(None, "localhost:8484", ["a"], "").signing_secret is None


def test_what_is_not_https_is_said_once_with_how_many_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace(None, "localhost:8484", ["a", "b"], "")
    assert capsys.readouterr().err == (
        "Note: http://localhost:8484/cards is http. Plain itself takes https:// only.\n"
    )
