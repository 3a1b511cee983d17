"""`aggregator customers simulate`: what other rules would come to, and nothing is changed."""

from pathlib import Path

from tests.support.command import Command

ROWS = """external_ref,email,display_name
u1,ann@acme.com,Ann
,ann+news@acme.com,Ann
,bob@x.example,Bob
"""


def test_other_rules_are_told_with_examples(nowhere: Path, command: Command) -> None:
    (nowhere / "people.csv").write_text(ROWS, encoding="utf-8")
    assert command("customers", "import", "people.csv").code == 0
    before = command("customers", "export").out
    told = command("customers", "simulate", "--email-tags").out
    assert "Of 3 customers, with these rules:\n2 would be one with somebody, in 1 group\n" in told
    assert "  Ann (cust_" in told
    assert "), Ann (cust_" in told
    assert "email=ann@acme.com\n0 would be told apart\n0 would be found by nothing\n" in told
    none = command("customers", "simulate", "--order", "plain_id,external_id").out
    assert "2 would be found by nothing\n  Ann (cust_" in none
    blocked = command("customers", "simulate", "--block", "bob@x.example").out
    assert "1 would be found by nothing\n" in blocked
    assert command("customers", "export").out == before
    wrong = command("customers", "simulate", "--order", "shoe_size")
    assert wrong.code != 0
    assert "`shoe_size` finds no customer" in wrong.err
