from datetime import UTC, datetime

from aggregator.authoring.workbench import NEEDED, build_workbench, context_of
from aggregator.settings import load_settings
from tests.support.product import ROOT


def test_a_studio_needs_no_secret_and_tells_what_comes_from_where() -> None:
    where = {"cards": str(ROOT / "cards"), "graphql": str(ROOT / "graphql")}
    environ = {"AGGREGATOR_SIGNING_SECRETS": "env:NOT_SET", "AGGREGATOR_LOCALE": "de_DE"}
    settings = load_settings(None, where, environ, only=NEEDED)
    workbench = build_workbench(settings)
    assert "usage" in workbench.catalog.cards
    assert workbench.world.provided()["Customer.usage"] == ["product"]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert context_of(settings, now).locale == "de_DE"


def test_a_failed_card_tells_its_teams_contact() -> None:
    where = {"cards": str(ROOT / "cards"), "graphql": str(ROOT / "graphql")}
    settings = load_settings(None, {**where, "teams": {"product": {"contact": "#p"}}}, {})
    told = build_workbench(settings).told("R", {"crm": {"words": "CRM", "owner": "#crm"}})
    assert (told.team("usage"), told.team("account"), told.team("x")) == ("#p", "support", None)
    assert (told.source_labels("crm"), told.operator("crm")) == ("CRM", "#crm")
    assert (told.source_labels("x"), told.operator("x")) == ("x", None)
